"""What the tests of trust share: a second supervisor, and a sealed case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from cases.insiders.operations.sharing import Level, ask_to_share
from cases.record.models import Case
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from tests.factories import make_case
from tests.people import People, enter
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


def agreed(approval: Approval, people: People) -> Approval:
    """With the supervisor's yes; who asked speaks again."""
    asker = approval.requested_by
    enter(people.supervisor)
    done = approvals.approve(approval, people.supervisor)
    enter(asker)
    return done


def let_outsider_in(people: People, case: Case, level: str = Level.NAMES, days: int = 30) -> Approval:
    """The outsider, an investigator of another unit, by two people of ours."""
    until = timezone.localdate() + timedelta(days=days)
    enter(people.investigator)
    asked = ask_to_share(
        case=case, person=people.outsider, level=level, until=until, reason="One ring, two units.",
        by=people.investigator,
    )  # fmt: skip
    return agreed(asked, people)
