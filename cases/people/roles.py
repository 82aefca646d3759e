"""What somebody is to a case: a role comes, ends, is corrected; never none, and each stands once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.errors import StaleRecord
from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from carisecure.corrections.operations import correct, follow_up
from carisecure.days import limits
from carisecure.days.known import KnownDay, Precision
from cases.people.models import InvolvementPart
from cases.people.queries import born_at_earliest
from cases.record.codelists import codelist
from cases.record.models import Involvement, InvolvementRole
from cases.record.operations import case_moved, takes_entries

ACTION = "cases.update_person"
RELATIONSHIP = "relationship_to_trafficker"
DAYS = ("since", "ended", "arrested", "cautioned")
OF_A_SUSPECT = ("relationship", "arrested", "cautioned")


@dataclass(frozen=True)
class RoleFacts:
    """One role; everything but the role itself may be missing."""

    role: str
    since: KnownDay | None = None
    ended: KnownDay | None = None
    relationship: str = ""
    arrested: KnownDay | None = None
    cautioned: KnownDay | None = None

    def columns(self) -> dict[str, Any]:
        found: dict[str, Any] = {"role": self.role, "relationship": self.relationship}
        for name in DAYS:
            found |= _day(name, getattr(self, name))
        return found


def _day(name: str, known: KnownDay | None) -> dict[str, Any]:
    return {
        f"{name}_on": known.first if known else None,
        f"{name}_precision": known.precision if known else Precision.DAY.value,
    }


def as_typed(part: InvolvementPart) -> dict[str, Any]:
    """The fields of the form for what was recorded."""
    found = {"role": part.role, "relationship": part.relationship}
    return found | {name: part.known(name) for name in DAYS}


@transaction.atomic
def add_role(*, involvement: Involvement, facts: RoleFacts, by: User) -> InvolvementPart:
    """Somebody is one thing more to the case. Raises ValidationError by field (`_check`)."""
    involvement = _locked(involvement, by)
    _is_open(involvement)
    _check(involvement, facts, by, others=involvement.standing_roles)
    made = _write(involvement, facts, by)
    _moved(involvement, by)
    return made


@transaction.atomic
def say_more(*, part: InvolvementPart, version: int, by: User, **more: Any) -> InvolvementPart:
    """Fill in what was not known before: since when, the relationship, the arrest, the caution. Nothing was wrong, so
    it is no correction; what is there already is corrected, with a reason.

    Raises StaleRecord where the role was changed meanwhile, ValidationError by field, also where nothing was given.
    """
    involvement = _locked(part.involvement, by)
    _is_open(involvement)
    row = _current(part, version, by)
    known = as_typed(row)
    filled = {name: value for name, value in more.items() if value}
    if not filled:
        raise ValidationError(_("Nothing was entered."))
    if there := [name for name in filled if known[name]]:
        raise ValidationError({name: _("This is known already: correct it.") for name in there})
    facts = RoleFacts(**known | filled)
    _check(involvement, facts, by, others=[role for role in involvement.standing_roles if role != row.role])
    made = follow_up(row, by=by, **facts.columns())
    _moved(involvement, by)
    return made


def _current(part: InvolvementPart, version: int, by: User) -> InvolvementPart:
    """The newest row of a role that stands and was not ended, as the writer knew it."""
    row: InvolvementPart = newest_of(fetch(InvolvementPart, viewer=by, action=ACTION, pk=part.pk), lock=True)
    if row.version != version or row.is_retracted or row.ended_on is not None:
        raise StaleRecord()
    return row


@transaction.atomic
def end_role(*, part: InvolvementPart, on: KnownDay, version: int, then: str = "", by: User) -> InvolvementPart:
    """They are this no more, since that day. `then`: what they are from then on, needed where it was the only role.

    Raises StaleRecord where the role was changed meanwhile, ValidationError by field.
    """
    involvement = _locked(part.involvement, by)
    _is_open(involvement)
    row = _current(part, version, by)
    others = [role for role in involvement.standing_roles if role != row.role]
    if not others and not then:
        raise ValidationError({"then": _("This is the only role: say what the person is from then on.")})
    known = as_typed(row) | {"ended": on}
    _check(involvement, RoleFacts(**known), by, others=others)
    if then:
        followed_by = RoleFacts(then, since=on)
        try:
            _check(involvement, followed_by, by, others=[*others, row.role])
        except ValidationError as wrong:
            raise ValidationError({"then": wrong.messages}) from wrong
        _write(involvement, followed_by, by)
    made = follow_up(row, by=by, **_day("ended", on))
    _moved(involvement, by)
    return made


@transaction.atomic
def correct_role(
    *,
    part: InvolvementPart,
    facts: RoleFacts | None,
    version: int,
    reason: str,
    is_retracted: bool = False,
    by: User,
) -> InvolvementPart:
    """Record a later row in the place of this one, or that they never were this (then `facts` are not asked for).

    Raises StaleRecord where it was corrected meanwhile, ValidationError by field, also where no role would be left.
    """
    involvement = _locked(part.involvement, by)
    row: InvolvementPart = newest_of(fetch(InvolvementPart, viewer=by, action=ACTION, pk=part.pk))
    stands = not row.is_retracted and row.ended_on is None
    others = [role for role in involvement.standing_roles if not (stands and role == row.role)]
    if row.version == version:  # else the writer is told that somebody was faster, and nothing else
        if is_retracted or facts is None:
            if not others:
                raise ValidationError(_only_one())
        else:
            _check(involvement, facts, by, others=others)
            if facts.ended and not others:
                raise ValidationError({"ended": _only_one()})
    made = correct(
        row, version=version, reason=reason, by=by, changes=facts.columns() if facts and not is_retracted else {},
        is_retracted=is_retracted, as_typed=as_typed,
    )  # fmt: skip
    _moved(involvement, by)
    return made


def _only_one() -> str:
    return _("This is the only role. Add the right one first.")


def _locked(involvement: Involvement, by: User) -> Involvement:
    """Under the lock of the person's place in the case nobody else changes their roles."""
    found: Involvement = fetch(Involvement, viewer=by, action=ACTION, pk=involvement.pk, lock=True)
    return found


