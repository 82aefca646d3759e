"""A report that is in no case: held, and disposed of by two people, with the people of whom it alone told."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.two_people.operations import ApprovalNeeded
from carisecure.access.vault.models import DataKey
from carisecure.accounts import fresh
from carisecure.accounts.models import User
from carisecure.countries.packs import pack
from cases.course.operations import close_case
from cases.finding import queries as finding
from cases.intake.models import IntakeReport, ReportPerson, ReportWords
from cases.intake.operations.deciding import Choice, correct_decision, decide_report
from cases.keeping.models import DISPOSAL, ReportApproval, ReportDisposal, ReportHold
from cases.keeping.operations import agreeing, reports
from cases.keeping.operations.disposing import ask_for_disposal
from cases.keeping.operations.reports import REPORTS
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_name
from cases.record.models import Case, Involvement
from tests.cases.intake.test_correcting_reports import corrected
from tests.cases.ledger import lines
from tests.factories import make_case, make_report
from tests.people import People, enter
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(people: People) -> IntakeReport:
    """Of one person who is nowhere else; looked into, and no trafficking."""
    by = people.investigator
    found = make_report(by, narrative="A zeppelin over the bar.", people=(PersonEntry(name="Rosa Demo"),))
    corrected(found, by)
    decide_report(report=found, choice=Choice("not_trafficking", reason="A zeppelin of the carnival."), by=by)
    return IntakeReport.objects.get(pk=found.pk)


def held(report: IntakeReport, by: User) -> Any:
    enter(by)
    return agreeing.place_hold(REPORTS, report, reason="Order 12 of 2026", by=by)


def agreed(asked: Any, people: People) -> Any:
    enter(people.supervisor)
    row = agreeing.decide(REPORTS, asked, granted=True, by=people.supervisor)
    enter(asked.requested_by)
    return row


def asked_for(report: IntakeReport, people: People, ground: str = "court_order") -> Any:
    enter(people.investigator)
    return agreeing.ask_for_disposal(REPORTS, report, ground=ground, reason="Rule 7", by=people.investigator)


def disposed(report: IntakeReport, people: People) -> Any:
    agreed(asked_for(report, people), people)
    return agreeing.dispose(REPORTS, report, by=people.investigator)


def test_its_words_and_its_people_are_gone_and_a_stub_stays(people: People, report: IntakeReport) -> None:
    row = disposed(report, people)
    found = IntakeReport.objects.get(pk=report.pk)
    assert (found.outcome, found.narrative, found.decisions.get().reason) == (
        "not_trafficking", "(erased)", "(erased)",
    )  # fmt: skip
    assert {(words.narrative, *words.stem_tokens) for words in ReportWords.objects.all()} == {("(erased)",)}
    assert finding.find_texts(people.investigator, "zeppelin") == []
    with as_system():
        person = _person_of(report)
        assert {fact.value for fact in PersonIdentity.objects.filter(person=person)} == {"(erased)"}
        assert not DataKey.objects.filter(owner__in=[report.pk, person], destroyed_at=None).exists()
    assert row.counts == {"people": 1, "identities_erased": 1, "decisions": 1}
    assert (row.asked_by, row.agreed_by, row.reason) == (people.investigator, people.supervisor, "Rule 7")
    (line,) = lines(action="report.disposed")
    assert (line.actor, line.detail["agreed_by"]) == (people.investigator.pk, str(people.supervisor.pk))
    assert "Rule" not in str(line.detail)
    for by in (people.investigator, people.supervisor):
        enter(by)
        assert IntakeReport.objects.visible_to(by, "cases.view_report").exists(), "the stub is seen"
        with pytest.raises((NotVisible, NotPermitted)):
            correct_decision(decision=found.decisions.get(), choice=None, version=1, reason="x", by=by)
        with pytest.raises((NotVisible, NotPermitted)):
            held(report, by)


def _person_of(report: IntakeReport) -> UUID:
    found: UUID = ReportPerson.objects.select_related("involvement").get(report=report).involvement.person_id
    return found


def test_somebody_who_is_in_a_case_too_keeps_their_name(people: People) -> None:
    by = people.investigator
    report = make_report(by, people=(PersonEntry(name="Rosa Demo"), PersonEntry(name="Rex Demo")))
    rosa = ReportPerson.objects.filter(report=report).order_by("created_at")[0].involvement
    with as_system():  # as where a referral took her up
        case = make_case(by)
        Involvement.objects.create(case=case, person=rosa.person, main_role="possible_victim", label="Person 9")
    enter(by)
    decide_report(report=report, choice=Choice("not_trafficking", reason="A quarrel."), by=by)
    disposed(report, people)
    with as_system():
        assert sorted(fact.value for fact in PersonIdentity.objects.all()) == ["(erased)", "Rosa Demo"]


@pytest.mark.parametrize("what", ["waits", "in_a_case", "held"])
def test_what_keeps_it(people: People, what: str) -> None:
    by = people.investigator
    report = make_report(by)
    if what == "waits":
        with pytest.raises(TransitionRefused, match="Decide about this report"):
            asked_for(report, people)
    made = decide_report(report=report, choice=Choice("not_trafficking", reason="A quarrel."), by=by)
    row = agreed(asked_for(report, people), people)
    if what == "waits":
        correct_decision(decision=made, choice=None, version=1, reason="Too early.", by=by)
    elif what == "in_a_case":
        choice = Choice("joins_case", case=make_case(by), reason="The same bar.")
        correct_decision(decision=made, choice=choice, version=1, reason="It was more.", by=by)
    else:
        held(report, by)
    with pytest.raises(TransitionRefused):
        agreeing.dispose(REPORTS, report, by=by)
    stub = ReportDisposal(
        report=report, approval=row, ground="court_order", reason="x", asked_by=by, agreed_by=people.supervisor,
        disposed_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        stub.save(force_insert=True)
    assert not ReportDisposal.objects.exists()


def test_a_hold_takes_two_to_lift_and_goes_along_into_a_case(people: People) -> None:
    by, report = people.investigator, make_report(people.investigator)
    hold = held(report, by)
    with pytest.raises(ValidationError):
        agreeing.place_hold(REPORTS, report, reason=" ", by=by)
    case = decide_report(report=report, choice=Choice("opens_case"), by=by).case
    assert case is not None
    close_case(case=case, reason="untraceable", note="", by=by)
    with pytest.raises(TransitionRefused, match="hold"):
        ask_for_disposal(case=Case.objects.get(pk=case.pk), ground="court_order", reason="x", by=by)
    asked = agreeing.ask_to_lift(REPORTS, hold, reason="Settled.", by=by)
    with pytest.raises(TransitionRefused, match="Somebody else"):
        agreeing.decide(REPORTS, asked, granted=True, by=by)
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        ReportHold.objects.filter(pk=hold.pk).update(lifted_by=by, lifted_at=timezone.now())
    agreed(asked, people)
    assert not agreeing.is_held(REPORTS, report, by)
    assert ask_for_disposal(case=Case.objects.get(pk=case.pk), ground="court_order", reason="x", by=by)


def test_a_hold_is_not_rewritten(people: People, report: IntakeReport) -> None:
    hold = held(report, people.investigator)
    for change in ({"placed_at": timezone.now()}, {"placed_by": people.colleague}):
        with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
            ReportHold.objects.filter(pk=hold.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        hold.delete()


@pytest.mark.parametrize("key", ["outsider", "caseworker", "prosecutor", "auditor", "administrator", "analyst"])
def test_nobody_else(people: People, report: IntakeReport, key: str) -> None:
    user = getattr(people, key)
    with pytest.raises((NotVisible, NotPermitted)):
        held(report, user)
    with pytest.raises((NotVisible, NotPermitted)):
        agreeing.ask_for_disposal(REPORTS, report, ground="court_order", reason="x", by=user)
    with pytest.raises((NotVisible, NotPermitted)):
        agreeing.dispose(REPORTS, report, by=user)


def test_one_person_alone_disposes_of_nothing(people: People, report: IntakeReport) -> None:
    asked_for(report, people)
    with pytest.raises(ApprovalNeeded):
        agreeing.dispose(REPORTS, report, by=people.investigator)


def test_the_keeping_time_of_the_country(people: People, report: IntakeReport, monkeypatch: pytest.MonkeyPatch) -> None:
    country = pack().country
    ten = dataclasses.replace(country.settings["retention_report"], days=10)
    changed = dataclasses.replace(country, settings={**country.settings, "retention_report": ten})
    monkeypatch.setattr(reports, "pack", lambda: dataclasses.replace(pack(), country=changed))
    until = timezone.localdate() + timedelta(days=10)
    with pytest.raises(TransitionRefused, match=until.isoformat()):
        asked_for(report, people, ground="retention_over")
    assert asked_for(report, people, ground="court_order")


def test_the_pages(people: People, report: IntakeReport, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    client.force_login(people.investigator)

    def url(name: str, pk: object) -> str:
        return reverse(f"cases:{name}", args=[pk])

    def send(address: str, **typed: str) -> Any:
        key = client.get(address).context["form"]["submission_key"].value()
        return client.post(address, {"submission_key": key, **typed})

    page, dispose = url("report", report.pk), url("dispose_report", report.pk)
    assert dispose in client.get(page).text
    send(url("hold_report", report.pk), reason="Order 12")
    assert "Order 12" in client.get(url("hold_report", report.pk)).text
    assert "A hold is in force" in client.get(dispose).text
    enter(people.investigator)
    send(url("lift_hold_report", ReportHold.objects.get().pk), reason="Settled.")
    enter(people.investigator)
    asked = url("approval_report", ReportApproval.objects.get().pk)
    assert "You asked for this" in client.get(asked).text
    client.force_login(people.supervisor)
    assert asked in client.get(reverse("cases:unit")).text
    send(asked, decision="yes")
    client.force_login(people.investigator)
    send(dispose, ground="court_order", reason="Rule 7")
    enter(people.investigator)
    asked = url("approval_report", ReportApproval.objects.get(kind=DISPOSAL).pk)
    client.force_login(people.supervisor)
    send(asked, decision="yes")
    client.force_login(people.investigator)
    assert dispose in client.get(asked).text
    assert asked in client.get(reverse("cases:my_work")).text
    assert send(dispose).status_code == 422
    assert send(dispose, understood="on").headers["Location"] == page
    stub = client.get(page).text
    assert "Rule 7" in stub
    assert "zeppelin" not in stub
    assert dispose not in stub


def test_a_name_that_was_added_later_goes_too(people: People, report: IntakeReport) -> None:
    one = ReportPerson.objects.get(report=report).involvement
    add_name(involvement=one, kind="alias", value="La Rosa", by=people.investigator)
    disposed(report, people)
    with as_system():
        assert {fact.value for fact in PersonIdentity.objects.all()} == {"(erased)"}
