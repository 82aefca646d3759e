"""Letting people in takes two: an administrator adds them or switches them on again, and somebody else lets them in.

Until then the account is switched off. Whoever added it knows its first password: alone they could make themselves a
second person for everything that takes two. So the other one is another administrator or a supervisor of the same
agency, who knows whether there is such a colleague. The database refuses one and the same person (`let_in_by_two`).
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.two_people.conditions import is_independent
from carisecure.accounts.leaving import end_everything
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.audit.record import record

LET_IN = "accounts.let_in"


def make_wait(user: User, *, by: User) -> None:
    """Whoever is switched on again begins as somebody new; for `operations` alone, which has asked who may.

    Where no factor was ever enrolled the first password alone enrols one: who knows it stays the one who added them.
    """
    user.is_active = False
    user.added_by = by if user.enrolled_at is not None or user.added_by is None else user.added_by
    user.waits_since, user.released_by = timezone.now(), None
    user.save(update_fields=["is_active", "added_by", "waits_since", "released_by"])


def known_to(viewer: User) -> QuerySet[User]:
    """The people about whom this person may be asked: an administrator about all, a supervisor about their agency's."""
    if not policy.may(viewer, LET_IN):
        return User.objects.none()
    people = User.objects.select_related("added_by", "agency")
    return people if viewer.role == Role.ADMINISTRATOR else people.filter(agency_id=viewer.agency_id)


def waiting_for(viewer: User) -> list[User]:
    """Who waits for this person's answer, the longest first; one query."""
    waiting = known_to(viewer).filter(waits_since__isnull=False).order_by("waits_since")
    return [person for person in waiting if may_let_in(viewer, person)]


def may_let_in(viewer: User, person: User) -> bool:
    adder = person.added_by
    return person.waits_since is not None and adder is not None and is_independent(viewer, of=adder)


@transaction.atomic
def let_in(*, user: User, by: User) -> User:
    """Say that this is a colleague (another administrator, or a supervisor of their agency, with a fresh factor)."""
    found = _asked_about(user, by)
    _switch_on(found, released_by=by)
    _record(found, "person.let_in")
    return found


@transaction.atomic
def keep_out(*, user: User, by: User) -> User:
    """Say that this is none: the account stays switched off and waits no longer."""
    found = _asked_about(user, by)
    _record(found, "person.kept_out")
    return end_everything(found, why="kept_out")


@transaction.atomic
def let_in_by_command(*, username: str) -> User:
    """For `manage.py release_person` alone: a house whose only administrator adds the second one.

    From then on the person was added by nobody, as if the command had made them, and may be the second for everybody.
    """
    found = User.objects.select_for_update(no_key=True).filter(username=username).first()
    if found is None or found.waits_since is None:
        raise ValidationError(_("No account with this user name is waiting for approval."))
    _record(found, "person.let_in", by_command=True)
    found.added_by = None
    _switch_on(found, released_by=None)
    return found


def _switch_on(person: User, *, released_by: User | None) -> None:
    # What was not used for 90 days is switched off each night; the count begins now.
    person.is_active, person.waits_since, person.last_login = True, None, timezone.now()
    person.released_by = released_by
    person.save(update_fields=["is_active", "added_by", "released_by", "waits_since", "last_login"])


def _asked_about(user: User, by: User) -> User:
    policy.require(by, LET_IN)
    found = known_to(by).select_for_update(of=("self",), no_key=True).filter(pk=user.pk).first()
    if found is None:
        raise NotVisible
    if found.waits_since is None:
        raise TransitionRefused(_("Already decided."))
    if not may_let_in(by, found):
        raise TransitionRefused(_("Somebody else must decide: you added them, or the person who added them added you."))
    return found


def _record(person: User, action: str, **more: object) -> None:
    detail = {"added_by": person.added_by_id, "role": person.role, "agency": person.agency_id, **more}
    record(action, table="accounts_user", object_id=person.pk, detail=detail)
