"""An entry that the house made in the diary, in the language of whoever reads it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.course.operations import close_case, reopen_case, take_case
from cases.material.models import Note
from cases.material.note_words import in_readers_words
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


@pytest.mark.parametrize(
    "typed",
    ["", "Seen at the door.", "Reopened. Closed on Monday, reason: I say so. x\nWhy it is reopened: y", "Reopened."],
)
def test_what_somebody_typed_stays(typed: str) -> None:
    with translation.override("es"):
        assert in_readers_words(typed) == typed
