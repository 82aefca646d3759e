"""Asking, deciding, using: one way for every table that takes two people.

A room's own operation says what is asked for and shows the row to nobody but those who may see it; what is done with
the row is done here. `ask`, `decide` and `use` are called inside the room's transaction, with the row locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.access.two_people.kinds import Kind, kind_of
from carisecure.access.two_people.models import TwoPeople, Worded

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from carisecure.accounts.models import User

Row = TypeVar("Row", bound=TwoPeople)
WordedRow = TypeVar("WordedRow", bound=Worded)


class ApprovalNeeded(TransitionRefused):
    """Nobody else has agreed yet."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind.code
        super().__init__(_("Needs a second person's approval: %(what)s.") % {"what": kind.words})


def known_kind(table: type[TwoPeople], code: str) -> Kind:
    """The kind that is asked for; ValidationError for what no room registered."""
    try:
        return kind_of(table, code)
    except KeyError:
        raise ValidationError(_("“%(code)s” is not in the list.") % {"code": code}) from None


def ask(row: WordedRow, *, alike: QuerySet[Any], by: User, ready: Callable[[], None] | None = None) -> WordedRow:
    """Keep what `by` asks for; `alike` are the rows about the same thing, `ready` refuses what cannot be done now.

    Raises TransitionRefused where it is asked for already, ValidationError without a reason.
    """
    known_kind(type(row), row.kind)
    row.reason = row.reason.strip()
    if not row.reason:
        raise ValidationError({"reason": _("Say why: the person who decides reads it.")})
    if alike.filter(decided_at=None).exists():
        raise TransitionRefused(_("Already requested, and waiting for an answer."))
    if ready is not None:
        ready()
    row.requested_by = by
    row.save(force_insert=True)
    return row


def decide(row: Row, *, granted: bool, by: User, answer: str = "") -> Row:
    """Write down a yes or a no to what somebody else asked for; `carry_out` does what is done with a yes.

    Raises TransitionRefused where it is decided already or `by` may not.
    """
    kind = kind_of(type(row), row.kind)
    if not row.is_waiting:
        raise TransitionRefused(_("Already decided."))
    if fault := kind.why_not(row, by):
        raise TransitionRefused(fault)
    now = timezone.now()
    row.decided_by, row.decided_at, row.is_granted = by, now, granted
    row.good_until = now + kind.stands_for if granted else None
    columns = ["decided_by", "decided_at", "is_granted", "good_until"]
    if isinstance(row, Worded):
        row.answer = answer.strip()
        columns.append("answer")
    row.save(update_fields=columns)
    return row


def carry_out(row: TwoPeople, by: User) -> None:
    """What the kind does with the yes itself; nothing where whoever asked does it."""
    kind = kind_of(type(row), row.kind)
    if kind.carry_out is None:
        return
    if kind.used_by_it:
        use(row)
    kind.carry_out(row, by)


def check_refusal(answer: str) -> None:
    """Raises ValidationError for a no without a why."""
    if not answer.strip():
        raise ValidationError({"answer": _("Say why not, so that they know what to change.")})


def may_decide(user: User, row: TwoPeople) -> bool:
    return row.is_waiting and not kind_of(type(row), row.kind).why_not(row, user)


def standing(rows: QuerySet[Any], kind: Kind) -> QuerySet[Any]:
    """What somebody agreed to and may still be used."""
    agreed = rows.filter(is_granted=True, good_until__gt=timezone.now())
    if any(field.name == "kind" for field in rows.model._meta.concrete_fields):
        agreed = agreed.filter(kind=kind.code)
    return agreed if kind.is_repeated else agreed.filter(used_at=None)


def take(rows: QuerySet[Any], kind: Kind) -> Any:
    """The yes among these that an act needs, locked and used up with it; raises ApprovalNeeded."""
    found = standing(rows, kind).select_for_update(of=("self",)).first()
    if found is None:
        raise ApprovalNeeded(kind)
    use(found)
    return found


def use(row: TwoPeople) -> None:
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
