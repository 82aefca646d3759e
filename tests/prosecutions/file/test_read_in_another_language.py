"""A file that was frozen in one language and is read in another: the digest covers what was sent."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from carisecure.interface.words import day
from cases.record.models import Case
from prosecutions.file.canonical import item_digest
from prosecutions.file.models import FileItem, FileSubmission, ItemKind
from tests.people import People, enter
from tests.prosecutions.matter.test_pages import signed_in
from tests.prosecutions.matters import investigated, submitted
from tests.roles import as_system


def frozen(people: People, language: str) -> FileSubmission:
    with translation.override(language):
        sent = submitted(people, investigated(people.investigator))
    enter(people.prosecutor)
    return sent


def items(sent: FileSubmission, kind: ItemKind) -> list[FileItem]:
    return list(FileItem.objects.filter(submission=sent, kind=kind))


def whole(item: FileItem) -> str:
    return f"{item.shown_title}\n{item.shown_content}"


@pytest.mark.parametrize(("maker", "reader"), [("es", "en"), ("en", "es")])
def test_the_reader_reads_their_own_language(people: People, maker: str, reader: str) -> None:
    sent = frozen(people, maker)
    with translation.override(reader):
        (person,) = items(sent, ItemKind.PERSON)
        (report,) = items(sent, ItemKind.REPORT)
        (exhibit,) = items(sent, ItemKind.EXHIBIT)
        (statement,) = items(sent, ItemKind.STATEMENT)
        (elements,) = items(sent, ItemKind.ELEMENTS)
        read = [whole(item) for item in (person, report, exhibit, statement, elements)]
        assert all(item.is_reworded for item in (person, report, exhibit, elements))
    with translation.override(maker):
        assert [whole(item) for item in (person, report, exhibit, statement, elements)] != read
        assert not any(item.is_reworded for item in FileItem.objects.filter(submission=sent))
    english = read if reader == "en" else [f"{item.title}\n{item.content}" for item in (person, report, exhibit)]
    assert english[0].startswith("Person 1 (Possible victim)\nRole in the case: Possible victim\n")
    assert f"Age: 20 to 25 on {day(timezone.localdate())}\nAge known from: Impression\n" in english[0]
    assert "Languages: Spanish" in english[0]
    assert english[1].startswith("Report received ")
    assert english[2].startswith("Exhibit EX1: A ledger of debts.\n")
    spanish = [whole(one) for one in (person,)] if reader == "es" else [person.content]
    with translation.override("es"):
        spanish = [person.shown_title]
    assert spanish[0].startswith("Persona 1 (")


@pytest.mark.parametrize("maker", ["es", "en"])
def test_what_was_frozen_and_its_digest_do_not_change(people: People, maker: str) -> None:
    sent = frozen(people, maker)
    for language in ("en", "es"):
        with translation.override(language):
            for item in FileItem.objects.filter(submission=sent):
                whole(item)
                names = [(one.kind, one.value) for one in item.names.all()]
                assert item.sha256 == item_digest(
                    position=item.position, kind=item.kind, object_id=item.object_id, version=item.object_version,
                    title=item.title, content=item.content, names=names,
                )  # fmt: skip


def test_the_page_shows_both_where_they_differ(people: People) -> None:
    sent = frozen(people, "es")
    client = signed_in(people.prosecutor)
    text = client.get(reverse("prosecutions:submission", args=[sent.pk])).text
    assert "Person 1 (Possible victim)" in text
    assert "As it was sent, in another language: the digest covers these words" in text
    assert "Persona 1 (" in text


def test_a_file_from_before_the_codes_shows_what_it_has(people: People) -> None:
    sent = frozen(people, "es")
    item = items(sent, ItemKind.PERSON)[0]
    for kept in ("", "no json", json.dumps({"title": ["a code of tomorrow"], "parts": [["another"]]})):
        item.__dict__.pop("_kept", None)
        item.kept = kept
        assert (item.shown_title, item.shown_content, item.is_reworded) == (item.title, item.content, False)


def test_a_typed_text_is_not_kept_twice(people: People) -> None:
    (statement,) = items(frozen(people, "en"), ItemKind.STATEMENT)
    assert "The door was locked." not in statement.kept
    assert statement.shown_content == statement.content


def test_the_banner_sees_no_change_where_only_the_language_is_another(people: People) -> None:
    sent = frozen(people, "es")
    with as_system():
        case = Case.objects.get(pk=sent.prosecution.case_id)
    page = signed_in(people.investigator).get(reverse("prosecutions:submit_file", args=[case.pk])).text
    assert "Changed in the case" not in page
