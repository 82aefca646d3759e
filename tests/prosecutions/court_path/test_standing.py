"""Where a matter with several accused stands, and steps that are written down late."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from prosecutions.accused.models import Accused
from prosecutions.accused.operations import add_accused
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, lay_charge
from prosecutions.court.operations import record_stage
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.words import stage_label
from prosecutions.outcomes.operations import record_outcome, record_sentence
from prosecutions.record.models import Prosecution
from tests.people import People
from tests.prosecutions.matters import CHARGE, matter

OLD, NEW = date(2023, 12, 11), date(2023, 12, 12)  # the last day of the inquiry, the first of the hearing
BEFORE_BOTH = date(2023, 1, 2)


def charge_of(prosecution: Prosecution, people: People, laid_on: date) -> Charge:
    accused = add_accused(prosecution=prosecution, label="", name="", by=people.prosecutor)
    facts = ChargeFacts(**{**CHARGE, "committed_on": BEFORE_BOTH, "laid_on": laid_on})
    return lay_charge(accused=accused, facts=facts, by=people.prosecutor)


def two_charged(people: People, first: date = NEW, second: date = NEW) -> tuple[Charge, Charge]:
    prosecution = matter(people)
    return charge_of(prosecution, people, first), charge_of(prosecution, people, second)


def step(people: People, of: Accused | None, stage: str, on: date, prosecution: Prosecution, **more: Any) -> StageEvent:
    return record_stage(
        prosecution=prosecution, accused=of, stage=stage, happened_on=on, by=people.prosecutor, **more
    )  # fmt: skip


def stage_of(prosecution: Prosecution) -> str:
    prosecution.refresh_from_db()
    return prosecution.stage


def test_the_matter_stands_where_the_least_advanced_accused_stands(people: People) -> None:
    first, second = two_charged(people)
    prosecution = first.prosecution
    step(people, first.accused, "trial", date(2024, 5, 1), prosecution, confirmed=True)
    assert stage_of(prosecution) == "charge"
    step(people, second.accused, "initial_hearing", date(2024, 6, 1), prosecution)
    assert stage_of(prosecution) == "initial_hearing"


def test_it_is_over_only_when_it_is_over_for_all(people: People) -> None:
    first, second = two_charged(people)
    prosecution = first.prosecution
    step(people, second.accused, "trial", date(2024, 5, 1), prosecution, confirmed=True)
    day = date(2024, 6, 3)
    outcome = record_outcome(charge=first, verdict="convicted", happened_on=day, by=people.prosecutor)
    assert stage_of(prosecution) == "trial"
    record_sentence(outcome=outcome, happened_on=day, months=180, by=people.prosecutor)
    assert stage_of(prosecution) == "trial"
    assert not prosecution.is_over
    record_outcome(charge=second, verdict="acquitted", happened_on=date(2024, 9, 2), by=people.prosecutor)
    assert stage_of(prosecution) == "acquitted"
    assert prosecution.is_over


def test_somebody_who_is_charged_later_brings_it_back(people: People) -> None:
    prosecution = matter(people)
    first = charge_of(prosecution, people, NEW)
    step(people, first.accused, "discontinued", date(2024, 5, 1), prosecution)
    prosecution.refresh_from_db()
    assert prosecution.is_over
    charge_of(prosecution, people, date(2024, 2, 1))
    assert stage_of(prosecution) == "charge"
    assert not prosecution.is_over


def test_a_step_of_the_matter_as_a_whole_is_a_step_of_each(people: People) -> None:
    first, second = two_charged(people)
    prosecution = first.prosecution
    step(people, None, "initial_hearing", date(2024, 2, 1), prosecution)
    assert stage_of(prosecution) == "initial_hearing"
    event = step(people, second.accused, "scheduling_order", date(2024, 2, 5), prosecution)
    assert not event.is_out_of_order
    assert stage_of(prosecution) == "initial_hearing"


def test_an_old_step_that_is_caught_up_moves_nothing_back(people: People) -> None:
    """It is in its usual order, too, where it follows the step before its day."""
    prosecution = matter(people)
    charge = charge_of(prosecution, people, NEW)
    step(people, charge.accused, "trial", date(2025, 3, 3), prosecution, confirmed=True)
    event = step(people, charge.accused, "initial_hearing", date(2024, 1, 15), prosecution)
    assert not event.is_out_of_order
    assert stage_of(prosecution) == "trial"
    record_outcome(charge=charge, verdict="convicted", happened_on=date(2025, 4, 1), by=people.prosecutor)
    step(people, charge.accused, "scheduling_order", date(2024, 1, 20), prosecution)
    assert stage_of(prosecution) == "convicted"


def test_each_accused_keeps_the_path_of_their_own_charge(people: People) -> None:
    first, second = two_charged(people, OLD, NEW)
    prosecution = first.prosecution
    step(people, first.accused, "preliminary_inquiry", date(2024, 2, 1), prosecution)
    step(people, second.accused, "initial_hearing", date(2024, 2, 1), prosecution)
    prosecution.refresh_from_db()
    assert stage_label(prosecution) in {"Preliminary inquiry", "Initial hearing"}
    step(people, second.accused, "discontinued", date(2024, 3, 1), prosecution)
    prosecution.refresh_from_db()
    assert (prosecution.court_path, prosecution.stage) == ("inquiry_before_magistrate", "preliminary_inquiry")
    for accused, stage in ((first.accused, "initial_hearing"), (second.accused, "preliminary_inquiry")):
        with pytest.raises(ValidationError) as refused:
            step(people, accused, stage, date(2024, 3, 1), prosecution, confirmed=True)
        assert list(refused.value.message_dict) == ["stage"]
    with pytest.raises(ValidationError) as refused:
        step(people, None, "trial", date(2024, 3, 1), prosecution, confirmed=True)
    assert list(refused.value.message_dict) == ["accused"]


def test_the_form_offers_the_stages_of_both_paths(people: People, client: Client) -> None:
    first, second = two_charged(people, OLD, NEW)
    client.force_login(people.prosecutor)
    url = reverse("prosecutions:record_stage", args=[first.prosecution_id])
    page = client.get(url).text
    for stage in ("preliminary_inquiry", "committed", "sufficiency_hearing", "put_on_trial", "trial"):
        assert page.count(f'<option value="{stage}"') == 1, stage
    assert "The whole matter" not in page
    assert f"{second.accused.label}: Charge (Sufficiency hearing before a Master)." in page

    def press(**values: str) -> Any:
        known = {"submission_key": str(uuid.uuid4()), "happened_on": "2024-02-01", "precision": "day"}
        return client.post(url, {**known, **values})

    assert press(stage="preliminary_inquiry").status_code == 422
    wrong = press(stage="preliminary_inquiry", accused=str(second.accused_id))
    assert wrong.status_code == 422
    assert "has no such stage" in wrong.text
    assert press(stage="preliminary_inquiry", accused=str(first.accused_id)).status_code == 302
    assert press(stage="initial_hearing", accused=str(second.accused_id)).status_code == 302


def test_the_page_says_what_comes_next_for_the_one_who_is_not_done(people: People, client: Client) -> None:
    first, second = two_charged(people)
    prosecution = first.prosecution
    step(people, second.accused, "initial_hearing", date(2024, 2, 1), prosecution)
    step(people, first.accused, "discontinued", date(2024, 3, 1), prosecution)
    client.force_login(people.prosecutor)
    page = client.get(reverse("prosecutions:matter", args=[prosecution.pk])).text
    now = page.split('aria-current="step"')[1].split("</li>")[0]
    assert "Initial hearing" in now
    assert page.count('aria-current="step"') == 1
    assert "Scheduling order" in page.split("usually next:")[1].split("</li>")[0]
