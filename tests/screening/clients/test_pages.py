"""The pages of an agency's own clients: list, form, record, names, screening, copy, erasing, referral."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from cases.people.models import PersonIdentity
from screening.clients.models import Client, ClientEvent, ClientNote
from screening.clients.operations import identity, keeping
from screening.interview.models import Screening
from screening.referral.models import Referral
from screening.referral.operations.refer_out import read_referral
from screening.referral.operations.take_up import take_up_referral
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.screening.clients.made import make_client
from tests.screening.made import PREFACE, referred_in
from tests.signing_in import confirm

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"screening:{name}", args=args)


def send(browser: Browser, address: str, **typed: Any) -> HttpResponse:
    """Fill in the form as it is shown, and send it."""
    form = browser.get(address).context["form"]
    hidden = {"submission_key": form["submission_key"].value()}
    if form["version"].value() is not None:
        hidden["version"] = form["version"].value()
    answer: HttpResponse = browser.post(address, {**hidden, **typed})  # type: ignore[assignment]
    return answer


@pytest.fixture
def browser(people: People, client: Browser) -> Browser:
    client.force_login(people.caseworker)
    return client


def test_an_empty_list_says_what_to_do_and_a_nickname_is_enough(people: People, browser: Browser) -> None:
    assert "No clients of your own yet" in browser.get(url("our_clients")).text
    refused = send(browser, url("new_client"), label="", age_from="30", age_to="20", age_basis="said")
    assert refused.status_code == 422
    assert {"label", "age_to"} <= set(refused.context["form"].errors)  # type: ignore[attr-defined]
    enter(people.caseworker)
    assert not Client.objects.exists()
    answer = send(browser, url("new_client"), label="Lucecita", since="Mar 2026", languages="Spanish")
    enter(people.caseworker)
    client = Client.objects.get()
    assert answer.headers["Location"] == url("client", client.pk)
    listed, page = browser.get(url("our_clients")), browser.get(url("client", client.pk))
    assert "With us: 1 person" in listed.text
    assert "Lucecita" in listed.text
    assert "<title>A client of ours" in page.text.replace("\n", "")
    assert "Lucecita" in page.text


def test_a_record_is_written_corrected_closed_and_opened(people: People, browser: Browser) -> None:
    client = make_client(people.caseworker)
    page = url("client", client.pk)
    assert send(browser, url("add_client_note", client.pk), text="Slept well.").headers["Location"] == page + "#notes"
    enter(people.caseworker)
    note = ClientNote.objects.get()
    send(browser, url("correct_client_note", note.pk), text="Slept badly.", correction="change",
         correction_reason="Misheard")  # fmt: skip
    assert "<s>Slept well.</s>" in browser.get(page).text
    refused = send(browser, url("client_left", client.pk), reason="own_wish", on="21/11/2099", note="Kept text")
    assert refused.status_code == 422
    assert "This date is in the future" in refused.text
    assert "Kept text" in refused.text
    send(browser, url("client_left", client.pk), reason="own_wish", note="To her aunt")
    assert "Record closed" in browser.get(page).text
    listed = browser.get(url("our_clients")).text
    assert "Nobody is with you now." in listed
    assert "Records closed" in listed
    enter(people.caseworker)
    event = ClientEvent.objects.get(event="left")
    typed = {"on": "2026", "reason_left": "went_home", "note": "", "correction": "change"}
    send(browser, url("correct_client_event", event.pk), **typed, correction_reason="Called")
    assert "Went home" in browser.get(page).text
    send(browser, url("client_returned", client.pk), note="")
    enter(people.caseworker)
    assert Client.objects.get().left_on is None
    send(browser, url("edit_client", client.pk), label="Luz", gender="feminine")
    enter(people.caseworker)
    assert Client.objects.get().label == "Luz"


def test_names_are_shown_for_a_visit_and_said_in_the_log(people: People, browser: Browser) -> None:
    client = make_client(people.caseworker)
    page = url("client", client.pk)
    send(browser, url("add_client_name", client.pk), kind="name", value="Luz Marina Quintero")
    assert "Luz Marina" not in browser.get(page).text
    browser.post(url("client_names", client.pk))
    assert "Luz Marina Quintero" in browser.get(page).text
    enter(people.caseworker)
    fact = PersonIdentity.objects.get()
    send(browser, url("client_mistake", fact.pk), reason="Her cousin's name")
    assert "<s>Luz Marina Quintero</s>" in browser.get(page).text
    told = [line.detail for line in lines(table_name="screening_client", object_id=str(client.pk), action="read")]
    assert [detail.get("names", False) for detail in told].count(True) == 2  # the page, twice
    assert len(lines(table_name="screening_client", action="read.identity")) == 1
    browser.post(url("client_names", client.pk), {"hide": "1"})
    assert "Luz Marina" not in browser.get(page).text


def test_a_client_is_screened_and_comes_back_to_the_record(people: People, browser: Browser) -> None:
    client = make_client(people.caseworker)
    start = url("start_screening", client.involvement_id)
    assert url("client_of", client.involvement_id) in browser.get(start).text
    assert browser.get(url("client_of", client.involvement_id)).headers["Location"] == url("client", client.pk)
    send(browser, start, **{key: value for key, value in PREFACE.items() if key != "must_not_know"})
    enter(people.caseworker)
    screening = Screening.objects.get()
    assert screening.agency_group_id == people.caseworker.agency.group_id
    assert url("before", screening.pk) in browser.get(url("client", client.pk)).text


def test_a_copy_and_an_erasing_ask_for_the_factor(people: People, browser: Browser) -> None:
    client = make_client(people.caseworker)
    identity.add_client_name(client=client, kind="name", value="Luz Marina Quintero", by=people.caseworker)
    keeping.add_client_note(client=client, text="Slept well.", by=people.caseworker)
    keeping.client_left(client=client, reason="went_home", by=people.caseworker)
    assert browser.get(url("client_copy", client.pk)).status_code == 302
    confirm(browser)
    copied = browser.get(url("client_copy", client.pk))
    assert copied.headers["Content-Disposition"].startswith('attachment; filename="client-record-')
    assert len(lines(table_name="screening_client", action="export.client_copy")) == 1
    for words in ("Luz Marina Quintero", "Slept well.", "Went home"):
        assert words in copied.text
    assert send(browser, url("erase_client", client.pk)).status_code == 422
    send(browser, url("erase_client", client.pk), sure="on")
    page = browser.get(url("client", client.pk)).text
    assert "Erased" in page
    assert "Show names" not in page
    assert "Luz Marina" not in browser.get(url("client_copy", client.pk)).text


def test_a_client_is_referred_and_a_contact_is_kept(people: People, browser: Browser) -> None:
    client = make_client(people.caseworker)
    typed = {
        "to_agency": str(people.investigator.agency_id), "purpose": "She wants to talk.", "basis": "new_consent",
        "given_by": "self", "language": "es", "more": ["identity"],
    }  # fmt: skip
    identity.add_client_name(client=client, kind="name", value="Luz Marina Quintero", by=people.caseworker)
    refused = send(browser, url("refer_client", client.pk), **{**typed, "basis": "urgent"})
    assert refused.status_code == 422
    answer = send(browser, url("refer_client", client.pk), **typed)
    enter(people.caseworker)
    referral = Referral.objects.get()
    assert answer.headers["Location"] == url("referral", referral.pk)
    assert "Luz Marina Quintero" in referral.packet
    shown = browser.get(url("client", client.pk)).text
    assert url("referral", referral.pk) in shown
    assert "Known to your organisation alone" not in shown
    assert "the unit knows what you referred" in shown
    contact = referred_in(people).involvement
    send(browser, url("keep_contact", contact.pk), label="Nena")
    assert browser.get(url("keep_contact", contact.pk)).status_code == 302
    assert "Nena" in browser.get(url("our_clients")).text


def test_nobody_is_told_that_the_unit_lost_what_it_took_up(people: People, browser: Browser) -> None:
    referral = referred_in(people)
    assert referral.consent is not None
    address = url("withdraw_consent", referral.consent.pk)
    assert "the recipient loses access" in browser.get(address).text
    enter(people.investigator)
    read = read_referral(referral=Referral.objects.get(pk=referral.pk), by=people.investigator)
    take_up_referral(referral=read, by=people.investigator)
    asked = browser.get(address).text
    assert "keeps what it was sent" in asked
    assert "loses access" not in asked
    back = send(browser, address).headers["Location"]
    assert "The unit keeps what it took up" in browser.get(back, follow=True).text
    enter(people.investigator)
    assert Referral.objects.get(pk=referral.pk).state == "withdrawn"
