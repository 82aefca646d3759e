"""What a stored screening says, made again from its answers and the version it was held with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from carisecure.countries.names import language_name
from carisecure.words import Words
from cases.record.models import Person
from cases.record.palermo import CHILD_UNDER
from screening.instruments.loader import Instrument, instrument
from screening.instruments.results import Result
from screening.instruments.scoring import score
from screening.interview.models import Screening

FIRST_SCREEN = "first_screen"


def instrument_of(screening: Screening) -> Instrument:
    """The version that was used; the folder keeps every version."""
    return instrument(screening.instrument, screening.instrument_version)


def may_be_child(person: Person, preface: Mapping[str, Any], *, on: date) -> bool:
    """Possibly under 18 on the day of the screening is treated as a child, whether the preface or the age says so.

    The age counts as of that day: 16 noted in 2023 is no child in 2026. Where nothing at all is known of it, nothing
    is assumed.
    """
    if preface.get("age") in ("child", "possibly_child"):
        return True
    age = person.noted_age.at(on)
    if age.low is not None:
        return age.low < CHILD_UNDER
    return age.high is not None and preface.get("age") != "adult"


def scored(screening: Screening) -> Result:
    return score(
        instrument_of(screening),
        screening.answers,
        child=bool(screening.result.get("child")),
        act_recorded=screening.act_recorded,
    )


def preface_of(screening: Screening) -> dict[str, str | list[str]]:
    """What was settled before the questions; nothing where its key was destroyed."""
    try:
        found: dict[str, str | list[str]] = json.loads(screening.preface or "{}")
    except json.JSONDecodeError:
        return {}
    return found


def preface_lines(screening: Screening) -> list[tuple[Words, str]]:
    """What was settled before the questions, in words: (question, answer); what was left empty is left out."""
    given = preface_of(screening)
    found: list[tuple[Words, str]] = []
    for question in instrument_of(screening).before_you_start:
        answer = given.get(question.id) or []
        labels = {option.code: str(option.label) for option in question.options}
        said = [labels.get(code, code) for code in ([answer] if isinstance(answer, str) else answer)]
        if question.type == "language":
            said = [language_name(code) for code in said]
        if said:
            found.append((question.text, ", ".join(said)))
    return found


def outcome_words(screening: Screening) -> str:
    """One short sentence: what the answers point to."""
    code = str(screening.result.get("outcome", ""))
    return outcome_of(screening.instrument, screening.instrument_version, code)


def outcome_of(instrument_id: str, version: str, code: str) -> str:
    """What the answers point to, by the code of the outcome."""
    return str(instrument(instrument_id, version).outcome(code).label) if code else _("not finished")
