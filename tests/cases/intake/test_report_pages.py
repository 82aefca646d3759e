"""The pages of a report: decided later, waiting on the desks, decided, corrected; what may match beside the form."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.insiders.operations.compartments import seal_case
from cases.intake.models import IntakeReport, TriageDecision
from cases.intake.operations.deciding import Choice, decide_report
from cases.people.operations import PersonEntry
from cases.record.models import Case
from tests.cases.counting import queries_of
from tests.cases.intake.test_new_report_page import ADDRESS, body
from tests.cases.ledger import lines
from tests.factories import make_case, make_report
from tests.people import People, enter
from tests.roles import as_system

pytestmark = pytest.mark.django_db
MATCHES = "/reports/new/matches/"


def decision(**changes: str) -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4()), "reason": "Same house.", **changes}


def test_saved_to_be_decided_later_it_waits_on_both_desks(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    response = client.post(ADDRESS, body(later="1"), follow=True)
    assert "It waits for a decision." in response.text
    enter(people.investigator)
    report = IntakeReport.objects.get()
    assert report.case is None
    assert response.redirect_chain == [(reverse("cases:report", args=[report.pk]), 302)]
    assert reverse("cases:decide_report", args=[report.pk]) in client.get("/my-work/").text
    client.force_login(people.supervisor)
    assert reverse("cases:decide_report", args=[report.pk]) in client.get("/unit/").text
    assert reverse("cases:report", args=[report.pk]) in client.get("/reports/waiting/").text
    enter(people.investigator)
    decide_report(report=report, choice=Choice("not_trafficking", reason="Wages."), by=people.investigator)
    text = client.get("/reports/waiting/").text
    assert "No report is waiting" in text
    assert "Not trafficking" in client.get("/reports/").text


def test_the_oldest_waits_first(people: People, client: Client) -> None:
    young = make_report(people.investigator)
    old = make_report(people.investigator, received_at=timezone.now() - dt.timedelta(days=3))
    client.force_login(people.supervisor)
    text = client.get("/reports/waiting/").text
    assert text.index(str(old.pk)) < text.index(str(young.pk))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"received": "31/11/2015"}, "This date does not exist."),
        ({"received": "2199"}, "This date is in the future."),
        ({"received": "Nov 2025", "received_time": "10:00"}, "Leave the time empty"),
    ],
)
def test_an_impossible_day_is_said_and_the_text_kept(
    people: People, client: Client, changes: dict[str, str], said: str
) -> None:
    client.force_login(people.investigator)
    response = client.post(ADDRESS, body(**changes))
    assert response.status_code == 422
    assert said in response.text
    assert "Ten past two: she came to the door." in response.text


def test_an_hour_of_a_day_that_does_not_exist_is_not_judged(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    response = client.post(ADDRESS, body(received="31/11/2015", received_time="23:59"))
    assert list(response.context["form"].errors) == ["received"]


def test_an_hour_to_come_is_refused(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    soon = timezone.localtime() + dt.timedelta(minutes=2)
    response = client.post(ADDRESS, body(received=f"{soon:%d/%m/%Y}", received_time=f"{soon:%H:%M}"))
    assert response.status_code == 422
    assert "This time is in the future." in response.text


def test_a_report_is_moved_back_to_its_day(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    client.post(ADDRESS, body(received="Mar 2026"))
    client.post(ADDRESS, body(received="14/3/2026", received_time="21:40"))
    with as_system():
        stored = [(r.received, r.is_hour_known) for r in IntakeReport.objects.order_by("received_at")]
    assert stored == [("March 2026", False), ("14 Mar 2026, 21:40 AST", True)]


def test_a_decision_opens_a_case(people: People, client: Client) -> None:
    report = make_report(people.investigator)
    client.force_login(people.colleague)
    address = reverse("cases:decide_report", args=[report.pk])
    response = client.post(address, decision(outcome="opens_case"))
    enter(people.colleague)
    case = Case.objects.get()
    assert response["Location"] == reverse("cases:case", args=[case.pk])
    text = client.get(response["Location"]).text
    assert reverse("cases:report", args=[report.pk]) in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "This field is required."),
        ({"outcome": "joins_case"}, "Which case? Write its reference."),
        ({"outcome": "joins_case", "case": "TT-7777-7777"}, "Not here, or nothing can be added to this case any more."),
        ({"outcome": "passed_on"}, "Choose the agency that it was passed to."),
        ({"outcome": "repeats"}, "Choose the report that it repeats."),
        ({"outcome": "not_trafficking", "reason": ""}, "Say why."),
        ({"outcome": "not_trafficking", "happened_on": "1/1/2199"}, "This date is in the future."),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    people: People, client: Client, changes: dict[str, str], said: str
) -> None:
    report = make_report(people.investigator)
    client.force_login(people.colleague)
    response = client.post(reverse("cases:decide_report", args=[report.pk]), decision(**changes))
    assert response.status_code == 422
    assert said in response.text
    enter(people.colleague)
    assert IntakeReport.objects.get().outcome == ""


def test_a_case_that_is_hidden_answers_like_none(people: People, client: Client) -> None:
    report, hidden = make_report(people.investigator), make_case(people.supervisor)
    seal_case(case=hidden, by=people.supervisor)
    client.force_login(people.colleague)
    address = reverse("cases:decide_report", args=[report.pk])
    said = [
        client.post(address, decision(outcome="joins_case", case=reference)).context["form"].errors
        for reference in (hidden.reference, "TT-7777-7777")
    ]
    assert said[0] == said[1]


def test_a_correction_is_made_on_its_page_and_the_first_is_struck_out(people: People, client: Client) -> None:
    report, case = make_report(people.investigator), make_case(people.investigator)
    first = decide_report(report=report, choice=Choice("not_trafficking", reason="Wages."), by=people.investigator)
    client.force_login(people.colleague)
    address = reverse("cases:correct_decision", args=[first.pk])
    sent = decision(outcome="joins_case", case=case.reference.lower(), correction_reason="She rang again.", version="1")
    assert client.post(address, sent)["Location"] == reverse("cases:report", args=[report.pk])
    text = client.get(reverse("cases:report", args=[report.pk])).text
    assert "<s>Not trafficking</s>" in text
    assert "She rang again." in text
    late = client.post(address, decision(outcome="opens_case", correction_reason="Mine.", version="1"))
    assert late.status_code == 409
    assert "Joins a case" in late.text.split("two-texts")[1]
    again = client.post(address, decision(outcome="waits_again", correction_reason="Mine.", version="2"))
    assert again.status_code == 302
    enter(people.colleague)
    assert IntakeReport.objects.get(pk=report.pk).outcome == ""


def test_the_rules_say_where_it_goes(people: People, client: Client) -> None:
    report = make_report(people.investigator, is_child_involved=True)
    client.force_login(people.investigator)
    text = client.get(reverse("cases:report", args=[report.pk])).text
    assert "tell the Children&#x27;s Authority now" in text


def test_what_matches_is_shown_by_label_and_logged_as_a_search(people: People, client: Client) -> None:
    case = make_case(people.investigator, people=(PersonEntry(name="Rosa Demo"),), place="Couva guest house")
    client.force_login(people.colleague)
    response = client.post(MATCHES, {"people-0-name": "Rosa Demo", "place": "the Couva guest house"})
    assert response.status_code == 200
    assert "Person 1" in response.text
    assert case.reference in response.text
    assert "same words for the place" in response.text
    assert "Rosa" not in response.text
    assert "guest" not in response.text
    assert len(lines(action="search")) == 2


@pytest.mark.parametrize("sent", [{}, {"narrative": "She came to the door."}, {"place": " "}])
def test_nothing_to_look_for_is_no_search(people: People, client: Client, sent: dict[str, str]) -> None:
    client.force_login(people.colleague)
    assert client.post(MATCHES, sent).status_code == 200
    assert not lines(action="search")


def test_what_the_writer_may_not_see_does_not_match(people: People, client: Client) -> None:
    case = make_case(
        people.investigator, people=(PersonEntry(name="Rosa Demo", phone="620-1234"),), place="Couva house"
    )
    seal_case(case=case, by=people.investigator)
    client.force_login(people.colleague)
    for sent in ({"people-0-name": "Rosa Demo"}, {"reporter_phone": "620-1234"}, {"place": "Couva house"}):
        assert "Nothing that you may see matches." in client.post(MATCHES, sent).text


def test_a_waiting_report_matches_too(people: People, client: Client) -> None:
    report = make_report(people.investigator, place="Couva guest house", people=(PersonEntry(phone="620-1234"),))
    client.force_login(people.colleague)
    text = client.post(MATCHES, {"place": "Couva guest house", "reporter_phone": "868 620 1234"}).text
    assert reverse("cases:report", args=[report.pk]) in text
    assert "same last seven digits" in text


def test_the_front_line_is_not_answered(people: People, client: Client) -> None:
    for key in ("frontline", "caseworker", "prosecutor", "analyst", "auditor", "administrator"):
        client.force_login(getattr(people, key))
        assert client.post(MATCHES, {"place": "Couva guest house"}).status_code == 403
    assert not lines(action="search")


def test_without_javascript_a_button_asks_and_nothing_is_saved(people: People, client: Client) -> None:
    make_case(people.investigator, place="Couva guest house")
    client.force_login(people.colleague)
    response = client.post(ADDRESS, body(ask="matches", place="Couva guest house"))
    assert response.status_code == 200
    assert "same words for the place" in response.text
    assert "Ten past two: she came to the door." in response.text
    with as_system():
        assert Case.objects.count() == 1


def test_asking_takes_no_draft(people: People, client: Client) -> None:
    client.force_login(people.colleague)
    sent = body(place="Couva guest house")
    client.post(reverse("interface:draft", args=["new-report"]), sent)
    client.post(MATCHES, sent)
    client.post(ADDRESS, {**sent, "ask": "matches"})
    assert "Ten past two: she came to the door." in client.get(ADDRESS).text


def test_the_pages_cost_a_fixed_number_of_queries(people: People, client: Client) -> None:
    reports = [make_report(people.investigator, people=(PersonEntry(name="Rosa Demo"),)) for _n in range(3)]
    client.force_login(people.supervisor)
    for address, most in (
        ("/reports/waiting/", 7),
        ("/reports/", 7),
        (reverse("cases:report", args=[reports[0].pk]), 12),
    ):
        client.get(address)
        response, asked = queries_of(client, address)
        assert response.status_code == 200
        assert len(asked) <= most, (address, asked)


def test_a_report_is_passed_to_whoever_deals_with_people(people: People, client: Client) -> None:
    """Not to those who count or check or keep the machines; a correction keeps whom the decision named, gone or not."""
    report = make_report(people.investigator)
    agency = people.caseworker.agency
    client.force_login(people.investigator)
    address = reverse("cases:decide_report", args=[report.pk])
    offered = [key for key, _name in client.get(address).context["form"].fields["agency"].choices]
    assert str(agency.pk) in offered
    for other in (people.analyst.agency, people.auditor.agency, people.administrator.agency):
        assert str(other.pk) not in offered
    decide_report(report=report, choice=Choice("passed_on", agency=agency, reason="Care."), by=people.investigator)
    decided = TriageDecision.objects.get()
    with as_system():
        agency.is_active = False
        agency.save()
    address = reverse("cases:correct_decision", args=[decided.pk])
    form = client.get(address).context["form"]
    assert str(agency.pk) in [key for key, _name in form.fields["agency"].choices]
    assert form["agency"].value() == str(agency.pk), "it says at first what the decision said"


def test_a_correction_begins_with_the_case_that_was_named(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    report = make_report(people.investigator)
    decide_report(report=report, choice=Choice("joins_case", case=case, reason="Same."), by=people.investigator)
    client.force_login(people.investigator)
    decided = TriageDecision.objects.get(report=report)
    form = client.get(reverse("cases:correct_decision", args=[decided.pk])).context["form"]
    assert (form["outcome"].value(), form["case"].value()) == ("joins_case", case.reference)
