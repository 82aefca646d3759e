"""The pages of the story, as people press them: first screen, decision, referral out and in, receipts."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from carisecure.accounts.models import User
from cases.record.models import Case, Involvement
from screening.consent.models import Consent, Purpose
from screening.interview.models import Screening
from screening.referral.models import Referral
from screening.status.models import StatusDetermination
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.screening.made import PREFACE, consent, referred_in, referred_out, screened

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def url(name: str, *args: object) -> str:
    return reverse(f"screening:{name}", args=args)


def press(client: Client, address: str, **fields: Any) -> HttpResponse:
    """Send a form that was just opened."""
    return client.post(address, {"submission_key": str(uuid.uuid4()), **fields})  # type: ignore[return-value]


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content[:400]
    return response.content.decode()


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator)


@pytest.fixture
def person(case: Case) -> Involvement:
    return first_person(case)


def at(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_first_screen_one_question_at_a_time(people: People, client: Client, person: Involvement) -> None:
    at(client, people.investigator)
    assert "Before the first question" in text_of(client, url("start_screening", person.pk))
    started = press(client, url("start_screening", person.pk), **PREFACE)
    assert started.status_code == 302, started.content[:3000]
    screening = Screening.objects.get()
    first = url("question", screening.pk, 1)
    page = text_of(client, first)
    assert "¿Su trabajo es distinto" in page
    assert "Is your work different" in page
    assert "1 of 12" in page
    assert "draft, to be checked by an interpreter" in page
    for number in range(1, 13):
        answer = "yes" if number in (1, 6) else "will_not_say" if number == 12 else "no"
        gone = press(client, url("question", screening.pk, number), answer=answer)
        after = url("question", screening.pk, number + 1) if number < 12 else url("finish", screening.pk)
        assert gone["Location"] == after
    assert 'aria-pressed="true"' in text_of(client, first)
    assert "Will not say" in text_of(client, url("finish", screening.pk))
    assert press(client, url("finish", screening.pk))["Location"] == url("result", screening.pk)
    result = text_of(client, url("result", screening.pk))
    assert "This is not a decision" in result
    assert "Yes to: Is your work different" in result
    assert url("decide_status", person.pk) in result
    assert not StatusDetermination.objects.exists()
    assert client.get(first)["Location"] == url("result", screening.pk)


def test_not_safe_stops_before_the_first_question(people: People, client: Client, person: Involvement) -> None:
    at(client, people.investigator)
    gone = press(client, url("start_screening", person.pk), **{**PREFACE, "safe_to_talk": "no"})
    page = text_of(client, gone["Location"])
    assert "Stop: do not ask now" in page
    screening = Screening.objects.get()
    assert screening.state == "stopped"
    assert press(client, url("question", screening.pk, 1), answer="yes").status_code == 302
    assert Screening.objects.get().answers == {}


def test_a_doctor_comes_first(people: People, client: Client, person: Involvement) -> None:
    at(client, people.investigator)
    gone = press(client, url("start_screening", person.pk), **{**PREFACE, "health": ["hurt"]})
    page = text_of(client, gone["Location"])
    assert "Get medical care first" in page
    assert "Start with question 1" in page


def test_none_of_these_goes_with_nothing_else(people: People, client: Client, person: Involvement) -> None:
    at(client, people.investigator)
    refused = press(client, url("start_screening", person.pk), **{**PREFACE, "health": ["none_seen", "hurt"]})
    assert refused.status_code == 422
    assert "untick one" in refused.text
    assert not Screening.objects.exists()


def test_an_unknown_answer_is_refused(people: People, client: Client, person: Involvement) -> None:
    at(client, people.investigator)
    press(client, url("start_screening", person.pk), **PREFACE)
    screening = Screening.objects.get()
    refused = press(client, url("question", screening.pk, 1), answer="perhaps")
    assert refused.status_code == 422
    assert Screening.objects.get().answers == {}


def test_assessment_by_dimension(people: People, client: Client, person: Involvement) -> None:
    at(client, people.investigator)
    assert "adult, labour" in text_of(client, url("choose_assessment", person.pk))
    address = url("assess", person.pk, "delphi_adult_labour")
    page = text_of(client, address)
    assert "Deceptive recruitment" in page
    empty = press(client, address, act_recorded="on")
    assert empty.status_code == 422
    assert "Nothing answered yet" in empty.text
    assert not Screening.objects.exists()
    answers = {"D1.nature_of_job": "yes", "D1.wages": "yes", "act_recorded": "on"}
    result = text_of(client, press(client, address, **answers)["Location"])
    assert "Deceptive recruitment: positive, 1 strong, 1 medium" in result
    assert (result.count("Still unanswered"), result.count("Not positive")) == (5, 0)  # nobody answered anything there
    assert "This is not a decision" in result
    assert client.get(url("assess", person.pk, "first_screen")).status_code == 404


def test_a_provisional_list_says_so(people: People, client: Client, person: Involvement) -> None:
    at(client, people.investigator)
    assert "Provisional" in text_of(client, url("assess", person.pk, "delphi_adult_sexual"))


def test_a_decision_with_a_date_known_to_the_month(people: People, client: Client, person: Involvement) -> None:
    at(client, people.investigator)
    address = url("decide_status", person.pk)
    fields = {
        "status": "presumed", "decided": "10/2026", "deciding_body": "police", "grounds": ["first_screen"],
        "ground": "She was locked in.",
    }  # fmt: skip
    refused = press(client, address, **{**fields, "decided": "the day before", "ground": "Kept text."})
    assert refused.status_code == 422
    assert "Kept text." in refused.content.decode()
    assert press(client, address, **fields).status_code == 302
    decision = StatusDetermination.objects.get()
    assert (str(decision.happened_on), decision.precision) == ("2026-10-01", "month")
    page = text_of(client, address)
    assert "October 2026" in page
    assert "She was locked in." in page
    assert Involvement.objects.get(pk=person.pk).status == "presumed"


def out_fields(people: People, **changes: Any) -> dict[str, Any]:
    fields = {
        "to_agency": str(people.caseworker.agency_id), "purpose": "A safe bed for tonight.",
        "services": ["shelter_emergency"], "categories": ["age_language", "needs", "safety_notes"],
        "safety_notes": "Only in the morning.", "basis": "new_consent", "given_by": "self", "language": "es",
        "given_on": "2026-11-01",
    }  # fmt: skip
    return {**fields, **changes}


def test_refer_out_shows_exactly_what_they_see_first(people: People, client: Client, person: Involvement) -> None:
    at(client, people.investigator)
    address = url("refer_out", person.pk)
    preview = press(client, address, **out_fields(people))
    page = preview.content.decode()
    assert preview.status_code == 200, page
    assert "Exactly what Hibiscus House (demonstration) will see" in page
    assert "20 to 25" in page
    assert not Referral.objects.exists()
    assert not Consent.objects.exists()
    fields: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        fields.setdefault(name, []).append(value)
    changed = client.post(address, {**fields, "change": "1"})
    assert "A safe bed for tonight." in changed.content.decode()
    sent = client.post(address, {**fields, "send": "1"})
    assert sent.status_code == 302, sent.content.decode()
    assert Consent.objects.get().recipient == people.caseworker.agency
    referral = Referral.objects.get()
    again = client.post(address, {**fields, "send": "1"})
    assert again["Location"] == sent["Location"]
    assert Referral.objects.get() == referral
    for part in ("Request", "A safe bed for tonight.", "Only in the morning.", "Emergency shelter"):
        if part != "Request":
            assert part in page


def test_a_consent_for_another_purpose_is_not_offered(people: People, client: Client, person: Involvement) -> None:
    given = {purpose: consent(person, people, purpose=purpose) for purpose in Purpose}
    at(client, people.investigator)
    page = text_of(client, url("refer_out", person.pk))
    offered = {purpose for purpose, one in given.items() if f"consent:{one.pk}" in page}
    assert offered == {Purpose.ASSISTANCE, Purpose.CHILD_PROTECTION}


def test_refer_out_keeps_the_text_of_a_refused_form(people: People, client: Client, person: Involvement) -> None:
    at(client, people.investigator)
    refused = press(client, url("refer_out", person.pk), **out_fields(people, basis="urgent"))
    assert refused.status_code == 422
    assert "A safe bed for tonight." in refused.content.decode()
    assert "Needed if there is no consent." in refused.content.decode()


def test_the_caseworker_sees_one_woman_and_answers(people: People, client: Client, case: Case) -> None:
    screened(first_person(case), people.investigator)
    referral = referred_out(case, people)
    at(client, people.caseworker)
    assert referral.reference in text_of(client, url("my_clients"))
    page = text_of(client, url("referral", referral.pk))
    assert "Who can read this" in page
    assert "A safe bed for tonight." in page
    for hidden in (case.reference, str(case.pk), "Person 1", "CANARY", people.investigator.full_name):
        assert hidden not in page, hidden
    assert client.get(reverse("cases:case", args=[case.pk])).status_code == 404
    assert client.get(url("person", referral.involvement_id)).status_code == 403
    assert client.get(url("result", Screening.objects.none() or uuid.uuid4())).status_code == 404
    assert press(client, url("accept", referral.pk), note="Tonight at eight.").status_code == 302
    at(client, people.investigator)
    assert "Tonight at eight." in text_of(client, url("referral", referral.pk))
    assert "Accepted" in text_of(client, reverse("cases:case", args=[case.pk]))
    assert f"{people.caseworker.agency} answered referral" in text_of(client, reverse("cases:my_work"))


def test_a_decline_leaves_the_recipient_a_line_without_the_person(people: People, client: Client, case: Case) -> None:
    referral = referred_out(case, people)
    at(client, people.caseworker)
    text_of(client, url("referral", referral.pk))
    assert press(client, url("decline", referral.pk)).status_code == 422
    gone = press(client, url("decline", referral.pk), reason="no_space", note="Full until Monday.")
    page = text_of(client, gone["Location"])
    assert referral.reference in page
    assert "20 to 25" not in page
    assert client.get(url("referral", referral.pk)).status_code == 404
    at(client, people.investigator)
    page = text_of(client, url("referral", referral.pk))
    assert "No space" in page
    assert "Full until Monday." in page


IN_FIELDS: dict[str, Any] = {
    "age_from": "19", "age_to": "24", "age_basis": "said", "gender": "feminine", "speaks": "es", "citizenship": "VE",
    "purpose": "She says two more are still there.", "safety_notes": "At the shelter.", "basis": "new_consent",
    "given_by": "self", "language": "es",
}  # fmt: skip


def test_a_caseworker_refers_without_a_name_and_follows(people: People, client: Client) -> None:
    at(client, people.caseworker)
    fields = {**IN_FIELDS, "to_agency": str(people.investigator.agency_id)}
    text_of(client, url("refer_to_unit"))
    sent = press(client, url("refer_to_unit"), **fields)
    assert sent.status_code == 302, sent.content.decode()
    follow = sent["Location"]
    assert "Answer due" in text_of(client, follow)
    referral = Referral.objects.get()
    at(client, people.investigator)
    assert referral.reference in text_of(client, url("inbound_list"))
    assert referral.reference in text_of(client, reverse("cases:my_work"))
    assert "two more are still there" in text_of(client, follow)
    at(client, people.caseworker)
    assert "Read" in text_of(client, follow)
    at(client, people.investigator)
    wrong = press(client, url("take_up", referral.pk), into="known", reference="TT-0000-0000")
    assert "Not here, or not shared with you" in wrong.content.decode()
    assert press(client, url("take_up", referral.pk), into="new").status_code == 302
    told = press(client, url("outcome", referral.pk), outcome="under_investigation", note="Thank you.")
    assert told.status_code == 302
    opened = Case.objects.get()
    assert reverse("cases:case", args=[opened.pk]) in text_of(client, follow)
    assert opened.reference in text_of(client, reverse("cases:my_work")).split('id="free"')[0]
    at(client, people.caseworker)
    page = text_of(client, follow)
    assert "An investigation is under way" in page
    assert "Thank you." in page
    assert opened.reference not in page
    assert str(opened.pk) not in page


def test_not_taken_up_says_why(people: People, client: Client) -> None:
    referral = referred_in(people)
    at(client, people.investigator)
    text_of(client, url("referral", referral.pk))
    assert press(client, url("not_taken_up", referral.pk), reason="not_trafficking").status_code == 422
    done = press(client, url("not_taken_up", referral.pk), reason="not_trafficking", note="A wage claim: see Labour.")
    assert done.status_code == 302
    at(client, people.caseworker)
    assert "A wage claim: see Labour." in text_of(client, url("referral", referral.pk))


def test_a_frontline_officer_keeps_a_receipt_and_nothing_else(people: People, client: Client) -> None:
    at(client, people.frontline)
    text_of(client, url("first_screen"))
    begun = press(client, url("first_screen"), **PREFACE, age_from="20", age_to="25", gender="feminine")
    assert begun.status_code == 302, begun.content.decode()
    screening = Screening.objects.get()
    for number in (1, 2):
        press(client, url("question", screening.pk, number), answer="yes")
    press(client, url("finish", screening.pk))
    assert "Send to the unit" in text_of(client, url("result", screening.pk))
    assert "Not sent yet" in text_of(client, url("receipt_list"))
    fields = {**IN_FIELDS, "to_agency": str(people.investigator.agency_id)}
    sent = press(client, url("send_to_unit", screening.pk), **fields)
    assert sent.status_code == 302, sent.content.decode()
    receipt = text_of(client, sent["Location"])
    for step in ("Received", "Read", "Taken up", "Closed"):
        assert step in receipt
    for hidden in ("two more", "20 to 25", "CANARY"):
        assert hidden not in receipt
    for name in ("result", "before", "finish", "send_to_unit"):
        assert client.get(url(name, screening.pk)).status_code == 404, name
    referral = Referral.objects.get()
    assert client.get(url("referral", referral.pk)).status_code == 403
    assert client.get(url("packet", referral.pk)).status_code == 403
    at(client, people.investigator)
    assert "two more" in text_of(client, url("referral", referral.pk))
    assert "Is your work different" in text_of(client, url("result", screening.pk))
    text_of(client, url("take_up", referral.pk))
    press(client, url("take_up", referral.pk), into="new")
    at(client, people.frontline)
    assert referral.reference in text_of(client, url("receipt_list"))


def test_a_frontline_officer_reports_without_asking_anything(people: People, client: Client) -> None:
    at(client, people.frontline)
    assert url("refer_to_unit") in text_of(client, reverse("cases:frontline_home"))
    assert reverse("cases:frontline_home") in text_of(client, url("refer_to_unit"))
    sent = press(client, url("refer_to_unit"), **IN_FIELDS, to_agency=str(people.investigator.agency_id))
    assert sent.status_code == 302, sent.content.decode()
    referral = Referral.objects.get()
    assert sent["Location"] == url("receipt", referral.pk)
    assert "two more" not in text_of(client, sent["Location"])
    assert client.get(url("referral", referral.pk)).status_code == 403
    at(client, people.investigator)
    assert "two more" in text_of(client, url("referral", referral.pk))


def test_withdrawing_from_the_page(people: People, client: Client, case: Case) -> None:
    referral = referred_out(case, people)
    at(client, people.investigator)
    assert referral.consent is not None
    address = url("withdraw_consent", referral.consent.pk)
    assert "Takes effect at once" in text_of(client, address)
    assert press(client, address).status_code == 302
    at(client, people.caseworker)
    assert client.get(url("referral", referral.pk)).status_code == 404
    assert "Consent withdrawn" in text_of(client, url("my_clients"))


def test_pages_are_there_when_nothing_is(people: People, client: Client, person: Involvement) -> None:
    for user, names in (
        (people.caseworker, ("my_clients", "referral_list", "refer_to_unit")),
        (people.frontline, ("first_screen", "receipt_list")),
        (people.investigator, ("inbound_list",)),
    ):
        at(client, user)
        for name in names:
            text_of(client, url(name))
    at(client, people.investigator)
    for name in ("person", "record_consent", "refer_out", "decide_status", "start_screening"):
        text_of(client, url(name, person.pk))


@pytest.mark.parametrize("name", ["my_clients", "inbound_list"])
def test_lists_do_not_ask_more_for_more_rows(
    people: People, client: Client, name: str, django_assert_max_num_queries: Any
) -> None:
    viewer = people.caseworker if name == "my_clients" else people.investigator
    counts = []
    for _ in range(2):
        for _row in range(2):
            referred_in(people)
        at(client, viewer)
        client.get(url(name))
        with django_assert_max_num_queries(30) as counted:
            client.get(url(name))
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 12


def test_hidden_and_nonexistent_are_alike(people: People, client: Client, case: Case) -> None:
    referral = referred_out(case, people)
    at(client, people.other_caseworker)
    hidden = client.get(url("referral", referral.pk))
    nothing = client.get(url("referral", uuid.uuid4()))
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.content == nothing.content
    enter(people.investigator)
    assert Referral.objects.get().state == "sent"
