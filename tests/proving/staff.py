"""The people who work in a house that is harmed: those of every test, and some investigators more."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from carisecure import env
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from cases.material.models import Note
from cases.record.models import Case
from tests.accounts.web import Browser
from tests.factories import make_case
from tests.people import People, make_people
from tests.proving.desk import Desk, Writer, sign_in
from tests.roles import as_system
from tests.signing_in import give_app, give_password


@dataclass
class Staff:
    """`more`: investigators of the unit, all signed in with the invented app. `case`: one that all of them may read."""

    people: People
    more: list[User]
    case: Case
    browsers: dict[str, Browser] = field(default_factory=dict)

    def desk(self, home: str, user: User) -> Desk:
        """A window of theirs; who is signed in already opens a further one in the same browser."""
        if user.username not in self.browsers:
            self.browsers[user.username] = sign_in(home, user.username)
        window = Browser(home)
        for cookie in self.browsers[user.username].jar:
            window.jar.set_cookie(cookie)
        return Desk(window)

    def writers(self, home: str, count: int) -> list[Writer]:
        path = f"/cases/{self.case.pk}/notes/add/"
        return [Writer(self.desk(home, user), user.username, path) for user in self.more[:count]]


def speak_to(address: str) -> None:
    """This process's Django from now on: as a superuser, for whom there is no wall."""
    os.environ["DATABASE_URL"] = address
    connection.close()
    settings.DATABASES["default"].update(env.database("DATABASE_URL"))


def move_in(count: int = 0) -> Staff:
    """Everybody, with a password and an app."""
    with as_system(), transaction.atomic():
        people = make_people()
        more = [
            make_user(
                username=f"officer{number}", full_name=f"Officer {number}", role=Role.INVESTIGATOR,
                agency=people.investigator.agency,
            )
            for number in range(count)
        ]  # fmt: skip
        for user in (*people, *more):
            give_password(user)
            give_app(user)
        case = make_case(people.investigator)
    return Staff(people, more, case)


def notes(case_id: UUID) -> list[str]:
    """What stands in the diary of a case, opened."""
    with as_system():
        return [note.text for note in Note.objects.filter(case_id=case_id)]
