"""The fixed people of every test: one of each role, a colleague, a second care organisation, and an outsider.

All are invented. `outsider` is an investigator of a foreign unit: right role, wrong house.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from carisecure.access import session
from carisecure.access.delegation import private_group_name
from carisecure.accounts.models import Agency, User
from carisecure.accounts.roles import AgencyKind, Role
from tests.roles import as_system

AGENCIES = {
    "ctu": ("Counter Trafficking Unit", AgencyKind.UNIT),
    "foreign_ctu": ("Foreign Unit", AgencyKind.UNIT),
    "police": ("Police Service", AgencyKind.FRONTLINE),
    "shelter": ("Hibiscus House (demonstration)", AgencyKind.NGO),
    "other_shelter": ("North Coast Shelter (demonstration)", AgencyKind.NGO),
    "dpp": ("Office of the DPP", AgencyKind.PROSECUTION),
    "statistics": ("Statistics office", AgencyKind.STATISTICS),
    "oversight_body": ("Oversight body", AgencyKind.OVERSIGHT),
    "it": ("IT services", AgencyKind.IT),
}
PEOPLE = {
    "investigator": ("Ines Investigator", Role.INVESTIGATOR, "ctu"),
    "colleague": ("Colin Colleague", Role.INVESTIGATOR, "ctu"),
    "supervisor": ("Sara Supervisor", Role.SUPERVISOR, "ctu"),
    "frontline": ("Frank Frontline", Role.FRONTLINE, "police"),
    "caseworker": ("Carla Caseworker", Role.CASEWORKER, "shelter"),
    "other_caseworker": ("Otto Othercare", Role.CASEWORKER, "other_shelter"),
    "prosecutor": ("Paul Prosecutor", Role.PROSECUTOR, "dpp"),
    "analyst": ("Ana Analyst", Role.ANALYST, "statistics"),
    "auditor": ("Aldo Auditor", Role.AUDITOR, "oversight_body"),
    "administrator": ("Ada Administrator", Role.ADMINISTRATOR, "it"),
    "outsider": ("Olga Outsider", Role.INVESTIGATOR, "foreign_ctu"),
}


@dataclass(frozen=True)
class People:
    """Everybody by name: `people.investigator`."""

    investigator: User
    colleague: User
    supervisor: User
    frontline: User
    caseworker: User
    other_caseworker: User
    prosecutor: User
    analyst: User
    auditor: User
    administrator: User
    outsider: User

    def __iter__(self) -> Iterator[User]:
        return (getattr(self, field.name) for field in fields(self))

    def items(self) -> Iterator[tuple[str, User]]:
        return ((field.name, getattr(self, field.name)) for field in fields(self))

    def of_role(self, role: str) -> User:
        """The first person of a role."""
        return next(user for user in self if user.role == role)

    @property
    def foreign_investigator(self) -> User:
        return self.outsider


def make_people() -> People:
    """Make the agencies and everybody; the country pack's own agencies, if any, stay beside them.

    Most tests begin here, and one operation after the other took a hundred queries: so each table is written at once.
    `tests/test_people.py` holds that against what the operations make.
    """
    with as_system(), transaction.atomic():
        agencies = _agencies()
        users = [_person(key, agencies[agency]) for key, (_name, _role, agency) in PEOPLE.items()]
        private = {user.pk: Group(name=private_group_name(user.pk)) for user in users}
        Group.objects.bulk_create([*(user.personal_group for user in users), *private.values()])
        User.objects.bulk_create(users)
        User.groups.through.objects.bulk_create(
            User.groups.through(user=user, group=group)
            for user in users
            for group in (user.personal_group, private[user.pk], user.agency.group)
        )
    return People(**dict(zip(PEOPLE, users, strict=True)))


def _agencies() -> dict[str, Agency]:
    known = {agency.code: agency for agency in Agency.objects.filter(code__in=AGENCIES).select_related("group")}
    new = [
        Agency(code=code, name=name, kind=kind, country="TT", group=Group(name=f"agency:{code}"))
        for code, (name, kind) in AGENCIES.items()
        if code not in known
    ]
    Group.objects.bulk_create(agency.group for agency in new)
    Agency.objects.bulk_create(new)
    return {agency.code: agency for agency in (*known.values(), *new)}


def _person(key: str, agency: Agency) -> User:
    full_name, role, _code = PEOPLE[key]
    user = User(username=key, full_name=full_name, role=role, agency=agency)
    user.personal_group = Group(name=f"person:{user.pk}")
    user.set_unusable_password()
    return user


def enter(user: User | None) -> None:
    """Speak as this person from here to the end of the test's transaction, as a request of theirs would."""
    assert transaction.get_connection().in_atomic_block, "the wall knows nobody outside a transaction"
    session.enter(user, purpose=session.REQUEST)


@pytest.fixture
def people(db: None) -> People:
    return make_people()
