"""What the tests of trust share: a second supervisor, and a sealed case."""

from __future__ import annotations

from typing import Any

from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from cases.models import Case
from tests.factories import make_case
from tests.people import People
from tests.roles import as_system


def second_supervisor(people: People, username: str = "zoe") -> User:
    with as_system():
        return make_user(
            username=username,
            full_name="Zoe Secondsupervisor",
            role=Role.SUPERVISOR,
            agency=people.supervisor.agency,
        )


def sealed_case(people: People, **values: Any) -> Case:
    return make_case(people.investigator, is_official_involved=True, **values)
