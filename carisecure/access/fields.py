"""The doors to text that names people, or might. How the text is stored is decided here and nowhere else.

A text is sealed on its way into the database (`carisecure.access.vault`) under the key of its owner: the anchor of a
walled row (case, involvement, prosecution), the person of an identity, or what the model names in `key_of`. It is
opened when the attribute is read. In a query it can be neither compared nor searched nor updated in bulk.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _

from carisecure.access.vault import cipher, keys

if TYPE_CHECKING:  # Django's fields take type parameters for mypy only
    _Text = models.TextField[str, str]
    _Char = models.CharField[str, str]
else:
    _Text = models.TextField
    _Char = models.CharField


class Sealed(bytes):
    """What stands in the database. Anything that prints it by mistake prints this instead."""

    def __str__(self) -> str:
        return "(sealed)"

    __repr__ = __str__


def owner_of(instance: models.Model) -> uuid.UUID:
    """Whose key seals the texts of this row."""
    name: str | None = getattr(instance, "key_of", None)
    if name is None:
        wall = instance.wall  # type: ignore[attr-defined]
        name = wall.own if wall.through else "id" if wall.anchor == "id" else f"{wall.anchor}_id"
    owner = getattr(instance, name)
    return owner if isinstance(owner, uuid.UUID) else uuid.UUID(str(owner))


class _Opening(DeferredAttribute):
    """Opens a sealed value the first time the attribute is read."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Sealed):
            return value
        field: SealedField = self.field  # type: ignore[assignment]
        text = field.open(instance, value)
        instance.__dict__[field.attname] = text
        return text

    def __set__(self, instance: models.Model, value: Any) -> None:
        """Its being here makes Python ask `__get__` although the instance holds a value of that name."""
        instance.__dict__[self.field.attname] = value


class SealedField(_Text):
    """Text that is ciphertext in the database; an empty text is stored as no bytes and needs no key."""

    descriptor_class = _Opening

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def _place(self, instance: models.Model) -> cipher.Place:
        return cipher.Place(instance._meta.db_table, str(self.column), str(instance.pk))

    def open(self, instance: models.Model, sealed: bytes) -> str:
        """The text, or a plain word where its key was destroyed. Raises CannotOpen for a text from another row."""
        if not sealed:
            return ""
        try:
            key = keys.for_reading(cipher.key_id_of(sealed))
        except keys.Destroyed:
            return _("(erased)")
        return cipher.open_sealed(sealed, key=key, place=self._place(instance))

    def from_db_value(self, value: Any, expression: object, connection: object) -> Sealed | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None and self.attname not in model_instance.__dict__:
            value = getattr(model_instance, self.attname)
        if value is None or isinstance(value, Sealed):
            return value  # untouched since it was read: the bytes go back as they came
        if not value:
            return Sealed()
        key_id, key = keys.for_writing(owner_of(model_instance))
        return Sealed(cipher.seal(str(value), key_id=key_id, key=key, place=self._place(model_instance)))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        raise FieldError(
            f"{self.name} is sealed: save the object; it cannot be compared, searched or updated in a query"
        )

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(value)

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.name} is sealed and is not serialised")


class FreeTextField(SealedField):
    """A sentence somebody wrote: report, narrative, note, statement, draft. It may carry names."""


class IdentityField(SealedField):
    """A field that identifies a person: name, alias, document, telephone, address, exact birth date."""


class TypedField(_Char):
    """A short text that people type and that is stored in clear: the mark of an exhibit, a court, a number, a title.

    Nobody is to be named in it, and sometimes somebody is: the ledger, which forgets nothing, keeps its change alone.
    """


PROTECTED = (FreeTextField, IdentityField)


def load_keys(rows: Iterable[models.Model]) -> None:
    """Read the keys of every sealed text of these rows with one query."""
    ids: set[uuid.UUID] = set()
    for row in rows:
        _collect(row, ids)
        for related in row._state.fields_cache.values():
            if isinstance(related, models.Model):
                _collect(related, ids)
    if ids:
        keys.load(ids)


def _collect(row: models.Model, ids: set[uuid.UUID]) -> None:
    for field in row._meta.concrete_fields:
        if isinstance(field, SealedField):
            value = row.__dict__.get(field.attname)
            if isinstance(value, Sealed) and value:
                ids.add(cipher.key_id_of(value))
