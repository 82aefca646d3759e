"""Finding a sealed text: by tokens that fill themselves and that say nothing without the key."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection

from carisecure.access.vault import blind, sounds, stems
from carisecure.access.vault.likeness import likeness
from carisecure.audit.models import Entry
from cases.material.models import Note
from cases.people.models import PersonIdentity
from cases.record.models import Person
from tests.access.vault.test_sealed_fields import new_case
from tests.people import People
from tests.roles import as_system, unkept


@pytest.mark.parametrize("written", ["tt 0004242", "TT-0004242", "\uff34\uff34-0004242", "tt.000.4242"])
def test_a_document_is_one_document_however_it_is_written(written: str) -> None:
    assert blind.exact_token("document", written) == blind.exact_token("document", "TT-0004242")


def test_the_same_value_in_another_field_or_under_another_key_has_another_token(settings: Any) -> None:
    one = blind.exact_token("document", "8681234567")
    assert one != blind.exact_token("phone", "8681234567")
    settings.VAULT_INDEX_KEY = "another key of the index that is long enough"
    assert one != blind.exact_token("document", "8681234567")


def test_nothing_has_no_token() -> None:
    assert blind.exact_token("document", " - ") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gonzalez", "Gonsales"), ("Guadalupe", "Lupita"), ("Jiménez", "Gimenes"), ("Xiomara", "Siomara"),
        ("Наталья", "Natasha"), ("Vásquez", "Basques"), ("Yessica", "Jessica"), ("Phillip", "Filip"),
        ("Rodriguez", "Rodirguez"), ("Baptiste", "Batiste"), ("Ramkissoon", "Ramkisoon"), ("Nuñez", "Nunes"),
    ],
)  # fmt: skip
def test_names_that_sound_alike_share_a_code(one: str, other: str) -> None:
    (a,), (b,) = sounds.parts_of(one), sounds.parts_of(other)
    assert sounds.codes_of(a).all & sounds.codes_of(b).all
    assert likeness(one, other) > likeness(one, "Kwame")


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("Kayla-Ann Smith", "Kaylaann Smith"), ("Devi Kayla Ann", "Devi Kaylaann"),
        ("Kaylaann Smith", "Kayla-Ann Smith"), ("Paula Ann Joseph", "Paulaann Joseph"), ("Anya Ann", "Anyaann"),
    ],
)  # fmt: skip
def test_two_that_are_written_as_one_are_both_even_where_it_sounds_like_the_first(asked: str, there: str) -> None:
    assert likeness(asked, there) > 0.95


@pytest.mark.parametrize(("asked", "there"), [("Kayla Ann Smith", "Kayla Smith"), ("Maria Ah Smith", "Maria Smith")])
def test_one_of_two_is_not_both(asked: str, there: str) -> None:
    assert likeness(asked, there) < likeness(asked, asked)


def test_small_words_and_hyphens_do_not_count() -> None:
    assert sounds.parts_of("María-José de la Cruz y Peña") == ["maria", "jose", "cruz", "pena"]


def test_words_are_found_in_both_languages() -> None:
    text = stems.all_stems("Las víctimas trabajaban en los bares; the passports were kept")
    for asked in ("victima", "trabajar", "bar", "passport"):
        assert stems.stems_of(asked) & text, asked


def test_a_text_without_a_space_is_found_by_how_it_begins() -> None:
    """Stemming costs the square of a word's length: what somebody pastes must not hold a form up for minutes."""
    text = "entrapment" * 300_000
    assert stems.words_of(text) == [text[: stems.LONGEST]]
    assert stems.stems_of(text) == stems.stems_of(text[: stems.LONGEST])
    assert stems.stems_of(text) <= stems.all_stems(f"She wrote {text}")


@pytest.mark.django_db
def test_the_columns_fill_themselves_whoever_saves(people: People) -> None:
    with as_system():
        case, person = new_case(people, "She was kept in a house"), Person.objects.create()
        name, phone = PersonIdentity.objects.bulk_create(
            [
                PersonIdentity(person=person, kind="name", value="Rosa Demo"),
                PersonIdentity(person=person, kind="phone", value="+1 868 555 0101"),
            ]
        )
        address = PersonIdentity.objects.create(person=person, kind="address", value="12 Invented Street")
        note = Note.objects.create(case=case, recorded_by=people.investigator, text="the boat")
        assert name.sound_tokens
        assert name.exact_token is None
        assert (phone.exact_token, name.number_tokens) == (None, [])
        assert phone.number_tokens == blind.word_tokens("numbers", ["phone:+18685550101", "phone-last-seven:5550101"])
        assert (address.exact_token, address.sound_tokens, address.number_tokens) == (None, [], [])
        before = list(note.stem_tokens)
        again = Note.objects.get(pk=note.pk)
        again.text = "the aeroplane"
        with unkept("cases_note"):
            again.save(update_fields=["text"])
        assert Note.objects.get(pk=note.pk).stem_tokens not in ([], before)
        case.stage = "closed"
        case.save(update_fields=["stage"])
        assert type(case).objects.get(pk=case.pk).stem_tokens == case.stem_tokens != []


@pytest.mark.django_db
def test_a_row_saved_unread_keeps_its_tokens(people: People) -> None:
    with as_system():
        note = Note.objects.create(case=new_case(people), recorded_by=people.investigator, text="the boat")
        again = Note.objects.get(pk=note.pk)
        with unkept("cases_note"):
            again.save()
        assert Note.objects.get(pk=note.pk).stem_tokens == note.stem_tokens


@pytest.mark.django_db
def test_the_ledger_keeps_no_token(people: People) -> None:
    with as_system():
        person = Person.objects.create()
        name = PersonIdentity.objects.create(person=person, kind="name", value="Rosa Demo")
        (line,) = Entry.objects.filter(table_name="cases_personidentity", object_id=str(name.pk))
    assert line.new is not None
    columns = ("value", "safe_to_call", "exact_token", "sound_tokens", "number_tokens")
    assert {line.new[column] for column in columns} == {"(kept)"}


@pytest.mark.django_db
def test_only_columns_of_tokens_can_be_asked(people: People) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="no such index"):
        cursor.execute("select carisecure.rows_with_tokens('cases_note', 'text', '{\"{1}\"}', 1)")


@pytest.mark.django_db
def test_at_least_one_two_or_all(people: People) -> None:
    with as_system():
        case = new_case(people)
        ids = [_note(case.pk, people, tokens) for tokens in ([1, 2, 3], [1, 2], [3], [9])]
    for least, expected in ((1, ids[:3]), (2, ids[:2]), (3, ids[:1])):
        with connection.cursor() as cursor:
            cursor.execute(
                "select carisecure.rows_with_tokens('cases_note', 'stem_tokens', %s, %s)",
                [["{1}", "{2}", "{3}"], least],
            )
            assert {row[0] for row in cursor.fetchall()} == set(expected)


def _note(case: uuid.UUID, people: People, tokens: list[int]) -> uuid.UUID:
    note = Note.objects.create(case_id=case, recorded_by=people.investigator, text="")
    Note.objects.filter(pk=note.pk).update(stem_tokens=tokens)
    return note.pk
