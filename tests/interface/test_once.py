"""One form, one write."""

from __future__ import annotations

import re
import threading
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, TransactionTestCase

from carisecure.access.errors import NotVisible
from carisecure.interface.forms import WorkForm
from carisecure.interface.models import Draft, Submission
from tests.people import People, make_people
from tests.roles import as_system

ROWS = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "people-0-name": "", "people-0-age": ""}


def sent_form(**changes: str) -> dict[str, Any]:
    return {
        "submission_key": str(uuid.uuid4()),
        "summary": "text",
        "source": "hotline",
        "urgent": "no",
        **ROWS,
        **changes,
    }


def _written() -> int:
    with as_system():
        return Draft.objects.filter(key__startswith="written-").count()


def test_the_first_press_writes_and_the_second_goes_to_the_same_place(at_work: Client) -> None:
    form = sent_form()
    first, second = at_work.post("/report/", form), at_work.post("/report/", form)
    assert (first.status_code, first["Location"]) == (302, "/")
    assert (second.status_code, second["Location"]) == (302, "/")
    assert _written() == 1


def test_the_same_key_with_another_text_is_not_stored_and_not_lost(at_work: Client) -> None:
    """Two windows that put back one draft: the second text comes back, and is stored by one more press."""
    form = sent_form()
    at_work.post("/report/", form)
    response = at_work.post("/report/", form | {"summary": "another text"})
    assert response.status_code == 422
    assert "has not been saved" in response.text
    assert "another text" in response.text
    assert "See what is saved" in response.text
    assert _written() == 1
    (key,) = re.findall(r'name="submission_key" value="([^"]+)"', response.text)
    assert key != form["submission_key"]
    again = form | {"summary": "another text", "submission_key": key}
    assert at_work.post("/report/", again).status_code == 302
    assert _written() == 2


def test_somebody_elses_key_says_nothing_about_their_form(at_work: Client, people: People) -> None:
    form = sent_form()
    at_work.post("/report/", form)
    at_work.force_login(people.colleague)
    response = at_work.post("/report/", form)
    assert response.status_code == 422
    assert "See what is saved" not in response.content.decode()
    assert _written() == 1


@pytest.mark.parametrize(
    ("summary", "says"),
    [("refuse", "The case is closed"), ("invalid", "There is no such place."), ("stale", "Somebody else changed this")],
)
def test_what_the_operation_refuses_is_on_the_form_and_frees_the_key(at_work: Client, summary: str, says: str) -> None:
    form = sent_form(summary=summary, place="Cedros")
    response = at_work.post("/report/", form)
    html = response.content.decode()
    assert response.status_code == (409 if summary == "stale" else 422)
    assert says in html
    assert 'value="Cedros"' in html
    assert form["submission_key"] in html
    assert not Submission.objects.exists()
    assert at_work.post("/report/", form | {"summary": "mended"}).status_code == 302


def test_a_refusal_is_in_the_ledger(at_work: Client) -> None:
    at_work.post("/report/", sent_form(summary="refuse"))
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_entry where action = 'refused.transition'")
        assert cursor.fetchone()[0] == 1


def test_stale_shows_both_texts_and_the_next_press_is_for_the_version_shown(at_work: Client) -> None:
    html = at_work.post("/report/?edit", sent_form(summary="stale", version="1")).content.decode()
    assert "Saved now: What happened" in html
    assert "stored text" in html
    assert 'name="version" value="2"' in html


def test_errors_stand_on_top_and_lead_to_their_fields(at_work: Client) -> None:
    changes = {"people-TOTAL_FORMS": "2", "people-1-name": "", "people-1-age": "3"}
    response = at_work.post("/report/", sent_form(summary="", urgent="") | changes)
    html = response.content.decode()
    assert response.status_code == 422
    for target in ("id_summary", "id_urgent_0", "id_people-1-name"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert 'aria-invalid="true"' in html


def test_blank_and_removed_rows_are_no_rows(at_work: Client) -> None:
    rows = {
        "people-TOTAL_FORMS": "3", "people-0-name": "Ann", "people-1-name": "", "people-2-name": "Gone",
        "people-2-DELETE": "on",
    }  # fmt: skip
    assert at_work.post("/report/", sent_form() | rows).status_code == 302
    with as_system():
        assert Draft.objects.get(key__startswith="written-").body == "1"


def test_add_another_without_javascript_keeps_everything_and_writes_nothing(at_work: Client) -> None:
    form = sent_form(summary="half a sen") | {"people-0-name": "Ann", "add_row": "people"}
    html = at_work.post("/report/", form).content.decode()
    assert "half a sen" in html
    assert 'value="Ann"' in html
    assert 'name="people-1-name"' in html
    assert form["submission_key"] in html
    assert "error-summary" not in html
    assert _written() == 0


def test_the_page_script_is_told_where_to_go(at_work: Client) -> None:
    response = at_work.post("/report/", sent_form(), headers={"X-Sent-By-Page": "1"})
    assert response.json() == {"go": "/"}


def test_a_draft_of_a_form_that_was_taken_is_told_so(at_work: Client) -> None:
    """It carries the key of the form and its whole text, and is still not the form."""
    form = sent_form()
    at_work.post("/report/", form)
    late = at_work.post("/drafts/sink-report/", form | {"draft_version": "1"})
    assert (late.status_code, late.json()) == (409, {"error": "sent"})


def test_a_form_that_was_taken_is_not_asked_for_again(at_work: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of a resend may be closed to its own sender by then (tests/screening/interview/test_resend.py)."""
    form = sent_form()
    at_work.post("/report/", form)

    def gone(request: object, **kwargs: object) -> None:
        raise NotVisible

    monkeypatch.setattr(WorkForm, "open", gone)
    assert at_work.post("/report/", form)["Location"] == "/"
    assert at_work.post("/report/", form, headers={"X-Sent-By-Page": "1"}).json() == {"go": "/"}
    assert at_work.post("/report/", form | {"summary": "another text"}).status_code == 404
    assert at_work.post("/report/", form | {"add_row": "people"}).status_code == 404


class TwoAtOnce(TransactionTestCase):
    """Two requests that really overlap, each on its own connection."""

    def setUp(self) -> None:
        with transaction.atomic():
            self.people = make_people()

    def test_the_second_waits_for_the_first_and_writes_nothing(self) -> None:
        form = sent_form()
        answers: list[Any] = []
        with self.settings(ROOT_URLCONF="tests.interface.sink"):
            clients = [Client(), Client()]
            for client in clients:
                client.force_login(self.people.investigator)
            gate = threading.Barrier(2)

            def press(client: Client) -> None:
                gate.wait()
                answers.append(client.post("/report/", form))
                connection.close()

            threads = [threading.Thread(target=press, args=(client,)) for client in clients]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/")] * 2
        assert _written() == 1
