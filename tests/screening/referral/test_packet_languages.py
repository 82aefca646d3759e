"""A packet that was sent in one language and is read in another."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone, translation

from carisecure.interface.words import day
from cases.people.operations import PersonEntry
from cases.record.models import Involvement
from screening.consent.models import Category
from screening.referral.packet import Asked, Packet, build
from tests.factories import first_person, make_case
from tests.people import People

ROSA = PersonEntry(
    name="Rosa Demo", age_from=20, age_to=25, age_basis="said", gender="feminine", languages=("es",),
    citizenships=("VE",),
)  # fmt: skip
EVERYTHING = (Category.AGE_LANGUAGE, Category.NEEDS, Category.SAFETY_NOTES, Category.STATUS, Category.IDENTITY)


def sent(people: People, language: str) -> str:
    with translation.override(language):
        person: Involvement = first_person(make_case(people.investigator, people=(ROSA,)))
        asked = Asked(purpose="A safe place.", services=["medical"], safety_notes="Only mornings.")
        return build(involvement=person, categories=EVERYTHING, asked=asked, by=people.investigator).to_json()


def read(text: str, language: str) -> dict[str, list[tuple[str, str]]]:
    with translation.override(language):
        return {section.title: section.facts for section in Packet.from_json(text).sections}


@pytest.mark.parametrize("maker", ["es", "en"])
def test_each_reads_their_own_language(people: People, maker: str) -> None:
    text = sent(people, maker)
    english, spanish = read(text, "en"), read(text, "es")
    facts = dict(english[str(Category.AGE_LANGUAGE.label)])
    assert facts["Age"] == f"20 to 25 on {day(timezone.localdate())}"
    assert facts["Age known from"] == "Said by the person"
    assert (facts["Languages"], facts["Citizenship"]) == ("Spanish", "Venezuela")
    assert ("Name", "Rosa Demo") in english[str(Category.IDENTITY.label)]
    assert english["What we ask for"] == [("Request", "A safe place.")]
    assert not set(english) & set(spanish)
    said = dict(pair for facts in spanish.values() for pair in facts)
    assert "español" in said.values()
    assert {"Rosa Demo", "A safe place.", "Only mornings."} <= set(said.values())


def test_what_was_sent_is_frozen_with_its_wording(people: People) -> None:
    text = sent(people, "es")
    wording = json.dumps([part[:3] for part in json.loads(text)], ensure_ascii=False)
    assert "20 a 25" in wording
    again = Packet.from_json(text)
    assert Packet.from_json(again.to_json()).digest() == again.digest()


def test_the_digest_is_that_of_what_is_said_not_of_its_language(people: People) -> None:
    text = sent(people, "es")
    with translation.override("en"):
        english = Packet.from_json(text).digest()
    with translation.override("es"):
        assert Packet.from_json(text).digest() == english


def test_a_packet_from_before_the_codes_shows_what_it_has() -> None:
    old = json.dumps([["age_language", "Edad y idioma", [["Edad", "20 a 25"]]]])
    (section,) = Packet.from_json(old).sections
    assert (section.title, section.facts) == ("Edad y idioma", [("Edad", "20 a 25")])
    unknown = json.dumps([["age_language", "Edad", [["Edad", "20"]], [["a code of tomorrow"], [[["b"], ["c"]]]]]])
    (section,) = Packet.from_json(unknown).sections
    assert (section.title, section.facts) == ("Edad", [("Edad", "20")])


def test_an_erased_name_is_in_neither(people: People) -> None:
    gone = Packet.from_json(sent(people, "es")).erased().to_json()
    assert "Rosa" not in gone
    assert "Only mornings." in gone
    assert [("", "Erased.")] in read(gone, "en").values()
    assert [("", "Erased.")] not in read(gone, "es").values()
    covered = Packet.from_json(sent(people, "en")).without_names()
    assert "Rosa" not in str(covered.sections[-1].facts) + str([s.kept for s in covered.sections])
