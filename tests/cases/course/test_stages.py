"""Stages are events on their days: the case repeats the latest that stands, and every move of a case has its event."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, StaleRecord, TransitionRefused
from carisecure.accounts.models import User
from carisecure.days.known import KnownDay, Precision
from cases.course.operations import close_case, correct_stage, reopen_case, take_case
from cases.record.models import Case, CaseStageEvent
from cases.record.stages import standing
from prosecutions.charges.operations import ChargeFacts, lay_charge
from tests.factories import make_case
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged, investigated, submitted
from tests.roles import as_system

TODAY = timezone.localdate


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator)


@pytest.fixture
def closed(people: People, case: Case) -> Case:
    """Opened in 2024, taken and closed today."""
    corrected(standing(case)[0], people.investigator, happened=KnownDay(dt.date(2024, 1, 1), Precision.YEAR))
    case.refresh_from_db()
    take_case(case=case, by=people.investigator)
    return close_case(case=case, reason="untraceable", note="Nobody came back.", by=people.investigator)


def told(case: Case) -> list[str]:
    return [event.stage for event in standing(case)]


def corrected(event: CaseStageEvent, by: User, **more: Any) -> CaseStageEvent:
    asked: dict[str, Any] = {"version": 1, "why": "Typed wrongly.", "reason": event.reason, "note": event.note, **more}
    return correct_stage(event=event, by=by, **asked)


def test_every_move_has_its_event(people: People, case: Case) -> None:
    take_case(case=case, by=people.investigator)
    close_case(case=case, reason="untraceable", note="Gone.", by=people.investigator)
    reopen_case(case=case, note="Seen again.", by=people.investigator)
    events = standing(case)
    assert [e.stage for e in events] == ["reported", "under_investigation", "closed", "reopened"]
    assert [e.position for e in events] == [1, 2, 3, 4]
    assert {e.recorded_by for e in events} == {people.investigator}
    assert {e.happened_on for e in events} == {TODAY()}
    assert [(e.reason, e.note) for e in events[2:]] == [("untraceable", "Gone."), ("", "Seen again.")]
    case.refresh_from_db()
    assert (case.stage, case.closed_on, case.closure_note) == ("reopened", None, "")


def test_a_charge_moves_the_case_and_tells_it_once(people: People) -> None:
    """The prosecutor holds nothing on the case; the event is theirs all the same."""
    charge = charged(people)
    lay_charge(accused=charge.accused, facts=ChargeFacts(**CHARGE), by=people.prosecutor)
    with as_system():
        case = Case.objects.get()
        assert told(case) == ["reported", "under_investigation", "with_dpp", "before_court"]
        assert standing(case)[-1].recorded_by == people.prosecutor
    enter(people.prosecutor)
    assert not CaseStageEvent.objects.exists()


def test_no_move_without_its_event_whoever_writes(people: People, case: Case) -> None:
    with as_system(), connection.cursor() as cursor:
        cursor.execute("update cases_case set stage = 'under_investigation' where id = %s", [case.pk])
        cursor.execute("update cases_case set region = '', stage = 'under_investigation' where id = %s", [case.pk])
        assert told(case) == ["reported", "under_investigation"]


def test_it_is_closed_on_a_day_gone_by(people: People, case: Case) -> None:
    corrected(standing(case)[0], people.investigator, happened=KnownDay(dt.date(2025, 5, 1), Precision.MONTH))
    with pytest.raises(ValidationError, match=r"'on': .*before the case was"):
        close_case(case=case, reason="untraceable", note="", on=KnownDay(dt.date(2025, 4, 30)), by=people.investigator)
    case.refresh_from_db()
    assert (case.stage, case.closed_on) == ("reported", None)
    close_case(
        case=case, reason="untraceable", note="", on=KnownDay(dt.date(2025, 5, 1), Precision.MONTH),
        by=people.investigator,
    )  # fmt: skip
    case.refresh_from_db()
    # Kept for years from its end: of a month the last day counts.
    assert (case.opened_on, case.opened_precision, case.closed_on) == (
        dt.date(2025, 5, 1),
        "month",
        dt.date(2025, 5, 31),
    )


def test_a_closing_typed_wrongly_is_corrected(people: People, closed: Case) -> None:
    end = standing(closed)[-1]
    corrected(end, people.investigator, happened=end.happened, reason="insufficient_evidence", note="A quarrel.")
    closed.refresh_from_db()
    assert (closed.stage, closed.closure_reason, closed.closure_note) == (
        "closed",
        "insufficient_evidence",
        "A quarrel.",
    )
    with pytest.raises(StaleRecord) as stale:
        corrected(end, people.investigator, happened=end.happened, note="Mine.")
    assert stale.value.theirs["note"] == "A quarrel."


def test_no_correction_calls_an_opened_case_not_trafficking_alone(people: People, closed: Case) -> None:
    end = standing(closed)[-1]
    with pytest.raises(TransitionRefused, match="Two people"):
        corrected(end, people.investigator, happened=end.happened, reason="not_trafficking")
    assert standing(closed)[-1].reason == "untraceable"


def test_a_closing_that_did_not_happen_is_taken_back(people: People, closed: Case) -> None:
    corrected(standing(closed)[-1], people.investigator, is_retracted=True)
    closed.refresh_from_db()
    assert (closed.stage, closed.closed_on, closed.closure_reason) == ("under_investigation", None, "")
    assert told(closed) == ["reported", "under_investigation"]
    close_case(case=closed, reason="untraceable", note="Now it is.", by=people.investigator)
    assert told(closed)[-1] == "closed"


def test_only_the_latest_is_taken_back_and_never_the_opening(people: People, closed: Case) -> None:
    first, middle, _last = standing(closed)
    for event, why in ((first, "The case was opened"), (middle, "moved on since")):
        with pytest.raises(TransitionRefused, match=why):
            corrected(event, people.investigator, is_retracted=True)


def test_what_follows_the_matter_is_not_taken_back(people: People) -> None:
    case = investigated(people.investigator)
    submitted(people, case)
    with pytest.raises(TransitionRefused, match="prosecution service"):
        corrected(standing(case)[-1], people.investigator, is_retracted=True)


@pytest.mark.parametrize(
    ("position", "day", "why"),
    [
        (1, dt.date(2190, 1, 1), "in the future"),
        (1, dt.date(1850, 1, 1), "too long ago"),
        (2, dt.date(2023, 12, 31), "before the case was"),
    ],
)
def test_days_out_of_order_are_refused(people: People, closed: Case, position: int, day: dt.date, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        corrected(standing(closed)[position - 1], people.investigator, happened=KnownDay(day), version=3 - position)
    closed.refresh_from_db()
    assert closed.stage == "closed"


def test_an_opening_after_the_next_stage_is_refused(people: People, closed: Case) -> None:
    first, second, _last = standing(closed)
    corrected(second, people.investigator, happened=KnownDay(dt.date(2025, 3, 1)))
    with pytest.raises(ValidationError, match="after the case was"):
        corrected(first, people.investigator, version=2, happened=KnownDay(dt.date(2025, 4, 1)))


@pytest.mark.parametrize("who", ["outsider", "prosecutor", "caseworker", "auditor"])
def test_nobody_else_corrects_it(people: People, case: Case, who: str) -> None:
    event = standing(case)[0]
    enter(getattr(people, who))
    with pytest.raises((NotVisible, NotPermitted)):
        corrected(event, getattr(people, who), happened=event.happened, note="x")


def test_cases_by_stage_as_known_on_a_day(people: People, closed: Case) -> None:
    """Recorded today: yesterday nobody knew of it, and what is corrected later is not known before."""
    other = make_case(people.investigator)
    enter(people.investigator)
    today = TODAY()
    events = CaseStageEvent.objects
    assert {e.case_id: e.stage for e in events.as_known_by(today)} == {closed.pk: "closed", other.pk: "reported"}
    assert not events.as_known_by(today - dt.timedelta(days=1)).exists()
    # What is known today of an earlier day: it was opened in 2024, and the other one not yet.
    of_2025 = events.as_known_on(today).latest_of_each(dt.date(2025, 6, 1))
    assert {e.case_id: e.stage for e in of_2025} == {closed.pk: "reported"}


# The pages.


def test_a_page_shows_how_the_case_went(people: People, closed: Case, client: Client) -> None:
    corrected(standing(closed)[-1], people.investigator, is_retracted=True, why="The wrong case.")
    client.force_login(people.colleague)
    head, html = (client.get(reverse(f"cases:{name}", args=[closed.pk])).text for name in ("case", "course"))
    part = html[html.index('id="stages"') :]
    assert reverse("cases:course", args=[closed.pk]) in head
    assert part.index("Reported") < part.index("Under investigation") < part.index("<s>Closed")
    assert "Struck out by Ines Investigator" in part
    assert "The wrong case." in part
    assert "Nobody came back." in part  # why it was closed, struck out with it
    assert '<dd><time datetime="2024">2024</time>' in head


def test_a_stage_is_corrected_on_its_page(people: People, closed: Case, client: Client) -> None:
    client.force_login(people.investigator)
    event = standing(closed)[-1]
    address = reverse("cases:correct_stage", args=[event.pk])
    assert address in client.get(reverse("cases:course", args=[closed.pk])).text
    form = {
        "submission_key": str(uuid.uuid4()), "version": "1", "happened": "31/02/2026", "reason": "untraceable",
        "note": "As it was.", "correction": "change", "correction_reason": "Wrong day.",
    }  # fmt: skip
    assert client.get(address).status_code == 200
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "31/02/2026" in refused.text
    assert "As it was." in refused.text
    assert client.post(address, {**form, "happened": TODAY().isoformat()}).status_code == 302
    enter(people.investigator)
    assert standing(closed)[-1].note == "As it was."


def test_the_opening_has_no_reason_to_be_closed(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    address = reverse("cases:correct_stage", args=[standing(case)[0].pk])
    assert 'name="reason"' not in client.get(address).text
    form = {
        "submission_key": str(uuid.uuid4()), "version": "1", "happened": "2023", "note": "", "correction": "change",
        "correction_reason": "It began long before.",
    }  # fmt: skip
    assert client.post(address, form).status_code == 302
    case.refresh_from_db()
    assert (case.opened_on, case.opened_precision, case.stage) == (dt.date(2023, 1, 1), "year", "reported")
