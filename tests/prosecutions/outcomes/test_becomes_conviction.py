"""An acquittal that is corrected to a conviction asks what becomes of an alternative that nobody has decided."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, lay_charge
from prosecutions.charges.tied import Tied
from prosecutions.outcomes.corrections import correct_outcome
from prosecutions.outcomes.models import Outcome
from prosecutions.outcomes.operations import record_outcome
from prosecutions.record.correcting import Correction
from tests.people import People, enter
from tests.prosecutions.matter.test_correction_pages import send, url
from tests.prosecutions.matters import CHARGE, charged

DAY = date(2026, 2, 2)


def acquitted(people: People, laid_on: date = date(2025, 6, 1)) -> tuple[Outcome, Charge]:
    """Of the first of two; the alternative stays before the court."""
    first = charged(people)
    facts = ChargeFacts(**{**CHARGE, "offence": "TT-17", "laid_on": laid_on})
    other = lay_charge(accused=first.accused, facts=facts, tied=Tied((), first), by=people.prosecutor)
    verdict = record_outcome(charge=first, verdict="acquitted", happened_on=DAY, others="stays", by=people.prosecutor)
    return verdict, other


def convict(verdict: Outcome, people: People, others: str = "", **more: object) -> Outcome:
    put = Correction(verdict.version, "Misread.", {"verdict": "convicted", **more})
    return correct_outcome(outcome=verdict, correction=put, others=others, by=people.prosecutor)


def of(charge: Charge) -> Outcome | None:
    found: Outcome | None = Outcome.objects.standing().filter(charge=charge).first()
    return found


def test_it_is_asked_what_becomes_of_the_alternative(people: People) -> None:
    verdict, other = acquitted(people)
    with pytest.raises(ValidationError) as refused:
        convict(verdict, people)
    assert list(refused.value.message_dict) == ["others"]
    assert Outcome.objects.count() == 1
    newer = convict(verdict, people, "falls")
    fell = of(other)
    assert fell is not None
    assert (fell.verdict, fell.comes_with_id, fell.happened_on) == ("alternative", verdict.pk, DAY)
    # And it goes along when the conviction does not stand after all.
    back = Correction(newer.version, "Acquitted after all.", {"verdict": "acquitted"})
    correct_outcome(outcome=newer, correction=back, by=people.prosecutor)
    assert of(other) is None


def test_it_can_stay_before_the_court_and_is_not_asked_again(people: People) -> None:
    verdict, other = acquitted(people)
    newer = convict(verdict, people, "stays")
    assert of(other) is None
    plea = Correction(newer.version, "A plea.", {"verdict": "guilty_plea"})
    assert correct_outcome(outcome=newer, correction=plea, by=people.prosecutor).verdict == "guilty_plea"


def test_it_does_not_fall_away_before_it_was_laid(people: People) -> None:
    verdict, other = acquitted(people, laid_on=date(2025, 9, 1))
    with pytest.raises(ValidationError, match="before the charge was laid"):
        convict(verdict, people, "falls", happened_on=date(2025, 7, 1))
    assert of(other) is None


def test_the_page_asks_beside_the_field(people: People, client: Client) -> None:
    verdict, other = acquitted(people)
    client.force_login(people.prosecutor)
    page = url("correct_outcome", verdict)
    assert "if it is a conviction now" in client.get(page).text
    asked = send(client, page, verdict="convicted", happened_on="2/2/2026")
    assert asked.status_code == 422
    assert "others" in asked.context["form"].errors
    assert send(client, page, verdict="dismissed", happened_on="2/2/2026").status_code == 302, "nothing is asked"
    convicted = send(client, page, verdict="convicted", happened_on="2/2/2026", others="falls", version=2)
    assert convicted.status_code == 302
    enter(people.prosecutor)
    fell = of(other)
    assert fell is not None
    assert fell.verdict == "alternative"
