"""Somebody an agency meets: a person without a case and without a name."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.grants import grant
from carisecure.access.policy import fetch
from carisecure.accounts.roles import Role
from carisecure.interface import labels
from cases.record.models import PERSON, Involvement, Person

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def hold_person(pk: UUID, *, by: User, action: str) -> Involvement:
    """Whose referrals and consents are about to change, held until the end of the transaction, one hand at a time.

    The order is the same everywhere: the person, then a consent, then a referral. The key itself is left free: whoever
    answers a referral points at the person with its event, and neither waits for the other.
    """
    fetch(Involvement, viewer=by, action=action, pk=pk)  # who may only see is refused; for a lock the row would hide
    rows = Involvement.objects.select_for_update(of=("self",), no_key=True)
    found: Involvement = fetch(rows, viewer=by, action=action, pk=pk)
    return found


@dataclass(frozen=True)
class About:
    """What is known of somebody whose name is not asked for. Ages in whole years."""

    age_from: int | None = None
    age_to: int | None = None
    age_basis: str = "not_known"
    gender: str = ""
    languages: Sequence[str] = field(default_factory=list)
    citizenships: Sequence[str] = field(default_factory=list)


def new_person(*, about: About, keeper: Group, by: User) -> Involvement:
    """A person and their involvement without a case, for `keeper` alone. Part of an operation, not one itself."""
    check_about(about)
    person = described(about)
    own = ["view", "change"] if by.role == Role.FRONTLINE else ["view", "change", "see_identity"]
    involvement = own_involvement(person, keeper=keeper, permissions=own, by=by)
    person.save(force_insert=True)
    return involvement


def check_about(about: About) -> None:
    if about.age_from is not None and about.age_to is not None and about.age_from > about.age_to:
        raise ValidationError({"age_to": _("The highest age is below the lowest.")})


def described(about: About) -> Person:
    """A person as far as they are known, not stored yet. An age is true today."""
    has_age = about.age_from is not None or about.age_to is not None
    known = {**vars(about), "languages": list(about.languages), "citizenships": list(about.citizenships)}
    return Person(age_on=timezone.localdate() if has_age else None, **known)


def own_involvement(person: Person, *, keeper: Group, permissions: Sequence[str], by: User) -> Involvement:
    """An involvement without a case, kept by the agency of `by`. It comes before the person, who is reached by it."""
    involvement = Involvement(
        id=uuid.uuid4(),
        person=person,
        main_role="possible_victim",
        label=labels.numbered(PERSON, 1),
        agency_id=by.agency_id,
    )
    grant(on=involvement, to=keeper, permissions=permissions, purpose="referral", by=by)
    involvement.save(force_insert=True)
    return involvement
