"""A second supervisor confirms a register whole; never who brought it in, and nothing becomes ordinary otherwise."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.grants import grant
from carisecure.accounts.models import User
from cases.intake.models import IntakeReport
from cases.record.models import Case
from cases.registers.confirming import ask_undo, confirm_register
from cases.registers.models import RegisterBatch, RegisterState
from tests.cases.ledger import lines
from tests.cases.registers.provisional import (
    BATCH,
    committed,
    make_batch,
    provisional_case,
    provisional_report,
    second_supervisor,
)
from tests.people import People, enter
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(people: People) -> RegisterBatch:
    provisional_case(people.supervisor)
    provisional_report(people.supervisor)
    return committed(people.supervisor)


def confirm(batch: RegisterBatch, by: User) -> RegisterBatch:
    enter(by)
    return confirm_register(batch=batch, by=by)


def _by_hand() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.confirm_register(%s)", [BATCH])


def test_everything_becomes_ordinary_at_once(people: People, batch: RegisterBatch) -> None:
    other = second_supervisor(people)
    done = confirm(batch, other)
    assert (done.state, done.confirmed_by, done.confirmed_at is not None) == (RegisterState.CONFIRMED, other, True)
    assert not any(case.is_provisional for case in Case.objects.all())
    assert not IntakeReport.objects.exclude(provisional_batch=None).exists()
    grant(on=Case.objects.get(), to=people.caseworker.agency.group, permissions=["view"], purpose="shared", by=other)
    with as_system():
        assert [line.actor for line in lines(action="update", table_name="cases_registerbatch")][-1] == other.pk


def test_another_register_stays_provisional(people: People, batch: RegisterBatch) -> None:

    provisional_case(people.supervisor, batch=UUID(int=9))
    confirm(batch, second_supervisor(people))
    assert [case.provisional_batch for case in Case.objects.exclude(provisional_batch=None)] == [UUID(int=9)]


def test_who_brought_it_in_does_not_confirm_it(people: People, batch: RegisterBatch) -> None:
    with pytest.raises(TransitionRefused, match="Another supervisor"):
        confirm(batch, people.supervisor)
    with (
        pytest.raises(DatabaseError, match="another one confirms"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select carisecure.confirm_register(%s)", [BATCH])


def test_nor_does_anybody_who_is_no_supervisor_of_the_unit(people: People, batch: RegisterBatch) -> None:
    for person in (people.investigator, people.outsider, people.auditor, people.prosecutor):
        with pytest.raises((NotPermitted, NotVisible)):
            confirm(batch, person)
        with pytest.raises(DatabaseError, match="supervisors of its unit"), transaction.atomic():
            _by_hand()


def test_not_twice_not_before_and_not_while_it_is_undone(people: People, batch: RegisterBatch) -> None:
    other = second_supervisor(people)
    enter(other)
    ask_undo(batch=batch, reason="x", by=other)
    with pytest.raises(TransitionRefused, match="being worked on"):
        confirm(batch, other)
    for state in (RegisterState.CHECKED, RegisterState.CONFIRMED, RegisterState.UNDONE):
        made = make_batch(people.supervisor, batch=uuid4(), state=state, sha256=state * 5)
        with pytest.raises(TransitionRefused):
            confirm(made, other)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "confirmed"}, {"state": "undone"}, {"state": "checked"}, {"committed_by": "investigator"},
        {"confirmed_by": "investigator"}, {"undone_by": "investigator"},
    ],
    ids=lambda changes: "-".join(map(str, *changes.items())),
)  # fmt: skip
def test_no_hand_changes_how_far_it_is(people: People, batch: RegisterBatch, changes: dict[str, str]) -> None:
    wanted = {name: getattr(people, value) if name != "state" else value for name, value in changes.items()}
    enter(people.supervisor)
    with pytest.raises(IntegrityError, match="through the database alone"), transaction.atomic():
        RegisterBatch.objects.filter(pk=BATCH).update(**wanted)


def test_it_is_brought_in_by_who_speaks_and_not_removed_then(people: People) -> None:
    batch = make_batch(people.supervisor)
    with pytest.raises(IntegrityError, match="by who speaks"), transaction.atomic():
        RegisterBatch.objects.filter(pk=BATCH).update(
            state="committed", committed_by=people.investigator, committed_at=timezone.now()
        )
    committed(people.supervisor)
    with pytest.raises(IntegrityError, match="is not removed"), transaction.atomic():
        batch.delete()
