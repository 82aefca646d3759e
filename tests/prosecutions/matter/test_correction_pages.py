"""What was corrected stands struck out on the matter's page, with its reason; the form says who was faster."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from prosecutions.advice.operations import record_advice
from prosecutions.charges.models import Charge
from prosecutions.court.models import Hearing
from prosecutions.court.operations import record_hearing, record_stage, schedule_hearing
from prosecutions.outcomes.models import Outcome, Sentence
from prosecutions.outcomes.operations import record_outcome, record_sentence
from tests.people import People, enter
from tests.prosecutions.matter.test_pages import queries_of
from tests.prosecutions.matters import charged

REASON = "Copied from the wrong sheet."
DAY = date(2026, 2, 2)


@pytest.fixture
def desk(people: People, client: Client) -> Client:
    client.force_login(people.prosecutor)
    return client


def url(name: str, row: Any) -> str:
    return reverse(f"prosecutions:{name}", args=[row.pk])


def send(client: Client, address: str, **values: object) -> Any:
    sent = {"submission_key": str(uuid.uuid4()), "version": 1, "correction": "change", "correction_reason": REASON}
    return client.post(address, {**sent, **values})


def decided(people: People) -> Outcome:
    return record_outcome(charge=charged(people), verdict="convicted", happened_on=DAY, by=people.prosecutor)


def test_a_verdict_is_corrected_on_its_page(people: People, desk: Client) -> None:
    verdict = decided(people)
    page = desk.get(url("correct_outcome", verdict))
    assert 'value="02/02/2026"' in page.text
    assert send(desk, url("correct_outcome", verdict), verdict="acquitted", happened_on="2/2/2026").status_code == 302
    shown = desk.get(url("matter", verdict.prosecution)).text
    assert "<strong>Acquitted</strong>" in shown
    assert "<s>Convicted after trial, 2 Feb 2026</s>" in shown
    assert REASON in shown
    late = send(desk, url("correct_outcome", verdict), verdict="dismissed", happened_on="2/2/2026")
    assert late.status_code == 409
    assert "Somebody else changed this" in late.text
    assert 'value="dismissed"' in late.text  # what was typed is kept, beside what is there now


def test_nothing_is_corrected_without_a_reason_and_what_was_typed_is_kept(people: People, desk: Client) -> None:
    verdict = decided(people)
    page = send(desk, url("correct_outcome", verdict), verdict="acquitted", happened_on="31/11/2015",
                correction_reason="")  # fmt: skip
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"happened_on", "correction_reason"}
    assert 'value="31/11/2015"' in page.text
    enter(people.prosecutor)
    assert Outcome.objects.count() == 1


def test_everything_of_a_matter_can_be_struck_out(people: People, desk: Client) -> None:
    verdict = decided(people)
    prosecution, by = verdict.prosecution, people.prosecutor
    enter(by)
    today = timezone.localdate()
    rows = {
        "correct_sentence": record_sentence(outcome=verdict, happened_on=DAY, months=12, forfeited="A van", by=by),
        "correct_outcome": verdict,
        "correct_step": record_stage(
            prosecution=prosecution, stage="court_of_appeal", happened_on=date(2026, 3, 1), by=by, confirmed=True
        ),
        "correct_charge": verdict.charge,
        "correct_hearing": schedule_hearing(
            prosecution=prosecution, on=DAY, at=None, court="Arima", purpose="trial", by=by
        ),
        "correct_advice": record_advice(prosecution=prosecution, kind="charge", text="Yes.", given_on=today, by=by),
    }
    for name, row in rows.items():
        answer = send(desk, url(name, row), correction="retract")
        assert answer.status_code == 302, (name, answer.context["form"].errors)
    page = desk.get(url("matter", prosecution)).text
    assert page.count("Struck out by") == len(rows) + 3  # the steps of charge, verdict and sentence went along
    for struck in ("1 year and forfeited: A van", "Convicted after trial", "Arima", "Yes."):
        assert struck in page, struck
    enter(by)
    for model in (Charge, Outcome, Sentence, Hearing):
        assert not model.objects.standing().exists()


def test_a_sentence_is_varied_on_its_page(people: People, desk: Client) -> None:
    passed = record_sentence(outcome=decided(people), happened_on=DAY, months=180, by=people.prosecutor)
    answer = send(desk, url("vary_sentence", passed), happened_on="4/5/2026", suspended_years="2", compensation="9000")
    assert answer.status_code == 302, answer.context["form"].errors
    page = desk.get(url("matter", passed.prosecution)).text
    assert "<strong>15 years</strong>" in page
    assert "<strong>2 years suspended and TTD 9,000 in compensation</strong>" in page
    assert page.count("varied on appeal") == 1
    again = send(desk, url("vary_sentence", passed), happened_on="5/5/2026", years="1")
    assert "not in force" in again.text


def test_a_hearing_with_a_result_is_corrected_as_a_whole(people: People, desk: Client) -> None:
    charge = charged(people)
    listed = schedule_hearing(
        prosecution=charge.prosecution, on=DAY, at=None, court="Arima", purpose="initial", by=people.prosecutor
    )
    held = record_hearing(hearing=listed, state="held", result="Charge read.", by=people.prosecutor)
    typed = {"on": "2026-02-03", "purpose": "initial", "court": "Arima", "result": "Not reached.", "version": 2}
    page = send(desk, url("correct_hearing", held), state="adjourned", **typed)
    assert set(page.context["form"].errors) == {"because", "asked_by"}
    answer = send(desk, url("correct_hearing", listed), state="adjourned", because="no_time", asked_by="court", **typed)
    assert answer.status_code == 302, answer.context["form"].errors
    enter(people.prosecutor)
    now = Hearing.objects.standing().get()
    assert (now.state, now.adjourned_because, now.on) == ("adjourned", "no_time", date(2026, 2, 3))
    assert (
        "<s>2 Feb 2026, Initial hearing, Arima, Held, Charge read.</s>"
        in desk.get(url("matter", charge.prosecution)).text
    )


def test_a_corrected_matter_costs_no_more_queries(people: People, desk: Client) -> None:
    verdict = decided(people)
    record_sentence(outcome=verdict, happened_on=DAY, months=12, by=people.prosecutor)
    before = queries_of(desk, url("matter", verdict.prosecution))
    for version, given in enumerate(("guilty_plea", "convicted", "guilty_plea"), start=1):
        answer = send(desk, url("correct_outcome", verdict), verdict=given, happened_on="2/2/2026", version=version)
        assert answer.status_code == 302
    assert queries_of(desk, url("matter", verdict.prosecution)) == before
