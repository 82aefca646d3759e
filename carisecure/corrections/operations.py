"""Writing a correction: the only way in which what was entered is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import StaleRecord
from carisecure.access.index_fields import BlindIndex
from carisecure.corrections.chains import newest_of
from carisecure.corrections.models import OWN, Corrected

if TYPE_CHECKING:
    from carisecure.accounts.models import User

Row = TypeVar("Row", bound=Corrected)


@transaction.atomic
def correct(
    row: Row,
    *,
    version: int,
    reason: str,
    by: User,
    changes: Mapping[str, Any],
    is_retracted: bool = False,
    as_typed: Callable[[Row], Mapping[str, Any]] | None = None,
    also_changed: bool = False,
) -> Row:
    """Record a later row in the place of this one, or, with `is_retracted`, that it did not happen.

    The operation of the room calls it after it has authorised and locked its anchor and checked `changes` (by name of
    the model's fields). `version` is the one that the writer read. Raises StaleRecord with what is there now where it
    was corrected meanwhile (`as_typed` words a row for the form, else the changed fields), ValidationError without a
    reason or a change (`also_changed`: in rows of another table that belong to it). A row that was retracted can be
    corrected too: then it did happen.
    """
    newest = newest_of(row, lock=True)
    if newest.version != version:
        theirs = as_typed(newest) if as_typed else {name: _value(newest, name) for name in changes}
        raise StaleRecord(dict(theirs), {}, version=newest.version)
    if not reason.strip():
        raise ValidationError({"correction_reason": _("Say why it is corrected.")})
    if is_retracted:
        if newest.is_retracted:
            raise ValidationError({"correction": _("It is struck out already.")})
        changes = {}
    elif not (newest.is_retracted or also_changed) and all(
        _value(newest, name) == _plain(new) for name, new in changes.items()
    ):
        raise ValidationError(_("Nothing was changed: correct what is wrong, or strike the entry out."))
    made = type(newest)(
        **said_again(newest, changes),
        entry_key=newest.entry_key,
        version=newest.version + 1,
        recorded_at=timezone.now(),
        recorded_by=by,
        replaces=newest,
        correction_reason=reason,
        is_retracted=is_retracted,
    )
    made.save(force_insert=True)
    return made


def follow_up(row: Row, *, by: User, **changes: Any) -> Row:
    """Record what happened to an entry since: a later row without a reason, because nothing in the first was wrong.

    A charge is withdrawn in court, a hearing is held. The caller has authorised, locked and found the newest row.
    """
    made = type(row)(
        **said_again(row, changes),
        entry_key=row.entry_key,
        version=row.version + 1,
        recorded_by=by,
        replaces=row,
    )
    made.save(force_insert=True)
    return made


def said_again(row: Corrected, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The columns that a later row takes over, with what it says otherwise; sealed texts are sealed anew."""
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in OWN and not isinstance(field, BlindIndex)
    }
    # By column: beside the key of what was pointed at before, Django would not look at the row pointed at now.
    return kept | {_column(row, name): _plain(new) for name, new in (changes or {}).items()}


def _column(row: Corrected, name: str) -> str:
    field = row._meta.get_field(name)
    return field.attname if isinstance(field, models.Field) else name


def _value(row: Corrected, name: str) -> Any:
    """As stored: a row that is pointed at by its key."""
    return getattr(row, _column(row, name))


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
