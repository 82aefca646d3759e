"""A grant that is given again: the later time wins, whatever was given first."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connections, transaction
from django.utils import timezone

from carisecure.access.grants import grant
from cases.record.models import Case, CaseGrant
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People, enter, make_people
from tests.roles import as_system

HOUR, DAY, FOR_EVER = dt.timedelta(hours=1), dt.timedelta(days=1), None


def give(case: Case, people: People, lasts: dt.timedelta | None, purpose: str) -> None:
    until = None if lasts is None else timezone.now() + lasts
    group = people.outsider.personal_group_id
    grant(on=case, to=group, permissions=["view"], purpose=purpose, by=people.investigator, expires_at=until)


def held(case: Case, people: People) -> CaseGrant:
    found: CaseGrant = CaseGrant.objects.get(content_object=case, group_id=people.outsider.personal_group_id)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "wins"),
    [
        (HOUR, FOR_EVER, "second"),
        (HOUR, DAY, "second"),
        (-HOUR, DAY, "second"),
        (-HOUR, FOR_EVER, "second"),
        (FOR_EVER, HOUR, "first"),
        (DAY, HOUR, "first"),
        (FOR_EVER, FOR_EVER, "first"),
    ],
)
def test_of_two_times_the_later_wins(
    people: People, first: dt.timedelta | None, second: dt.timedelta | None, wins: str
) -> None:
    case = make_case(people.investigator)
    give(case, people, first, "first")
    before = held(case, people)
    enter(people.supervisor)
    give(case, people, second, "second")
    after = held(case, people)
    assert after.purpose == wins
    lasts = first if wins == "first" else second
    assert (after.expires_at is None) == (lasts is None)
    assert (after.granted_at > before.granted_at) == (wins == "second")


@pytest.mark.django_db
def test_the_ledger_says_what_it_was_and_who_made_it_longer(people: People) -> None:
    case = make_case(people.investigator)
    give(case, people, HOUR, "emergency")
    enter(people.supervisor)
    give(case, people, FOR_EVER, "named person")
    line = lines(table_name="cases_casegrant", action="update")[-1]
    assert line.actor == people.supervisor.pk
    old, new = line.old or {}, line.new or {}
    assert (old["purpose"], new["purpose"]) == ("emergency", "named person")
    assert old["expires_at"]
    assert new["expires_at"] is None


@pytest.mark.django_db(transaction=True)
def test_two_who_give_at_once_leave_the_longer_one() -> None:
    """The second waits for the first to commit a shorter one, and still sees that its own is longer."""
    with transaction.atomic():
        people = make_people()
        case = make_case(people.investigator)
    given, done = threading.Event(), threading.Event()

    def second() -> None:
        given.wait(30)
        with transaction.atomic():
            enter(people.supervisor)
            give(case, people, FOR_EVER, "second")
        done.set()
        connections.close_all()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        enter(people.investigator)
        give(case, people, HOUR, "first")
        given.set()
        assert not done.wait(0.5)
    thread.join(30)
    with as_system():
        assert (held(case, people).purpose, held(case, people).expires_at) == ("second", None)
