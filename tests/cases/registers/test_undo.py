"""Undo: everything that came in goes, of whatever table, and nothing else; what somebody worked on since stays."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.vault.models import DataKey
from carisecure.accounts.models import User
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.running import Running
from cases.exhibits.operations import add_exhibit
from cases.exploitation.operations import ExploitationFacts, record_exploitation
from cases.file.queries import case_page
from cases.intake.models import IntakeReport
from cases.intake.operations.deciding import Choice, decide_report
from cases.material.models import Statement
from cases.material.operations import add_note, add_statement
from cases.people.operations import PersonEntry
from cases.proof.operations import ProofFacts, record_proof
from cases.record.models import Case, Involvement, Person
from cases.registers import settling, undoing
from cases.registers.confirming import ask_undo, confirm_register
from cases.registers.models import RegisterBatch, RegisterPart, RegisterState
from cases.registers.undoing import undo_register
from cases.same_human.models import HumanNumber, SamePerson
from screening.status.models import StatusDetermination
from tests.cases.registers.provisional import BATCH, brought_in, committed, make_batch, second_supervisor
from tests.cases.same_human.said import link
from tests.factories import first_person, make_case, make_person, make_report
from tests.people import People, enter
from tests.roles import acting_as, as_system
from tests.screening.status.test_status import decide

pytestmark = pytest.mark.django_db
# What is left of an undone register, and where the house writes of itself.
LEFT = {"audit_entry", "audit_seal", "access_datakey", "cases_registerbatch", "jobs_job", "jobs_jobprogress"}


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Several calls for one table."""
    monkeypatch.setattr(undoing, "CHUNK", 2)
    yield
    connection.check_constraints()  # nothing that stays points at what went


def whole_case(by: User, name: str = "Rosa Demo") -> Case:
    """Somebody of every room: a named victim, a suspect, what was done and said and found and decided."""
    case = make_case(by, people=(PersonEntry(name=name, age_from=20, age_to=25, age_basis="said"),))
    suspect = make_person(case, by, role="suspect", name="Nobody Demo")
    victim = first_person(case)
    add_note(case=case, text="As it stood in the book.", by=by)
    add_statement(case=case, involvement=victim, text="He locked us in.", taken_on=dt.date(2016, 2, 3), by=by)
    add_exhibit(case=case, mark="EX1", description="A padlock.", by=by)
    record_exploitation(
        case=case, facts=ExploitationFacts(victim=victim, form="forced_labour", suspects=(suspect,)), by=by
    )
    said = Statement.objects.get(case=case)
    record_proof(
        case=case, facts=ProofFacts(victim=victim, elements=("means",), source=said, suspects=(suspect,)), by=by
    )
    decide(victim, by, status="identified")
    return case


def rows() -> dict[str, set[str]]:
    """Every row of every table, as the database has it."""
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select schemaname, tablename from pg_tables where schemaname in ('public', 'carisecure')")
        tables = cursor.fetchall()
        found = {}
        for schema, table in tables:
            cursor.execute(f'select t::text from {schema}."{table}" t')
            found[table] = {row for (row,) in cursor.fetchall()}
    return found


def undo(by: User, batch: UUID = BATCH) -> dict[str, Any]:
    enter(by)
    return undo_register(Running(uuid4(), by), batch_id=str(batch))


def bring_in(people: People, *, cases: int = 2) -> list[Case]:
    """A register of some cases and of a report without one, in which a person was told of."""
    make_batch(people.supervisor)
    with brought_in():
        found = [whole_case(people.supervisor, f"Rosa Demo {number}") for number in range(cases)]
        make_report(people.supervisor, people=(PersonEntry(name="Told Of"),))
        RegisterPart.objects.create(
            batch_id=BATCH, number=1, things_text="x", agency_group=people.supervisor.agency.group
        )
    return found


