"""A charge, a step, a verdict and a sentence ask for their date in one line, as exactly as it is known."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from prosecutions.charges.models import Charge
from prosecutions.court_path.models import StageEvent
from prosecutions.outcomes.models import Outcome, Sentence
from tests.people import People, enter
from tests.prosecutions.matters import charged, submitted

SHEET = {"offence": "TT-16", "committed_on": "4/3/2025", "laid_on": "1/6/2025", "laid_by": "police", "counts": "1"}


@pytest.fixture
def desk(people: People, client: Client) -> Client:
    client.force_login(people.prosecutor)
    return client


def url(name: str, row: Any) -> str:
    return reverse(f"prosecutions:{name}", args=[row.pk])


def send(client: Client, address: str, **values: object) -> Any:
    return client.post(address, {"submission_key": str(uuid.uuid4()), **values})


@pytest.mark.parametrize(
    ("committed", "laid", "kept", "said"),
    [
        ("4/3/2025", "1.6.25", ("2025-03-04", "2025-06-01"), ("4 Mar 2025", "1 Jun 2025")),
        ("Mar 2025", "2025-06-01", ("2025-03", "2025-06-01"), ("March 2025", "1 Jun 2025")),
        ("abril de 2025", "2026", ("2025-04", "2026"), ("April 2025", "2026")),
        ("2024", "6/2025", ("2024", "2025-06"), ("2024", "June 2025")),
    ],
)
def test_a_charge_is_dated_as_exactly_as_it_is_known(
    people: People, desk: Client, committed: str, laid: str, kept: tuple[str, str], said: tuple[str, str]
) -> None:
    prosecution = submitted(people).prosecution
    sheet = SHEET | {"committed_on": committed, "laid_on": laid}
    assert send(desk, url("lay_charge", prosecution), accused="new", **sheet).status_code == 302
    enter(people.prosecutor)
    charge = Charge.objects.get()
    assert (charge.committed.iso(), charge.laid.iso(), charge.happened.iso()) == (*kept, kept[1])
    assert (charge.committed_on, charge.laid_on) == (charge.committed.first, charge.laid.first)
    page = desk.get(url("matter", prosecution)).text
    for words in said:
        assert f">{words}</time>" in page


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("laid_on", "1/6/99", "Write it as"), ("laid_on", "31/6/2025", "does not exist"),
        ("committed_on", "2999", "in the future"), ("committed_on", "Mar 1850", "too long ago"),
        ("laid_on", "Feb 2025", "before the date of the offence"), ("committed_on", "", "required"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it_and_the_rest_is_kept(
    people: People, desk: Client, field: str, typed: str, told: str
) -> None:
    address = url("lay_charge", submitted(people).prosecution)
    page = send(desk, address, accused="new", **SHEET | {field: typed})
    assert page.status_code == 422
    assert [name for name, errors in page.context["form"].errors.items() if told in str(errors)] == [field]
    assert f'value="{typed}"' in page.text or not typed
    assert not Charge.objects.exists()
    other = {"laid_on": "“4/3/2025” is 4 Mar 2025.", "committed_on": "“1/6/2025” is 1 Jun 2025."}[field]
    assert other in page.text  # how the other date was understood


def test_a_corrected_charge_shows_what_was_known_and_no_more(people: People, desk: Client) -> None:
    charge = charged(people, committed_on=date(2025, 3, 1), committed_precision="month", laid_on=date(2025, 6, 1))
    page = desk.get(url("change_charge", charge)).text
    assert 'value="03/2025"' in page
    assert 'value="01/06/2025"' in page
    assert send(desk, url("change_charge", charge), **SHEET | {"committed_on": "03/2025"}).status_code == 302
    enter(people.prosecutor)
    assert charge.replaced_by.committed == charge.committed


def test_a_step_a_verdict_and_a_sentence_too(people: People, desk: Client) -> None:
    charge = charged(people, committed_on=date(2020, 3, 4), laid_on=date(2020, 6, 1))
    step = {"stage": "trial", "happened_on": "Jul 2021", "confirmed": "on"}
    assert send(desk, url("record_stage", charge.prosecution), **step).status_code == 302
    verdict = send(desk, url("record_outcome", charge), verdict="convicted", happened_on="2022")
    assert verdict.status_code == 302
    enter(people.prosecutor)
    outcome = Outcome.objects.get()
    assert outcome.happened.iso() == "2022"
    form = desk.get(url("record_sentence", outcome)).text
    assert 'value="2022"' in form  # the year of the verdict, and no first of January that nobody has said
    early = send(desk, url("record_sentence", outcome), happened_on="Dec 2021", years=15)
    assert "before the verdict" in str(early.context["form"].errors["happened_on"])
    assert send(desk, url("record_sentence", outcome), happened_on="marzo 2022", years=15).status_code == 302
    enter(people.prosecutor)
    assert Sentence.objects.get().happened.iso() == "2022-03"
    steps = StageEvent.objects.exclude(stage="charge")
    assert {step.happened.iso() for step in steps} == {"2021-07", "2022", "2022-03"}
