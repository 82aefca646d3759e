"""A register goes in through its pages: checked, brought in, undone without a trace, in again, confirmed, counted."""

from __future__ import annotations

import uuid
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from carisecure.jobs.states import State
from cases.exploitation.models import Exploitation
from cases.record.models import Case, Involvement, Person
from cases.registers import standing_views
from cases.registers.models import RegisterBatch, RegisterPart, RegisterState
from cases.registers.operations import committing
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.standing import standings
from prosecutions.record.models import Prosecution
from tests.cases.registers.provisional import second_supervisor
from tests.cases.registers.second_answers import COLUMNS, SHEETS, VALUES
from tests.cases.registers.second_register import TOTALS, build
from tests.cases.registers.sent import upload
from tests.cases.registers.test_sheets_story import filled, post
from tests.cases.registers.test_undo import LEFT, rows
from tests.cases.registers.test_unit_register import counted
from tests.people import People, enter
from tests.reports.conftest import RunJob, as_person

pytestmark = pytest.mark.django_db
THINGS = 174
FORMS = {
    "Explotación sexual": "sexual_exploitation", "Trabajo forzoso": "forced_labour",
    "Servidumbre doméstica": "servitude",
}  # fmt: skip
PAGES = {
    "accounts_desk",
    "interface_submission",
}  # what the house keeps of its own pages: a sign of life, keys of forms


@pytest.fixture(autouse=True)
def fresh_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_views, "require_fresh", lambda request: None)


@pytest.fixture
def supervisor(people: People) -> Client:
    return as_person(people.supervisor)


def last(kind: str, people: People) -> Job:
    enter(people.supervisor)
    return Job.objects.filter(kind=kind).latest("asked_at")


def say(client: Client, batch: RegisterBatch, door: str, number: int, said: dict[str, str]) -> None:
    address = reverse(f"cases:{door}", args=[batch.pk, number])
    fields = client.get(address).context["form"].fields
    named = {name: said[str(field.label)] for name, field in fields.items() if str(field.label) in said}
    assert len(named) == len(said)
    assert post(client, door, batch, number, **{**filled(client, address), **named}).status_code == 200


def checked(client: Client, people: People, work: RunJob, path: Path) -> RegisterBatch:
    """The second register, through every page to the end of its check."""
    key = str(uuid.uuid4())
    client.post("/registers/new/", {"submission_key": key, "file": upload(path)})
    enter(people.supervisor)
    batch: RegisterBatch = RegisterBatch.objects.latest("created_at")
    work(last("cases.look_into_register", people))
    sheets = reverse("cases:register_sheets", args=[batch.pk])
    post(client, "register_sheets", batch, **{**filled(client, sheets), **SHEETS})
    for number in range(3):
        say(client, batch, "register_columns", number, COLUMNS[number])
        say(client, batch, "register_values", number, VALUES[number])
    post(client, "check_register", batch)
    assert work(last("cases.check_register", people)) == {"things": THINGS, "faults": 0}
    return fresh(batch, people)


def fresh(batch: RegisterBatch, people: People) -> RegisterBatch:
    enter(people.supervisor)
    batch.refresh_from_db()
    return batch


