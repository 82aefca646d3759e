"""What is typed and not sent: kept, put back, and nobody else's."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connections, transaction
from django.http import QueryDict
from django.test import Client

from carisecure.interface import drafts
from carisecure.interface.models import Draft, Submission
from tests.interface.test_once import sent_form
from tests.people import People, enter, make_people
from tests.roles import as_system

URL = "/drafts/sink-report/"


def test_a_draft_is_kept_and_put_back_without_javascript(at_work: Client) -> None:
    typed = sent_form(summary="half a sen", seen_on="2026-1") | {
        "kinds": ["ngo", "dpp"], "consent": "on", "people-TOTAL_FORMS": "2", "people-0-name": "Ann",
        "people-1-name": "Bea",
    }  # fmt: skip
    saved = at_work.post(URL, typed)
    assert saved.status_code == 200
    assert saved.json()["version"] == 1
    html = at_work.get("/report/").content.decode()
    for kept in ("half a sen", 'value="2026-1"', 'value="Ann"', 'value="Bea"', "restored", typed["submission_key"]):
        assert kept in html
    assert html.count("selected") >= 3
    assert "checked" in html
    assert 'data-draft-version="1"' in html


def test_another_person_never_sees_it(at_work: Client, people: People) -> None:
    at_work.post(URL, sent_form(summary="secret words"))
    at_work.force_login(people.colleague)
    assert at_work.get(URL).status_code == 404
    assert at_work.get("/drafts/never-made/").status_code == 404
    assert "secret words" not in at_work.get("/report/").content.decode()


def test_the_database_itself_hides_it(at_work: Client, people: People) -> None:
    at_work.post(URL, sent_form(summary="secret words"))
    enter(people.colleague)
    assert not Draft.objects.exists()
    assert Draft.objects.update(version=9) == 0
    enter(None)
    assert not Draft.objects.exists()
    with as_system():
        assert Draft.objects.count() == 1


def test_signed_out_is_said_and_nothing_is_kept(sink: None, people: People, client: Client) -> None:
    response = client.post(URL, sent_form())
    assert response.status_code == 401
    with as_system():
        assert not Draft.objects.exists()


def test_sending_deletes_the_draft_and_a_late_save_does_not_bring_it_back(at_work: Client) -> None:
    form = sent_form()
    at_work.post(URL, form)
    at_work.post("/report/", form)
    assert at_work.get(URL).status_code == 404
    late = at_work.post(URL, form)
    assert (late.status_code, late.json()["error"]) == (409, "sent")
    assert at_work.get(URL).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_sent", [True, False])
def test_a_save_that_meets_the_sending_or_the_discarding(is_sent: bool) -> None:
    """Two connections: the row is deleted while a late save waits for it."""
    with transaction.atomic():
        user = make_people().investigator
        enter(user)
        drafts.save(by=user, key="night", data=QueryDict("summary=half"), known_version=0)
    sent = uuid.uuid4()
    late = QueryDict(f"summary=half a sentence&submission_key={sent}")
    came_of_it: list[str] = []

    def save_late() -> None:
        try:
            with transaction.atomic():
                enter(user)
                came_of_it.append(drafts.save(by=user, key="night", data=late, known_version=1).body)
        except drafts.DraftRefused as refusal:
            came_of_it.append(refusal.code)
        finally:
            connections.close_all()

    thread = threading.Thread(target=save_late)
    with transaction.atomic():
        enter(user)
        if is_sent:
            Submission.objects.create(key=sent, user=user, body_hash="x", answer_url="/")
        drafts.discard(user, "night")
        thread.start()
        thread.join(0.5)
        assert came_of_it == [], "it waits"
    thread.join(30)
    with as_system():
        left = [draft.body for draft in Draft.objects.all()]
    if is_sent:
        assert (came_of_it, left) == (["sent"], [])
    else:
        assert came_of_it == left
        assert "half a sentence" in left[0]


def test_a_refused_form_keeps_its_draft(at_work: Client) -> None:
    form = sent_form(summary="refuse")
    at_work.post(URL, form)
    at_work.post("/report/", form)
    assert at_work.get(URL).status_code == 200


def test_a_refused_form_goes_on_with_the_draft_that_its_page_knows(at_work: Client) -> None:
    """Else the page's next save would be taken for another window's, and what is typed next would not be kept."""
    form = sent_form(summary="")
    stored = at_work.post(URL, form).json()["version"]
    refused = at_work.post("/report/", form | {"draft_version": str(stored)})
    assert refused.status_code == 422
    assert f'data-draft-version="{stored}"' in refused.text
    more = at_work.post(URL, sent_form(summary="typed after the errors") | {"draft_version": str(stored)})
    assert more.status_code == 200


def test_two_windows_do_not_write_over_each_other_unseen(at_work: Client) -> None:
    at_work.post(URL, sent_form(summary="first window") | {"draft_version": "0"})
    other = at_work.post(URL, sent_form(summary="second window") | {"draft_version": "0"})
    assert (other.status_code, other.json()["error"]) == (409, "elsewhere")
    again = at_work.post(URL, sent_form(summary="second window") | {"draft_version": str(other.json()["version"])})
    assert again.status_code == 200
    assert at_work.get(URL).json()["fields"]["summary"] == ["second window"]


def test_a_draft_of_an_older_version_shows_what_is_stored_now(at_work: Client) -> None:
    at_work.post(URL, sent_form(summary="my text", version="1"))
    html = at_work.get("/report/?edit").content.decode()
    assert "my text" in html
    assert "Saved now: What happened" in html
    assert "stored text" in html


def test_a_draft_has_a_limit(at_work: Client) -> None:
    response = at_work.post(URL, sent_form(summary="x" * drafts.LONGEST))
    assert (response.status_code, response.json()["error"]) == (413, "too_long")


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_a_key_longer_than_its_column_is_an_address_that_nothing_has(at_work: Client, method: str) -> None:
    longest = Draft._meta.get_field("key").max_length or 0
    assert getattr(at_work, method)(f"/drafts/{'k' * (longest + 1)}/").status_code == 404
    assert at_work.post(f"/drafts/{'k' * longest}/", sent_form()).status_code == 200
    assert at_work.post(f"/drafts/{'k' * 200}/discard/").status_code == 404


def test_discarding_works_as_a_button_and_by_script(at_work: Client) -> None:
    at_work.post(URL, sent_form())
    response = at_work.post(f"{URL}discard/", headers={"referer": "http://testserver/report/"})
    assert response["Location"] == "/report/"
    away = at_work.post(f"{URL}discard/", headers={"referer": "http://testserver//evil.example/x"})
    assert away["Location"] == "/"
    assert at_work.get(URL).status_code == 404
    at_work.post(URL, sent_form())
    assert at_work.delete(URL).status_code == 204
    assert at_work.get(URL).status_code == 404


def test_a_key_that_is_no_key_is_not_put_back(at_work: Client) -> None:
    at_work.post(URL, sent_form(submission_key="nonsense"))
    html = at_work.get("/report/").content.decode()
    assert "nonsense" not in html


def test_numbers_longer_than_numbers_are_do_no_harm(at_work: Client) -> None:
    long = "9" * 5_000
    assert at_work.post(URL, sent_form(draft_version=long)).status_code == 200
    other = sent_form(summary="other", draft_version=long) | {"things-TOTAL_FORMS": long}
    assert at_work.post(URL, other).status_code == 409
    assert at_work.get("/report/").status_code == 200


def test_the_line_says_who_is_signed_in(at_work: Client, people: People) -> None:
    answer = at_work.get("/line/").json()
    assert uuid.UUID(answer["person"]) == people.investigator.pk
    assert answer["token"]
    at_work.logout()
    assert at_work.get("/line/").json()["person"] == ""
