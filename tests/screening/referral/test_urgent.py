"""An urgent referral: its ground stands out and comes first, and its reason is read by those it was written for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cases.danger.operations import end_danger
from cases.record import worklist
from cases.record.models import Case
from screening.contact.operations import About
from screening.referral.models import Referral
from screening.referral.operations.refer_in import Agreed
from screening.referral.operations.refer_out import Basis
from screening.referral.operations.take_up import take_up_referral
from screening.referral.queries import headline, inbox_of, row
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system
from tests.screening.made import referred_in, referred_out
from tests.screening.person.test_story_pages import IN_FIELDS, press, text_of, url

REASON = "He waits outside & has a key"
SHOWN = "He waits outside &amp; has a key"
GROUND = "In danger now"


def came_in(people: People) -> Referral:
    given = Agreed(urgent_ground="danger_now", urgent_reason=REASON, authorised_by=people.caseworker)
    return referred_in(people, agreed=given)


def went_out(people: People) -> Referral:
    basis = Basis(None, "danger_now", REASON, people.supervisor)
    return referred_out(make_case(people.investigator), people, basis=basis)


def test_the_unit_reads_why_on_screen_and_on_paper(people: People, client: Client) -> None:
    client.force_login(people.caseworker)
    urgent = {
        "basis": "urgent", "urgent_ground": "danger_now", "urgent_reason": REASON,
        "authorised_by": str(people.caseworker.pk), "to_agency": str(people.investigator.agency_id),
    }  # fmt: skip
    sent = press(client, url("refer_to_unit"), **{**IN_FIELDS, **urgent})
    assert sent.status_code == 302, sent.text
    referral = Referral.objects.get()
    for reader in (people.investigator, people.caseworker):
        client.force_login(reader)
        for name in ("referral", "packet"):
            page = text_of(client, url(name, referral.pk))
            assert GROUND in page
            assert SHOWN in page, (reader, name)


def test_an_agency_of_care_reads_the_ground_and_not_the_record_of_the_unit(people: People, client: Client) -> None:
    referral = went_out(people)
    client.force_login(people.investigator)
    page = text_of(client, url("referral", referral.pk))
    assert SHOWN in page
    assert "the recipient sees the ground, not these words" in page
    assert SHOWN not in text_of(client, url("packet", referral.pk))  # this paper may go to them
    client.force_login(people.caseworker)
    for address in (url("referral", referral.pk), url("packet", referral.pk), url("my_clients")):
        page = text_of(client, address)
        assert GROUND in page
        assert "He waits outside" not in page


def test_the_form_says_who_reads_the_reason(people: People, client: Client) -> None:
    client.force_login(people.caseworker)
    assert "The unit reads this." in text_of(client, url("refer_to_unit"))


def taken_up(people: People, referral: Referral, case: Case | None = None) -> Case:
    enter(people.investigator)
    return take_up_referral(referral=referral, case=case, by=people.investigator)


def test_a_danger_that_is_taken_up_stands_on_the_case(people: People, client: Client) -> None:
    """On a new case, and again on one where it had been ended."""
    case = taken_up(people, came_in(people))
    assert case.danger_since is not None
    client.force_login(people.colleague)
    assert case.reference in client.get("/my-work/").text.split('id="danger"')[1].split("</section>")[0]
    page = client.get(reverse("cases:case", args=[case.pk])).text
    assert SHOWN in page.split('id="danger-now"')[1].split("side-by-side")[0]
    enter(people.investigator)
    end_danger(case=case, note="He was arrested.", by=people.investigator)
    taken_up(people, came_in(people), case)
    assert [entry.step for entry in case.danger_entries.all()] == ["referred", "ended", "referred"]


def test_another_ground_is_no_danger_now(people: People) -> None:
    given = Agreed(urgent_ground="child", urgent_reason=REASON, authorised_by=people.caseworker)
    case = taken_up(people, referred_in(people, agreed=given))
    assert case.danger_since is None


def test_urgent_comes_before_what_is_due_earlier(people: People, client: Client) -> None:
    usual, urgent = referred_in(people), came_in(people)
    with as_system():
        earlier = urgent.decision_due_on - dt.timedelta(days=7)
        Referral.objects.filter(pk=usual.pk).update(decision_due_on=earlier)
    enter(people.investigator)
    assert [row.referral.pk for row in inbox_of(people.investigator).waiting] == [urgent.pk, usual.pk]
    items = worklist.items_for(people.investigator)
    assert [item.urgent for item in items] == [GROUND, ""]
    client.force_login(people.investigator)
    for address in (url("inbound_list"), reverse("cases:my_work")):
        page = text_of(client, address)
        assert page.count(GROUND) == 1
        assert page.index(urgent.reference) < page.index(usual.reference)


def test_what_is_answered_is_urgent_no_more(people: People, client: Client) -> None:
    referral = came_in(people)
    client.force_login(people.investigator)
    text_of(client, url("referral", referral.pk))
    fields = {"reason": "not_trafficking", "note": "A wage claim."}
    assert press(client, url("not_taken_up", referral.pk), **fields).status_code == 302
    assert GROUND not in text_of(client, url("inbound_list"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_somebody_of_whom_nothing_is_known_is_called_by_the_reference(people: People, language: str) -> None:
    """Not "not known yet, not known yet", whichever language the sender's page was in."""
    with translation.override(language):
        referral = referred_in(people, about=About())
    assert headline(referral) == ""
    assert row(referral, timezone.localdate()).who == referral.reference
