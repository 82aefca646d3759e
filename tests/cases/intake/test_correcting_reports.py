"""The words of a report are corrected by a later row: who reads it reads both; what stands is found, sent, listed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import NotPermitted, NotVisible, StaleRecord
from carisecure.accounts.models import User
from carisecure.days.known import KnownDay, Precision
from cases.course.operations import close_case
from cases.dossier.copy_content import content_of
from cases.finding.queries import find_texts
from cases.intake.models import IntakeReport, ReportWords, TriageDecision
from cases.intake.operations.correcting import correct_report
from cases.intake.operations.deciding import Choice, decide_report
from cases.intake.routing import route
from cases.record.models import Case
from prosecutions.file.changes import changes_since_submission
from prosecutions.file.sheets import sheets_of
from tests.cases.counting import queries_of
from tests.cases.intake.test_new_report_page import body
from tests.cases.ledger import lines
from tests.factories import make_case, make_report
from tests.people import People, enter
from tests.prosecutions.matters import submitted
from tests.roles import as_system

pytestmark = pytest.mark.django_db

FIRST = "A man waits at the school gate."
NEW = "A woman waits at the harbour."
DAY = KnownDay(dt.date(2026, 3, 1), Precision.MONTH)


def values(**more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "narrative": NEW, "channel": "phone", "source": "", "from_whom": "anonymous", "danger_now": "no",
        "danger_note": "", "region": "TUP", "place": "Berth 4", "form": "", "is_child_involved": False,
        "is_official_involved": False, "received_on": DAY,
    }  # fmt: skip
    return told | more


def corrected(report: IntakeReport, by: User, *, version: int = 1, reason: str = "Misheard.", **more: Any) -> Any:
    enter(by)
    return correct_report(report=report, version=version, reason=reason, by=by, changes=values(**more))


def stored(report: IntakeReport) -> IntakeReport:
    found: IntakeReport = IntakeReport.objects.get(pk=report.pk)
    return found


def test_one_that_stands_alone(people: People, client: Client) -> None:
    report = make_report(people.investigator, place="Gate 2")
    was = stored(report)
    corrected(report, people.colleague)
    now = stored(report)
    assert (now.standing.narrative, now.standing.place, now.narrative) == (NEW, "Berth 4", FIRST)
    assert (now.channel, now.region, now.received, now.from_whom) == ("phone", "TUP", "March 2026", "anonymous")
    assert (now.outcome, now.case_id, now.is_hour_known) == ("", None, False)
    first, later = ReportWords.objects.order_by("version")
    assert (first.recorded_by, first.recorded_at) == (people.investigator, was.created_at)
    assert (first.received_at, first.channel, first.narrative, first.place) == (
        was.received_at, "walk_in", FIRST, "Gate 2",
    )  # fmt: skip
    assert (later.replaces, later.recorded_by, later.correction_reason) == (first, people.colleague, "Misheard.")
    assert route(now) == route(later)
    for key, who in people.items():
        enter(who)
        assert ReportWords.objects.count() == (2 if key in {"investigator", "colleague", "supervisor"} else 0), key
    client.force_login(people.supervisor)
    html = client.get(reverse("cases:report", args=[report.pk])).text
    assert html.index(NEW) < html.index(f"<s>{was.received} · In person")
    assert "Corrected by" in html
    assert people.colleague.full_name in html
    assert "Misheard." in html
    assert FIRST in html
    assert "Gate 2" in html
    text = client.get("/reports/waiting/").text
    assert "March 2026" in text
    assert f">{was.received}</a>" not in text
    told = client.get(reverse("cases:decide_report", args=[report.pk])).text
    assert NEW in told
    assert FIRST not in told
    assert not any(word in str([(e.old, e.new) for e in lines()]) for word in ("harbour", "Berth", "Misheard"))


def test_one_of_a_case(people: People, client: Client) -> None:
    case = make_case(people.investigator, narrative=FIRST, place="Gate 2")
    client.force_login(people.colleague)
    page = reverse("cases:case", args=[case.pk])
    client.get(page)
    before = len(queries_of(client, page)[1])
    for number in (1, 2, 3):
        corrected(case.reports.get(), people.investigator, version=number, narrative=f"{NEW} {number}")
    response, queries = queries_of(client, page)
    assert len(queries) == before
    html = response.text
    assert html.count("Corrected by") == 3
    assert html.index(f"{NEW} 3") < html.index(f"{NEW} 2") < html.index(f"{NEW} 1") < html.index(FIRST)
    assert f"{NEW} 3" in client.get(reverse("cases:case_summary", args=[case.pk])).text
    content = content_of(people.colleague, case, parts=["reports"])
    ((_title, (told,)),) = content.sections
    assert told.text == f"{NEW} 3"
    assert "Misheard. Before:" in told.aside
    assert FIRST in told.aside
    assert "Gate 2" in told.aside
    case.refresh_from_db()
    assert (case.idle_days, Case.objects.get().stage) == (0, "reported")


def test_a_search_finds_what_stands_and_the_rest_if_asked(people: People) -> None:
    by = people.investigator
    alone, of_case = make_report(by), make_case(by, narrative=FIRST).reports.get()
    assert len(find_texts(by, "school gate")) == 2
    for report in (alone, of_case):
        corrected(report, by)
    assert find_texts(by, "school gate") == []
    assert {hit.url for hit in find_texts(by, "harbour berth")} == {
        reverse("cases:report", args=[alone.pk]), reverse("cases:case", args=[of_case.case_id]) + "#reports",
    }  # fmt: skip
    assert [hit.is_struck for hit in find_texts(by, "school gate", struck_out=True)] == [True, True]
    assert [hit.is_struck for hit in find_texts(by, "harbour", struck_out=True)] == [False, False]
    enter(people.outsider)
    assert find_texts(people.outsider, "harbour", struck_out=True) == []


def test_the_file_is_told_as_changed_and_takes_what_stands(people: People) -> None:
    sent = submitted(people)
    report = Case.objects.get().reports.get()
    corrected(report, people.investigator)
    (sheet,) = [one for one in sheets_of(Case.objects.get(), by=people.investigator) if one.kind == "report"]
    assert NEW in sheet.content
    assert FIRST not in sheet.content
    enter(people.prosecutor)
    change, person = sorted(changes_since_submission(sent.prosecution), key=lambda one: one.kind == "person")
    assert (person.change, person.kind) == ("changed", "person"), "an age that was noted with it is of another day"
    assert (change.change, change.kind, change.object_id) == ("changed", "report", report.pk)
    assert change.at is not None


def test_two_tabs_and_what_is_no_correction(people: People, client: Client) -> None:
    report = make_report(people.investigator)
    client.force_login(people.investigator)
    address = reverse("cases:correct_report", args=[report.pk])
    assert address in client.get(reverse("cases:report", args=[report.pk])).text
    page = client.get(address)
    form = {"submission_key": str(uuid.uuid4()), "version": "1", **shown(page.context["form"])}
    assert form["narrative"] == FIRST
    unchanged = client.post(address, form | {"correction_reason": "None."})
    assert unchanged.status_code == 422
    assert "Nothing was changed" in unchanged.text
    without = client.post(address, form | {"narrative": NEW})
    assert without.status_code == 422
    assert 'id="id_correction_reason_error"' in without.text
    assert not ReportWords.objects.exists()
    mine = form | {"narrative": NEW, "correction_reason": "Misheard.", "submission_key": str(uuid.uuid4())}
    corrected(report, people.colleague, narrative="Theirs.")
    stale = client.post(address, mine)
    assert stale.status_code == 409
    assert "Theirs." in stale.text
    assert NEW in stale.text
    again = mine | {"version": "2", "submission_key": str(uuid.uuid4())}
    assert client.post(address, again).status_code == 302
    enter(people.investigator)
    assert [row.narrative for row in ReportWords.objects.order_by("version")] == [FIRST, "Theirs.", NEW]
    with pytest.raises(StaleRecord):
        corrected(report, people.colleague, version=2)


def shown(form: Any) -> dict[str, str]:
    """What a browser would send of the form as it is shown."""
    found = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if not isinstance(value, bool):
            found[name] = str(getattr(field.widget, "format_value", str)(value) or "")
    choices = ("danger_now", "channel", "source", "from_whom", "region", "form")
    return found | {name: form[name].value() for name in choices}


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"received": "31/11/2015"}, "received", "This date does not exist."),
        ({"received": "1/1/2199"}, "received", "This date is in the future."),
        ({"received": ""}, "received", "This field is required."),
        ({"received": "2026", "received_time": "10:00"}, "received_time", "Leave the time empty"),
        ({"narrative": " "}, "narrative", "This field is required."),
        ({"channel": "pigeon"}, "channel", "pigeon"),
        ({"is_official_involved": "on"}, "is_official_involved", "sealed with its case"),
    ],
)
def test_bad_input_is_said_beside_its_field(
    people: People, client: Client, wrong: dict[str, str], field: str, said: str
) -> None:
    report = make_report(people.investigator)
    client.force_login(people.investigator)
    sent = {"received": "Mar 2026", "correction_reason": "Misheard.", "version": "1", "narrative": "Kept as typed."}
    response = client.post(reverse("cases:correct_report", args=[report.pk]), body(**sent | wrong))
    assert response.status_code == 422
    assert said in response.text
    assert f'id="id_{field}_error"' in response.text
    assert wrong.get("narrative") or "Kept as typed." in response.text
    enter(people.investigator)
    assert not ReportWords.objects.exists()
    assert stored(report).as_corrected is None


def test_it_was_not_received_after_it_was_decided_about(people: People) -> None:
    report = make_report(people.investigator, received_on=DAY)
    choice = Choice("not_trafficking", reason="Wages.", happened_on=KnownDay(dt.date(2026, 3, 9)))
    decide_report(report=report, choice=choice, by=people.investigator)
    with pytest.raises(ValidationError, match="after it was decided about, on 9 Mar 2026"):
        corrected(report, people.investigator, received_on=KnownDay(dt.date(2026, 3, 10)))
    moment = dt.datetime(2026, 3, 9, 7, 30, tzinfo=dt.UTC)
    corrected(report, people.investigator, received_on=None, received_at=moment)
    assert (stored(report).received_at, stored(report).outcome) == (moment, "not_trafficking")


def test_seconds_that_no_form_knows_are_no_correction(people: People) -> None:
    report = make_report(people.investigator)
    at = stored(report).received_at.replace(second=0, microsecond=0)
    corrected(report, people.investigator, received_at=at)
    assert stored(report).received_at == report.received_at


def test_danger_and_an_official_reach_the_case(people: People) -> None:
    case = make_case(people.investigator)
    report = case.reports.get()
    corrected(report, people.investigator, danger_now="yes", danger_note="He has a gun.")
    case.refresh_from_db()
    assert (case.danger_note, case.danger_since) == ("He has a gun.", stored(report).received_at)
    corrected(report, people.investigator, version=2, danger_now="no")
    close_case(case=case, reason="untraceable", note="x", by=people.investigator)
    corrected(report, people.investigator, version=3, narrative="After the end.")
    with pytest.raises(ValidationError, match=r"is closed\. Reopen it first") as refused:
        corrected(report, people.investigator, version=4, danger_now="yes")
    assert set(refused.value.message_dict) == {"danger_now"}
    assert ReportWords.objects.count() == 4
    corrected(report, people.investigator, version=4, is_official_involved=True)
    case.refresh_from_db()
    assert (case.compartment, case.is_official_involved) == ("sealed", True)
    enter(people.colleague)
    assert not ReportWords.objects.exists()
    assert not IntakeReport.objects.exists()


def test_who_may_not_correct(people: People, client: Client) -> None:
    report = make_report(people.investigator)
    for key in ("frontline", "caseworker", "prosecutor", "analyst", "auditor", "administrator", "outsider"):
        with pytest.raises((NotVisible, NotPermitted)):
            corrected(report, getattr(people, key))
    client.force_login(people.outsider)
    assert client.get(reverse("cases:correct_report", args=[report.pk])).status_code == 404


def test_it_goes_with_its_report(people: People) -> None:
    """Corrected alone, then joined to a sealed case: nobody whom the case shuts out reads either words."""
    report = make_report(people.investigator)
    corrected(report, people.colleague)
    case = make_case(people.investigator, is_official_involved=True)
    decide_report(report=report, choice=Choice("joins_case", case=case, reason="Same."), by=people.investigator)
    enter(people.colleague)
    assert not ReportWords.objects.exists()
    enter(people.investigator)
    assert ReportWords.objects.count() == 2
    assert TriageDecision.objects.filter(report=report).count() == 1


def test_nobody_writes_it_by_hand(people: People) -> None:
    report = make_report(people.investigator)
    made = corrected(report, people.investigator)
    other = make_report(people.investigator)
    forged: list[Any] = [
        lambda: IntakeReport.objects.filter(pk=report.pk).update(channel="hotline"),
        lambda: IntakeReport.objects.filter(pk=report.pk).update(as_corrected=None),
        lambda: ReportWords.objects.filter(pk=made.pk).update(region="POS"),
        lambda: ReportWords.objects.filter(pk=made.pk).delete(),
        lambda: _row(other, people.investigator, channel="hotline"),
        lambda: _row(report, people.colleague, replaces=made, version=3, entry_key=made.entry_key),
        lambda: _row(other, people.investigator, replaces=made, version=3, entry_key=made.entry_key),
    ]
    for write in forged:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    with as_system():
        assert stored(report).channel == "phone"


def _row(report: IntakeReport, by: User, **more: Any) -> ReportWords:
    told = {name: getattr(report, name) for name in (
        "received_on", "received_precision", "received_at", "is_hour_known", "channel", "from_whom", "danger_now",
        "narrative", "region",
    )}  # fmt: skip
    told |= {"report": report, "recorded_by": by, "recorded_at": report.created_at}
    made: ReportWords = ReportWords.objects.create(**told | more)
    return made