def _is_open(involvement: Involvement) -> None:
    """Raise TransitionRefused where the case is closed: a role is still corrected there."""
    if involvement.case is not None:
        takes_entries(involvement.case)


def _write(involvement: Involvement, facts: RoleFacts, by: User) -> InvolvementPart:
    made: InvolvementPart = InvolvementPart.objects.create(involvement=involvement, recorded_by=by, **facts.columns())
    return made


def _check(involvement: Involvement, facts: RoleFacts, by: User, *, others: list[str]) -> None:
    """Raise ValidationError by field: a role of no list or one that stands already, a day to come or before the person
    was born, an end before the beginning, what is known of suspects alone."""
    wrong: dict[str, str] = {}
    if facts.role not in InvolvementRole.values:
        wrong["role"] = _("“%(code)s” is not in the list.") % {"code": facts.role}
    elif facts.role in others and facts.ended is None:
        wrong["role"] = _("This person is that already.")
    if facts.relationship and facts.relationship not in codelist(RELATIONSHIP):
        wrong["relationship"] = _("“%(code)s” is not in the list.") % {"code": facts.relationship}
    if facts.role != InvolvementRole.SUSPECT:
        for name in OF_A_SUSPECT:
            if getattr(facts, name):
                wrong[name] = _("For a suspect only.")
    wrong |= _wrong_days(involvement, facts, by)
    if wrong:
        raise ValidationError(wrong)


def _wrong_days(involvement: Involvement, facts: RoleFacts, by: User) -> dict[str, str]:
    wrong: dict[str, str] = {}
    given = {field.name: getattr(facts, field.name) for field in fields(facts) if field.name in DAYS}
    known = {name: day for name, day in given.items() if day is not None}
    born = born_at_earliest(involvement, by) if known else None
    for name, day in known.items():
        if why := limits.HAPPENED.wrong(day):
            wrong[name] = why
        elif born is not None and day.last < born:
            wrong[name] = _("This person was not born yet.")
    if not wrong and facts.since and facts.ended and facts.ended.is_before(facts.since):
        wrong["ended"] = _("It cannot end before it begins.")
    return wrong


def _moved(involvement: Involvement, by: User) -> None:
    if involvement.case is not None:
        case_moved(involvement.case, by)
