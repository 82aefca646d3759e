"""The pages of a register that was brought in: what stands, who confirms it, what an undo would leave."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from cases.material.operations import add_note
from cases.record.models import Case
from cases.record.worklist import items_for
from cases.registers import standing_views
from cases.registers.models import RegisterBatch, RegisterState
from cases.registers.undoing import undo_register
from tests.cases.registers.provisional import BATCH, committed, provisional_case, provisional_report, second_supervisor
from tests.people import People, enter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_views, "require_fresh", lambda request: None)


@pytest.fixture
def case(people: People) -> Case:
    made = provisional_case(people.supervisor)
    provisional_report(people.supervisor)
    batch = committed(people.supervisor)
    batch.result_text = json.dumps({"counts": [], "doubt_total": 3})
    batch.save()
    return made


def at(name: str) -> str:
    return reverse(f"cases:{name}", args=[BATCH])


def page(client: Client, name: str) -> str:
    answer = client.get(at(name))
    assert answer.status_code == 200
    return answer.content.decode()


def sent(**values: str) -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4()), **values}


def batch() -> RegisterBatch:
    found: RegisterBatch = RegisterBatch.objects.get(pk=BATCH)
    return found


def test_the_page_says_how_it_stands_and_what_came_in(people: People, client: Client, case: Case) -> None:
    client.force_login(people.supervisor)
    shown = page(client, "register_in")
    assert "Brought in, not confirmed" in shown
    assert case.reference in shown
    assert "another supervisor confirms it" in shown
    assert at("confirm_register") not in shown
    client.force_login(second_supervisor(people))
    assert at("confirm_register") in page(client, "register_in")


def test_a_second_supervisor_finds_it_among_what_waits_and_confirms_it(
    people: People, client: Client, case: Case
) -> None:
    other = second_supervisor(people)
    for person, waits in ((other, True), (people.supervisor, False), (people.investigator, False)):
        enter(person)
        assert any(item.url == at("register_in") for item in items_for(person)) is waits
    client.force_login(other)
    assert client.post(at("confirm_register"), sent()).status_code == 422, "unread"
    assert client.post(at("confirm_register"), sent(understood="on")).status_code == 302
    enter(other)
    assert batch().state == RegisterState.CONFIRMED
    assert not Case.objects.get(pk=case.pk).is_provisional
    assert "cannot be undone any more" in page(client, "register_in")
    assert "not waiting for confirmation" in page(client, "undo_register")


def test_who_brought_it_in_is_told_on_the_form(people: People, client: Client, case: Case) -> None:
    client.force_login(people.supervisor)
    answer = client.post(at("confirm_register"), sent(understood="on"))
    assert "Another supervisor confirms it" in answer.content.decode()
    enter(people.supervisor)
    assert batch().state == RegisterState.COMMITTED


def test_the_undo_names_what_stays_before_it_is_asked_for(people: People, client: Client, case: Case) -> None:
    enter(people.investigator)
    add_note(case=case, text="Telephoned her mother.", by=people.investigator)
    client.force_login(people.supervisor)
    shown = page(client, "undo_register")
    assert "These stay" in shown
    assert case.reference in shown
    assert people.investigator.full_name in shown
    assert client.post(at("undo_register"), sent(reason="")).status_code == 422
    assert client.post(at("undo_register"), sent(reason="The wrong book.")).status_code == 302
    enter(people.supervisor)
    job = Job.objects.get(kind="cases.undo_register")
    assert batch().job == job
    undo_register(Running(job.pk, people.supervisor), **job.params)
    assert Case.objects.filter(pk=case.pk).exists()
    assert "What is left are the cases on which somebody had worked" in page(client, "register_in")


def test_nobody_else_finds_the_pages(people: People, client: Client, case: Case) -> None:
    for person, code in ((people.investigator, 404), (people.outsider, 404), (people.auditor, 404)):
        client.force_login(person)
        assert {client.get(at(name)).status_code for name in ("register_in", "confirm_register", "undo_register")} <= {
            code,
            403,
        }