def test_every_table_is_afterwards_as_it_was_before(people: People) -> None:
    own = whole_case(people.investigator)
    make_report(people.investigator)
    make_batch(people.supervisor)
    before = rows()
    first, _second = bring_in(people)
    with brought_in():
        link(first_person(first), first_person(own), people.supervisor)
    assert len(rows()["cases_involvement"]) == len(before["cases_involvement"]) + 5
    committed(people.supervisor)
    undo(people.supervisor)
    after = rows()
    assert {table for table in after if after[table] != before[table]} <= LEFT
    assert before["audit_entry"] < after["audit_entry"]
    with as_system():
        new = DataKey.objects.exclude(owner__in=Case.objects.values("pk")).filter(destroyed_at__isnull=False)
        assert all(not bytes(key.wrapped) for key in new)
        kept = {UUID(row.split(",")[1]) for row in before["access_datakey"]}
        made = set(DataKey.objects.exclude(owner__in=kept).filter(destroyed_at=None).values_list("owner", flat=True))
    assert made == {BATCH} - kept, "every key of what went is destroyed"


def test_the_batch_says_who_undid_it_and_forgets_what_stood_in_its_cells(people: People) -> None:
    said = {"counts": [["cases.case", 2013, 2]], "doubts": [{"value": "Rosa"}], "changed": ["Rosa"], "totals": ["Rosa"]}
    make_batch(
        people.supervisor, faults_text='[{"value": "Rosa"}]', mapping_text='{"a": "Rosa"}', result_text=json.dumps(said)
    )
    bring_in(people, cases=1)
    committed(people.supervisor)
    other = second_supervisor(people)
    enter(other)
    job = ask_undo(batch=RegisterBatch.objects.get(pk=BATCH), reason="The wrong book.", by=other)
    undo(other)
    batch = RegisterBatch.objects.get(pk=BATCH)
    assert (batch.state, batch.undone_by, batch.undo_reason, batch.job) == ("undone", other, "The wrong book.", job)
    assert batch.undone_at is not None
    assert "Rosa" not in batch.faults_text + batch.mapping_text + batch.result_text
    assert batch.result["counts"] == said["counts"], "what was made of it stays"
    assert batch.file_name == "register.xlsx"


def test_humans_are_numbered_as_before(people: People) -> None:
    """A link between one of ours and one brought in goes with the latter, and ours is one human alone again."""
    own, other = (first_person(make_case(people.investigator)) for _ in range(2))
    link(own, other, people.investigator)
    with as_system():
        before = set(HumanNumber.objects.values_list("person_id", "number"))
    (case,) = bring_in(people, cases=1)
    with brought_in():
        link(first_person(case), own, people.supervisor)
    committed(people.supervisor)
    undo(people.supervisor)
    with as_system():
        assert set(HumanNumber.objects.values_list("person_id", "number")) == before
        assert SamePerson.objects.count() == 1


def _note(case: Case, people: People) -> None:
    enter(people.investigator)
    add_note(case=case, text="Telephoned her mother.", by=people.investigator)


def _age(case: Case, people: People) -> None:
    enter(people.investigator)
    Person.objects.filter(pk=first_person(case).person_id).update(age_to=24)


def _decision(case: Case, people: People) -> None:
    decide(first_person(case), people.investigator, status="presumed", happened_on=dt.date(2026, 11, 1))


def _lead(case: Case, people: People) -> None:
    enter(people.investigator)
    Case.objects.filter(pk=case.pk).update(lead_officer=people.investigator)


def _link(case: Case, people: People) -> None:
    link(first_person(case), first_person(make_case(people.investigator)), people.investigator)


@pytest.mark.parametrize("work", [_note, _age, _decision, _lead, _link], ids=lambda work: work.__name__[1:])
def test_a_case_on_which_somebody_worked_stays_and_is_named(people: People, work: Any) -> None:
    worked, other = bring_in(people)
    committed(people.supervisor)
    work(worked, people)
    enter(people.supervisor)
    with connection.cursor() as cursor:
        cursor.execute("select root, actor from carisecure.register_worked_on(%s)", [BATCH])
        assert set(cursor.fetchall()) == {(worked.pk, people.investigator.pk)}
    undo(people.supervisor)
    with as_system():
        left = Case.objects.filter(provisional_batch=BATCH)
        assert [case.pk for case in left] == [worked.pk]
        assert Involvement.objects.filter(case=worked).count() == 2
        assert StatusDetermination.objects.filter(involvement__case=worked).exists()
        assert not Involvement.objects.filter(case=other.pk).exists()
        assert not IntakeReport.objects.filter(provisional_batch=BATCH, case=None).exists()
        batch = RegisterBatch.objects.get(pk=BATCH)
    assert (batch.state, batch.undone_by) == (RegisterState.COMMITTED, people.supervisor)
    assert batch.undone_at is not None


