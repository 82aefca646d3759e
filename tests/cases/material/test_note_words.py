"""An entry that the house made in the diary, in the language of whoever reads it."""

from __future__ import annotations

import json
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from carisecure.access.errors import StaleRecord
from cases.course.operations import close_case, reopen_case, take_case
from cases.material.models import Note
from cases.material.note_words import in_readers_words
from cases.material.operations import correct_material
from cases.material.queries import notes_of
from cases.record.codelists import codelist
from cases.record.models import Case
from tests.factories import make_case
from tests.people import People, enter


def reopened(people: People, language: str) -> tuple[Case, Note]:
    with translation.override(language):
        case = make_case(people.investigator)
        case = take_case(case=case, by=people.investigator)
        case = close_case(case=case, reason="repatriated", note="She went home. (Really.)", by=people.investigator)
        reopen_case(case=case, note="She is back:\nwith her sister.", by=people.investigator)
    enter(people.investigator)
    return case, Note.objects.get(case=case)


@pytest.mark.parametrize("maker", ["es", "en"])
def test_why_a_case_was_reopened(people: People, maker: str) -> None:
    case, note = reopened(people, maker)
    english = note.shown_text
    assert english.startswith("Reopened. Closed on ")
    assert english.endswith("She went home. (Really.)\nWhy it is reopened: She is back:\nwith her sister.")
    with translation.override("es"):
        assert not note.shown_text.startswith("Reopened")
        assert note.shown_text.endswith("She is back:\nwith her sister.")
    client = Client()
    client.force_login(people.investigator)
    assert "Why it is reopened: She is back:" in client.get(reverse("cases:case", args=[case.pk])).text


@pytest.mark.parametrize("reader", ["es", "en"])
def test_its_pieces_are_worded_and_not_its_words(people: People, reader: str) -> None:
    """The wording of a later version is read in what an earlier one wrote; what was written stays."""
    _case, note = reopened(people, "es" if reader == "en" else "en")
    stored = note.text
    piece = json.loads(note.kept)
    assert piece[0] == "note_reopened"
    assert piece[2:] == ["repatriated", "She went home. (Really.)", "She is back:\nwith her sister."]
    with translation.override(reader), mock.patch("cases.material.note_words.REOPENED", "%(reason)s / %(note)s"):
        reason = str(codelist("closure_reason").get("repatriated").label)
        assert note.shown_text == f"{reason} / She is back:\nwith her sister."
        assert reason not in stored
    assert Note.objects.get(pk=note.pk).text == stored


def test_what_corrects_it_is_typed(people: People) -> None:
    case, note = reopened(people, "es")
    correct: dict[str, Any] = {"row": note, "by": people.investigator, "reason": "Her aunt."}
    correct["changes"] = {"text": "She is back."}
    newer = correct_material(version=1, **correct)
    assert (newer.kept, newer.shown_text) == ("", "She is back.")
    with pytest.raises(StaleRecord) as late:
        correct_material(version=1, **{**correct, "changes": {"text": "Else."}})
    assert late.value.theirs == {"text": "She is back."}
    gone = correct_material(version=2, row=note, by=people.investigator, reason="x", is_retracted=True, changes={})
    assert [one.now.pk for one in notes_of(people.investigator, case)] == [gone.pk]


@pytest.mark.parametrize(
    "typed",
    ["", "Seen at the door.", "Reopened. Closed on Monday, reason: I say so. x\nWhy it is reopened: y", "Reopened."],
)
def test_what_somebody_typed_stays(typed: str) -> None:
    with translation.override("es"):
        assert in_readers_words(typed) == typed
