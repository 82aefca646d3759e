"""Accounts for the sweep: people and agencies are the administrator's, a session is its owner's, an enrolment is the
second person's alone, a locked name is for supervisors of any unit, and newcomers are for those of their own unit.
"""

from __future__ import annotations

from carisecure.access import session
from carisecure.access.models import KeyRequest
from carisecure.accounts import desks
from carisecure.accounts.models import Agency, Enrolment, User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from tests.access.world import World

ADMINISTRATOR = ("administrator",)
SUPERVISORS = ("administrator", "supervisor")


def build(world: World) -> None:
    people = world.people
    world.add(
        "person", own=people.frontline, foreign=people.outsider, seen_by=ADMINISTRATOR, foreign_seen_by=ADMINISTRATOR
    )
    world.add(
        "agency",
        own=people.frontline.agency,
        foreign=people.outsider.agency,
        seen_by=ADMINISTRATOR,
        foreign_seen_by=ADMINISTRATOR,
    )
    world.add(
        "desk",
        own=desks.begin(people.investigator, session_key="o" * 32, browser="", factor="totp"),
        foreign=desks.begin(people.outsider, session_key="f" * 32, browser="", factor="totp"),
        seen_by=("investigator",),
    )
    world.add(
        "locked_name", own=people.frontline, foreign=people.outsider, seen_by=SUPERVISORS, foreign_seen_by=SUPERVISORS
    )
    world.add(
        "newcomer",
        own=newcomer("newcomer", people.investigator.agency, added_by=people.auditor),
        foreign=newcomer("foreign_newcomer", people.outsider.agency, added_by=people.auditor),
        seen_by=SUPERVISORS,
        foreign_seen_by=ADMINISTRATOR,
    )
    world.add(
        "enrolment",
        own=Enrolment.objects.create(user=people.frontline, asked_by=people.supervisor, second=people.colleague),
        foreign=Enrolment.objects.create(user=people.frontline, asked_by=people.supervisor, second=people.outsider),
        seen_by=("colleague",),
    )
    world.add(
        "key_request",
        own=_key_request(world, "rotate", "CANARY-OWN-KEY-REASON"),
        foreign=_key_request(world, "reindex", "CANARY-FOREIGN-KEY-REASON"),
        seen_by=ADMINISTRATOR,
        foreign_seen_by=ADMINISTRATOR,
    )


def newcomer(name: str, agency: Agency, *, added_by: User) -> User:
    """An investigator who was added and waits to be let in."""
    return make_user(
        username=name, full_name=f"{name.title()} Waiting", role=Role.INVESTIGATOR, agency=agency, added_by=added_by
    )


def _key_request(world: World, kind: str, reason: str) -> KeyRequest:
    session.enter(world.people.administrator, purpose=session.REQUEST)
    text = world.canary(reason, readers=ADMINISTRATOR)
    return KeyRequest.objects.create(kind=kind, reason=text, requested_by=world.people.administrator)