def test_what_stays_can_be_confirmed_by_a_second_person(people: People) -> None:
    worked, _other = bring_in(people)
    committed(people.supervisor)
    _note(worked, people)
    undo(people.supervisor)
    other = second_supervisor(people)
    enter(other)
    batch = confirm_register(batch=RegisterBatch.objects.get(pk=BATCH), by=other)
    assert batch.state == RegisterState.CONFIRMED
    assert not Case.objects.get(pk=worked.pk).is_provisional


def test_reading_and_showing_names_is_no_work(people: People) -> None:
    (case,) = bring_in(people, cases=1)
    committed(people.supervisor)
    enter(people.investigator)
    case_page(people.investigator, Case.objects.get(pk=case.pk), with_names=True)
    undo(people.supervisor)
    assert not Case.objects.filter(pk=case.pk).exists()


def _triage(report: IntakeReport, by: User, **choice: Any) -> None:
    decide_report(report=report, choice=Choice(**choice, reason="As it was."), by=by)


def test_a_report_that_repeats_one_which_stays_stays_too(people: People) -> None:
    """What points at each other goes or stays together: nothing kept for ever is cut out of a case that stays."""
    make_batch(people.supervisor)
    with brought_in():
        first, second = make_report(people.supervisor), make_report(people.supervisor)
        _triage(second, people.supervisor, outcome="repeats", repeats=first)
    committed(people.supervisor)
    enter(people.investigator)
    _triage(first, people.investigator, outcome="not_trafficking")
    undo(people.supervisor)
    assert set(IntakeReport.objects.values_list("pk", flat=True)) == {first.pk, second.pk}


def test_another_batch_and_what_is_ordinary_stay(people: People) -> None:
    own = make_case(people.investigator)
    make_batch(people.supervisor, batch=UUID(int=7), sha256="7" * 64)
    with brought_in(UUID(int=7)):
        others = make_case(people.supervisor)
    bring_in(people, cases=1)
    committed(people.supervisor)
    undo(people.supervisor)
    assert set(Case.objects.values_list("pk", flat=True)) == {own.pk, others.pk}


def test_nobody_else_removes_what_is_kept(people: People) -> None:
    """Not even the system, for a row that the undo has not listed."""
    (case,) = bring_in(people, cases=1)
    committed(people.supervisor)
    for role in ("carisecure_system", None):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), acting_as(role):
            _say("delete from cases_note where case_id = %s", case.pk)
    row = "insert into carisecure.undone_row values ('cases_note', %s, %s, 0, false)"
    for refused in ("select carisecure.list_brought_in(%s)", "delete from carisecure.undone_row where root = %s"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            _say(refused, BATCH)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        _say(row, case.pk, case.pk)


def _say(statement: str, *keys: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, keys)


def test_the_function_asks_who_speaks(people: People) -> None:
    bring_in(people, cases=1)
    committed(people.supervisor)
    for speaker in (people.investigator, people.outsider, people.auditor, None):
        enter(speaker)
        with pytest.raises(DatabaseError, match="supervisors of its unit"), transaction.atomic():
            settling.take_out(BATCH, 2)


@pytest.mark.parametrize("state", [RegisterState.CHECKED, RegisterState.CONFIRMED, RegisterState.UNDONE])
def test_only_what_is_unconfirmed_is_undone(people: People, state: str) -> None:
    make_batch(people.supervisor, state=state)
    with pytest.raises(JobRefused, match="register_not_provisional"):
        undo(people.supervisor)
    with pytest.raises(DatabaseError, match="not brought in and unconfirmed"), transaction.atomic():
        settling.take_out(BATCH, 2)


def test_who_may_ask_and_what_is_asked(people: People) -> None:
    bring_in(people, cases=1)
    batch = committed(people.supervisor)
    for person, refusal in ((people.investigator, (NotPermitted, NotVisible)), (people.outsider, NotVisible)):
        enter(person)
        with pytest.raises(refusal):
            ask_undo(batch=batch, reason="x", by=person)
    enter(people.supervisor)
    with pytest.raises(ValidationError, match="Say why"):
        ask_undo(batch=batch, reason=" ", by=people.supervisor)
    ask_undo(batch=batch, reason="The wrong book.", by=people.supervisor)
    with pytest.raises(TransitionRefused, match="being worked on"):
        ask_undo(batch=batch, reason="The wrong book.", by=people.supervisor)
