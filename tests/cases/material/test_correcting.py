"""Notes, statements and exhibits are corrected on pages of their own; both texts stand on the case, one is found."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import NotPermitted, NotVisible, StaleRecord
from carisecure.accounts.models import User
from cases.dossier.copy_content import content_of
from cases.exhibits.models import Exhibit
from cases.exhibits.operations import add_exhibit, correct_exhibit
from cases.finding.queries import find_texts
from cases.material import operations
from cases.material.models import Note, Statement
from cases.material.operations import add_note, add_statement, correct_material
from cases.material.queries import notes_of
from cases.people.operations import PersonEntry
from cases.record.models import Case
from tests.cases.counting import queries_of
from tests.factories import first_person, make_case
from tests.people import People, enter

DAY = dt.date(2026, 1, 2)


@pytest.fixture
def case(people: People) -> Case:
    case = make_case(people.investigator)
    by = people.investigator
    add_note(case=case, text="Seen at the port on Monday.", by=by)
    add_statement(case=case, text="He kept my passport.", taken_on=DAY, involvement=first_person(case), by=by)
    add_exhibit(case=case, mark="A1", description="A red notebook", found_at="Store 2", by=by)
    return case


def corrected(row: Any, by: User, **more: Any) -> Any:
    asked: dict[str, Any] = {"version": 1, "reason": "Misheard.", **more}
    if isinstance(row, Exhibit):
        return correct_exhibit(exhibit=row, by=by, **asked)
    return correct_material(row=row, by=by, **asked)


def exhibit(**more: Any) -> dict[str, Any]:
    return {"mark": "A1", "description": "A red notebook", "found_on": None, "found_at": "", **more}


def statement(**more: Any) -> dict[str, Any]:
    return {"text": "He kept my passport.", "taken_on": DAY, "language": "", "involvement": None, **more}


def test_both_texts_stand_on_the_case_with_who_and_why(people: People, case: Case, client: Client) -> None:
    corrected(Note.objects.get(), people.investigator, changes={"text": "Seen at the port on Tuesday."})
    client.force_login(people.colleague)
    html = client.get(reverse("cases:case", args=[case.pk])).text
    assert html.index("on Tuesday") < html.index("<s>Seen at the port on Monday.</s>")
    assert "Corrected by Ines Investigator" in html
    assert "Misheard." in html
    assert html.count("Tuesday") == 1


def test_what_does_not_belong_here_is_struck_out(people: People, case: Case, client: Client) -> None:
    corrected(Exhibit.objects.get(), people.investigator, is_retracted=True, reason="Of another case.", changes={})
    client.force_login(people.colleague)
    for page in ("cases:case", "cases:case_summary"):
        html = client.get(reverse(page, args=[case.pk])).text
        assert "Struck out by Ines Investigator" in html
        assert html.count("A red notebook") == 1
        assert "<s>A1: A red notebook" in html


def test_the_mark_of_a_struck_out_exhibit_is_free_again(people: People, case: Case) -> None:
    first = Exhibit.objects.get()
    corrected(first, people.investigator, is_retracted=True, changes={})
    second = add_exhibit(case=case, mark="a1", description="A blue one", by=people.investigator)
    assert set(Exhibit.objects.standing()) == {second}
    with pytest.raises(ValidationError, match="already has an exhibit"):  # back with the old mark
        corrected(first, people.investigator, version=2, changes=exhibit())


def test_a_corrected_mark_is_another_exhibits(people: People, case: Case) -> None:
    other = add_exhibit(case=case, mark="A2", description="A telephone", by=people.investigator)
    with pytest.raises(ValidationError, match="already has an exhibit"):
        corrected(other, people.investigator, changes=exhibit(mark="a1"))
    corrected(Exhibit.objects.get(mark="A1"), people.investigator, changes=exhibit(description="A red book"))
    assert {e.mark for e in Exhibit.objects.standing()} == {"A1", "A2"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"taken_on": dt.date(2190, 1, 1)}, "taken_on"), ({"involvement": "somebody of another case"}, "involvement")],
)
def test_a_correction_is_checked_as_the_entry_was(people: People, case: Case, changes: Any, field: str) -> None:
    if "involvement" in changes:
        changes = {"involvement": first_person(make_case(people.investigator))}
    with pytest.raises(ValidationError) as refused:
        corrected(Statement.objects.get(), people.investigator, changes=statement(**changes))
    assert field in refused.value.message_dict
    assert Statement.objects.count() == 1


def test_nobody_made_a_statement_before_they_were_born(people: People) -> None:
    by = people.investigator
    case = make_case(by, people=(PersonEntry(age_to=14),))
    person = first_person(case)
    place: dict[str, Any] = {"case": case, "text": "x", "involvement": person, "by": by}
    with pytest.raises(ValidationError) as refused:
        add_statement(taken_on=dt.date(1999, 1, 1), **place)
    assert list(refused.value.message_dict) == ["taken_on"]
    made = add_statement(taken_on=DAY, **place)
    with pytest.raises(ValidationError) as refused:
        corrected(made, by, changes=statement(taken_on=dt.date(1999, 1, 1), involvement=person))
    assert list(refused.value.message_dict) == ["taken_on"]


def test_who_may_not_write_in_the_case_corrects_nothing(people: People, case: Case) -> None:
    note = Note.objects.get()
    for who in ("outsider", "prosecutor", "caseworker", "analyst", "auditor"):
        enter(getattr(people, who))
        with pytest.raises((NotVisible, NotPermitted)):
            corrected(note, getattr(people, who), changes={"text": "x"})
    enter(people.investigator)
    assert Note.objects.get() == note


def test_it_moves_the_case(people: People, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(last_moved_at=case.last_moved_at - dt.timedelta(days=20))
    corrected(Note.objects.get(), people.investigator, changes={"text": "x"})
    case.refresh_from_db()
    assert case.idle_days == 0


def test_words_are_found_where_they_stand_today_unless_asked(people: People, case: Case, client: Client) -> None:
    by = people.investigator
    corrected(Note.objects.get(), by, changes={"text": "Seen at the harbour."})
    corrected(Statement.objects.get(), by, is_retracted=True, changes={})
    assert find_texts(by, "port Monday") == find_texts(by, "passport") == []
    assert [hit.is_struck for hit in find_texts(by, "harbour")] == [False]
    for words in ("Monday", "passport"):
        (hit,) = find_texts(by, words, struck_out=True)
        assert hit.is_struck
    assert [hit.is_struck for hit in find_texts(by, "harbour", struck_out=True)] == [False]
    client.force_login(by)
    address = reverse("cases:find_text")
    assert "<s>" not in client.post(address, {"words": "Monday"}).text
    assert "<s>Seen at the port on Monday.</s>" in client.post(address, {"words": "Monday", "struck_out": "on"}).text


def test_a_copy_shows_both(people: People, case: Case) -> None:
    by = people.investigator
    corrected(Note.objects.get(), by, changes={"text": "Seen on Tuesday."})
    corrected(Exhibit.objects.get(), by, is_retracted=True, reason="Of another case.", changes={})
    content = content_of(by, case, parts=["exhibits", "notes", "events"])
    (_a, (thing,)), (_b, (note,)) = content.sections
    assert (note.text, note.is_struck) == ("Seen on Tuesday.", False)
    assert "Misheard. Before: Seen at the port on Monday." in note.aside
    assert (thing.text, thing.is_struck) == ("A red notebook", True)
    assert "struck out by Ines Investigator" in thing.head
    assert "Of another case." in thing.head
    assert content.events is not None
    assert not any("A1" in event.head + event.text for event in content.events)


def test_a_person_page_shows_whose_statement_it_is_now(people: People, case: Case, client: Client) -> None:
    person = first_person(case)
    newer = corrected(Statement.objects.get(), people.investigator, changes=statement())
    assert newer.involvement_id is None
    client.force_login(people.investigator)
    assert "kept my passport" not in client.get(reverse("cases:person", args=[person.pk])).text


def test_a_corrected_note_stays_where_it_was_written(people: People, case: Case) -> None:
    first = Note.objects.get()
    for number in range(3):
        add_note(case=case, text=f"Note {number}", by=people.investigator)
    corrected(first, people.investigator, changes={"text": "Corrected."})
    shown = [entry.now.text for entry in notes_of(people.investigator, case)]
    assert shown == ["Note 2", "Note 1", "Note 0", "Corrected."]
    assert [entry.now.text for entry in notes_of(people.investigator, case, newest=2)] == ["Note 2", "Note 1"]


def test_corrections_cost_the_page_no_query(people: People, case: Case, client: Client) -> None:
    by, address = people.investigator, reverse("cases:case", args=[case.pk])
    client.force_login(by)
    client.get(address)
    before = len(queries_of(client, address)[1])
    for number in range(1, 4):
        corrected(Note.objects.get(version=1), by, version=number, changes={"text": f"x{number}"})
        corrected(Exhibit.objects.get(version=1), by, version=number, changes=exhibit(description=f"y{number}"))
    page, queries = queries_of(client, address)
    assert page.text.count("Corrected by") == 6
    assert len(queries) == before


# The pages.


def sent(page: str, version: str = "1", **typed: str) -> dict[str, str]:
    start = page.index('name="version" value="') + len('name="version" value="')
    assert page[start : page.index('"', start)] == version
    return {"submission_key": str(uuid.uuid4()), "version": version, "correction": "change", **typed}


@pytest.mark.parametrize(
    ("model", "name", "typed", "words"),
    [
        (Note, "note", {"text": "Seen on Tuesday."}, "Seen on Tuesday."),
        (Statement, "statement", {"taken_on": "2026-01-03", "text": "My bag.", "involvement": ""}, "My bag."),
        (Exhibit, "exhibit", {"mark": "A1", "description": "A blue notebook"}, "A blue notebook"),
    ],
)
def test_each_has_a_page(
    people: People, case: Case, client: Client, model: Any, name: str, typed: Any, words: str
) -> None:
    client.force_login(people.investigator)
    row = model.objects.get()
    address = reverse(f"cases:correct_{name}", args=[row.pk])
    assert address in client.get(reverse("cases:case", args=[case.pk])).text
    form = sent(client.get(address).text, **typed)
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert words in refused.text
    assert client.post(address, {**form, "correction_reason": "Misheard."}).status_code == 302
    assert words in str(getattr(model.objects.get(version=2), "text", "") or model.objects.get(version=2).description)


def test_corrected_meanwhile_shows_the_newer_beside_what_was_typed(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    note = Note.objects.get()
    address = reverse("cases:correct_note", args=[note.pk])
    form = sent(client.get(address).text, text="Mine.", correction_reason="Misheard.")
    enter(people.colleague)
    corrected(note, people.colleague, changes={"text": "Theirs."})
    stale = client.post(address, form)
    assert stale.status_code == 409
    assert "Saved now: Note" in stale.text
    assert "Theirs." in stale.text
    assert "Mine." in stale.text
    assert client.post(address, sent(stale.text, "2", text="Mine.", correction_reason="Misheard.")).status_code == 302
    enter(people.investigator)
    assert Note.objects.standing().get().text == "Mine."
    assert "Theirs." not in client.get(address).text  # the old address leads to what stands


def test_corrected_while_it_was_being_sent_carries_the_version_that_is_shown(
    people: People, case: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was begun before theirs was stored, and looks at it afterwards: one press more is enough."""
    client.force_login(people.investigator)
    note, real = Note.objects.get(), operations.correct_material
    address = reverse("cases:correct_note", args=[note.pk])
    form = sent(client.get(address).text, text="Mine.", correction_reason="Misheard.")

    def after_theirs(**asked: Any) -> object:
        monkeypatch.setattr(operations, "correct_material", real)
        enter(people.colleague)
        corrected(note, people.colleague, changes={"text": "Theirs."})
        enter(people.investigator)
        return real(**asked)

    monkeypatch.setattr(operations, "correct_material", after_theirs)
    stale = client.post(address, form)
    assert stale.status_code == 409
    assert "Theirs." in stale.text
    assert re.search(r'name="version" value="2"', stale.text)


def test_striking_out_from_the_page_needs_no_field(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    address = reverse("cases:correct_exhibit", args=[Exhibit.objects.get().pk])
    form = sent(client.get(address).text, correction_reason="Of another case.", correction="retract")
    assert client.post(address, form).status_code == 302
    assert not Exhibit.objects.standing().exists()
    with pytest.raises(StaleRecord):
        corrected(Exhibit.objects.get(version=1), people.investigator, changes=exhibit())
