"""The columns by which a sealed text is found. They fill themselves whenever the text is saved; no caller writes them.

`of`: the sealed fields of the row. `text`: the model's method that says what of them may be found, "" for nothing.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from carisecure.access.fields import Sealed
from carisecure.access.vault import blind, sounds, stems

if TYPE_CHECKING:
    _Base = models.Field[Any, Any]
else:
    _Base = object


class BlindIndex(_Base):
    """Computes itself from the sealed fields of its row. The ledger keeps only whether it changed."""

    of: tuple[str, ...] = ()
    text: str = ""

    def token(self, instance: models.Model) -> Any:
        """What stands in the column for the row as it is now."""
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        held = model_instance.__dict__
        touched = any(name in held and not isinstance(held[name], Sealed) for name in self.of)
        # A migration's model knows no methods, and a text nobody opened is the text that was indexed.
        if self.text and hasattr(model_instance, self.text) and (add or touched):
            setattr(model_instance, self.attname, self.token(model_instance))
        return getattr(model_instance, self.attname)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs


class ExactTokenField(BlindIndex, models.UUIDField):  # type: ignore[type-arg]
    """16 bytes of the whole value; the model's method gives (kind, text), so that kinds never meet."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), text: str = "", **kwargs: Any) -> None:
        self.of, self.text = of, text
        super().__init__(*args, **{**kwargs, "null": True, "editable": False})

    def token(self, instance: models.Model) -> uuid.UUID | None:
        kind, text = getattr(instance, self.text)()
        return blind.exact_token(kind, text)


class _Tokens(BlindIndex, ArrayField):  # type: ignore[type-arg]
    def __init__(self, *args: Any, of: tuple[str, ...] = (), text: str = "", **kwargs: Any) -> None:
        self.of, self.text = of, text
        kwargs.pop("base_field", None)
        super().__init__(models.BigIntegerField(), **{**kwargs, "default": list, "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {k: v for k, v in kwargs.items() if k not in ("base_field", "default")}


class SoundTokensField(_Tokens):
    """The codes of a name (`vault.sounds`), keyed."""

    def token(self, instance: models.Model) -> list[int]:
        return blind.word_tokens("sounds", sounds.stored_codes(getattr(instance, self.text)()))


class StemTokensField(_Tokens):
    """The stems of a text's words (`vault.stems`), keyed."""

    def token(self, instance: models.Model) -> list[int]:
        return blind.word_tokens("stems", stems.all_stems(getattr(instance, self.text)()))


class NumberTokensField(_Tokens):
    """What the model's method gives for the numbers of the text (`cases.people.numbers`), keyed."""

    def token(self, instance: models.Model) -> list[int]:
        return blind.word_tokens("numbers", getattr(instance, self.text)())


def with_indexes(model: type[models.Model], update_fields: Any) -> Any:
    """The fields of a partial save, and the columns that are computed from them: the index never lags behind."""
    if not update_fields:
        return update_fields
    indexes = {
        f.name for f in model._meta.concrete_fields if isinstance(f, BlindIndex) and set(f.of) & set(update_fields)
    }
    return frozenset(update_fields) | indexes