def page(client: Client, name: str, batch: RegisterBatch) -> str:
    answer = client.get(reverse(f"cases:{name}", args=[batch.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def bring_in(client: Client, batch: RegisterBatch, people: People, work: RunJob) -> None:
    """By the button, pressed twice."""
    for _twice in (1, 2):
        post(client, "commit_register", batch, seen=batch.rows_digest)
    assert Job.objects.filter(kind=committing.COMMIT, state=State.QUEUED).count() == 1
    assert "Bring in a register" in page(client, "register", batch)
    assert work(last(committing.COMMIT, people))["things"] == THINGS
    fresh(batch, people)


def test_it_comes_in_goes_without_a_trace_and_comes_in_again_to_be_confirmed(
    people: People, supervisor: Client, work: RunJob, tmp_path: Path
) -> None:
    build(tmp_path / "second.xlsx")
    batch = checked(supervisor, people, work, tmp_path / "second.xlsx")
    assert f"Bring in {THINGS} entries" in page(supervisor, "register", batch)
    before = rows()
    bring_in(supervisor, batch, people, work)
    assert (batch.state, batch.committed_by) == (RegisterState.COMMITTED, people.supervisor)
    assert "See how it stands" in page(supervisor, "register", batch)
    assert "Bring in" not in page(supervisor, "register", batch)
    polled = supervisor.get(reverse("cases:register", args=[batch.pk]), headers={"HX-Request": "true"})
    assert polled["HX-Redirect"] == reverse("cases:register_in", args=[batch.pk])
    assert "another supervisor confirms it" in page(supervisor, "register_in", batch)
    enter(people.supervisor)
    assert (Case.objects.count(), Prosecution.objects.count()) == (sum(TOTALS.reports.values()), TOTALS.accused)
    assert all(case.is_provisional for case in Case.objects.all())

    post(supervisor, "undo_register", batch, reason="The wrong book.")
    work(last("cases.undo_register", people))
    connection.check_constraints()
    assert fresh(batch, people).state == RegisterState.UNDONE
    after = rows()
    assert {table for table in after if after[table] != before[table]} <= LEFT | PAGES
    assert not Case.objects.exists()

    again = checked(supervisor, people, work, tmp_path / "second.xlsx")
    bring_in(supervisor, again, people, work)
    second = as_person(second_supervisor(people))
    assert reverse("cases:register_in", args=[again.pk]) in second.get("/unit/").content.decode()
    post(second, "confirm_register", again, understood="on")
    assert fresh(again, people).state == RegisterState.CONFIRMED
    its_totals_come_out(people)


def its_totals_come_out(people: People) -> None:
    """In the figures, and for what they tell of identified victims alone, in the rows."""
    victims = counted(people, "victims")
    assert {year: victims[str(year)] for year in TOTALS.victims} == TOTALS.victims
    assert (victims["identified"], victims["presumed"]) == (TOTALS.confirmed, TOTALS.presumed)
    reports, files = counted(people, "reports"), counted(people, "files")
    assert {year: reports[str(year)] for year in TOTALS.reports} == TOTALS.reports
    assert sum(files[str(year)] for year in range(2013, 2023)) == TOTALS.files
    enter(people.supervisor)
    forms = Counter(Exploitation.objects.values_list("form", flat=True))
    assert forms == {FORMS[words]: number for words, number in TOTALS.by_form.items()}
    told = Person.objects.filter(involvements__main_role="possible_victim")
    assert told.filter(age_to__lt=18).count() == TOTALS.children
    assert told.filter(age_from=None, age_to=None).count() == TOTALS.age_unknown
    assert Involvement.objects.filter(main_role="suspect").count() == TOTALS.accused
    stages = Counter(one.latest.stage for one in standings(StageEvent.objects.standing()).values())
    assert stages["convicted"] == TOTALS.convicted


def test_what_is_no_longer_as_it_was_checked_is_checked_again(
    people: People, supervisor: Client, work: RunJob, tmp_path: Path
) -> None:
    build(tmp_path / "second.xlsx")
    batch = checked(supervisor, people, work, tmp_path / "second.xlsx")
    answer = post(supervisor, "commit_register", batch, seen="0" * 64)
    assert "It has been checked again since you opened this page" in answer.content.decode()
    enter(people.supervisor)
    assert not Job.objects.filter(kind=committing.COMMIT).exists()

    RegisterBatch.objects.filter(pk=batch.pk).update(rows_digest="0" * 64)
    post(supervisor, "commit_register", batch, seen="0" * 64)
    job = last(committing.COMMIT, people)
    with pytest.raises(JobRefused) as refused, transaction.atomic():
        work(job)
    enter(people.supervisor)
    assert not Case.objects.exists()
    assert not RegisterPart.objects.exists()
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, error=refused.value.code, finished_at=job.asked_at)
    shown = page(supervisor, "register", batch)
    assert "check it again" in shown
    assert reverse("cases:commit_register", args=[batch.pk]) not in shown
    assert reverse("jobs:ask_again", args=[job.pk]) not in shown

    post(supervisor, "check_register", batch)
    work(last("cases.check_register", people))
    bring_in(supervisor, fresh(batch, people), people, work)
    assert batch.state == RegisterState.COMMITTED


def test_what_has_not_been_checked_is_not_brought_in(
    people: People, supervisor: Client, work: RunJob, tmp_path: Path
) -> None:
    build(tmp_path / "second.xlsx")
    supervisor.post("/registers/new/", {"submission_key": str(uuid.uuid4()), "file": upload(tmp_path / "second.xlsx")})
    work(last("cases.look_into_register", people))
    batch = RegisterBatch.objects.get()
    assert reverse("cases:commit_register", args=[batch.pk]) not in page(supervisor, "register", batch)
    assert supervisor.get(reverse("cases:commit_register", args=[batch.pk])).status_code == 405
    post(supervisor, "commit_register", batch, seen=batch.rows_digest)
    enter(people.supervisor)
    assert not Job.objects.filter(kind=committing.COMMIT).exists()
    assert post(as_person(people.investigator), "commit_register", batch, seen="").status_code in (403, 404)
