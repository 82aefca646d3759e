"""The same human within a book: shown by the dry run, said by the importer, linked when it comes in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from carisecure.access.errors import NotPermitted, TransitionRefused
from carisecure.jobs.running import Running
from cases.record.models import Involvement, Person
from cases.registers.models import RegisterBatch
from cases.registers.operations import mapping
from cases.registers.operations.alike import say_alike
from cases.registers.operations.checking import ask_check
from cases.registers.operations.committing import ask_commit
from cases.registers.undoing import undo_register
from cases.same_human.models import HumanNumber, SamePerson
from tests.cases.registers.sent import open_all, sent_register
from tests.people import People, enter
from tests.reports.conftest import RunJob, as_person
from tests.roles import as_system

pytestmark = pytest.mark.django_db
BORN = dt.date(1990, 4, 21)
VICTIMS: Sequence[Sequence[Any]] = [
    ["TIP 1", dt.date(2015, 2, 28), "GIL, Ana", BORN, "868-555-0146"],
    ["TIP 2", dt.date(2016, 2, 28), "Ana Gil", BORN, None],
    ["TIP 3", dt.date(2017, 2, 28), "Luz Mar", 20, "868 555 0146"],
]
ACCUSED: Sequence[Sequence[Any]] = [["TIP 1", "Hollis Salazar"], ["TIP 3", "SALAZAR, Hollis"]]
HEADS = ["Case No.", "Date reported", "Name of victim", "Age / D.O.B.", "Contact No."]


def book(path: Path, victims: Sequence[Sequence[Any]] = VICTIMS) -> Path:
    made = Workbook()
    del made["Sheet"]
    for name, heads, rows in (("VICTIMS", HEADS, victims), ("ACCUSED", ["Case No.", "Name of accused"], ACCUSED)):
        sheet = made.create_sheet(name)
        for row in (heads, *rows):
            sheet.append(list(row))
    made.save(path)
    return path


@pytest.fixture
def batch(people: People, work: RunJob, tmp_path: Path) -> RegisterBatch:
    """Checked, nothing said."""
    found = open_all(sent_register(people.supervisor, book(tmp_path / "book.xlsx"), work), people.supervisor)
    return checked(found, people, work)


def checked(batch: RegisterBatch, people: People, work: RunJob) -> RegisterBatch:
    enter(people.supervisor)
    work(ask_check(batch=batch, by=people.supervisor))
    enter(people.supervisor)
    batch.refresh_from_db()
    assert batch.state == "checked", batch.faults
    return batch


def pairs(batch: RegisterBatch) -> dict[tuple[str, ...], dict[str, Any]]:
    """By the names of the two."""
    return {tuple(end["name"] for end in one["people"]): one for one in batch.alike["pairs"]}


def key(batch: RegisterBatch, *names: str) -> str:
    return str(pairs(batch)[names]["key"])


STRONG = ("GIL, Ana", "Ana Gil")
PHONE = ("GIL, Ana", "Luz Mar")
ACCUSED_TWO = ("Hollis Salazar", "SALAZAR, Hollis")


def test_the_dry_run_lists_them_strong_ones_first(batch: RegisterBatch) -> None:
    told = [(names, one["why"], one["is_strong"]) for names, one in pairs(batch).items()]
    assert told == [
        (STRONG, ["name", "birth_date"], True), (PHONE, ["telephone"], False), (ACCUSED_TWO, ["name"], False),
    ]  # fmt: skip


def post(client: Client, batch: RegisterBatch, **fields: Any) -> Any:
    address = reverse("cases:register_same_human", args=[batch.pk])
    return client.post(address, {"submission_key": str(uuid.uuid4()), **fields}, follow=True)


def test_one_by_one_and_all_strong_ones_at_once(batch: RegisterBatch, people: People) -> None:
    supervisor = as_person(people.supervisor)
    page = supervisor.get(reverse("cases:register_same_human", args=[batch.pk])).text
    assert "GIL, Ana (Victim, VICTIMS row 2)" in page
    assert "same name, same date of birth" in page
    assert page.index("Strong matches") < page.index("Other matches")
    fields = {f"pair_{one['key']}": "" for one in batch.alike["pairs"]}
    post(supervisor, batch, **fields | {f"pair_{key(batch, *PHONE)}": "not_same"})
    batch.refresh_from_db()
    assert batch.alike["said"] == {key(batch, *PHONE): "not_same"}
    page = post(supervisor, batch, **fields | {f"pair_{key(batch, *PHONE)}": "not_same", "all_strong": "1"}).text
    assert "3 pairs in this book, 1 of them strong." in page
    assert "Said: the same 1, not the same 1." in page
    batch.refresh_from_db()
    assert batch.alike["said"] == {key(batch, *PHONE): "not_same", key(batch, *STRONG): "same"}
    post(supervisor, batch, **fields)
    batch.refresh_from_db()
    assert batch.alike["said"] == {}


def test_all_at_once_decides_no_pair_that_the_page_did_not_show(batch: RegisterBatch, people: People) -> None:
    post(as_person(people.supervisor), batch, all_strong="1")
    enter(people.supervisor)
    batch.refresh_from_db()
    assert batch.alike["said"] == {}


def test_a_wrong_word_and_an_unknown_pair_are_refused(batch: RegisterBatch, people: People) -> None:
    enter(people.supervisor)
    with pytest.raises(ValidationError):
        say_alike(batch=batch, said={key(batch, *PHONE): "merged"}, by=people.supervisor)
    with pytest.raises(TransitionRefused, match="checked again"):
        say_alike(batch=batch, said={"f" * 16: "same"}, by=people.supervisor)
    enter(people.investigator)
    with pytest.raises(NotPermitted):
        say_alike(batch=batch, said={}, by=people.investigator)


def test_what_was_said_waits_for_the_next_check_and_is_void_for_whom_it_does_not_find(
    batch: RegisterBatch, people: People, work: RunJob
) -> None:
    enter(people.supervisor)
    said = {key(batch, *PHONE): "same", key(batch, *STRONG): "same"}
    say_alike(batch=batch, said=said, by=people.supervisor)
    leave_out = [
        mapping.SheetSaid(name, noun, 1, "", "", rows)
        for name, noun, rows in (("VICTIMS", "cases.victim", "3"), ("ACCUSED", "prosecutions.accused", ""))
    ]
    batch = mapping.say_sheets(batch=batch, sheets=leave_out, day_first=True, by=people.supervisor)
    assert (batch.alike["pairs"], batch.alike["said"]) == ([], said)
    batch = checked(batch, people, work)
    assert batch.alike["said"] == {key(batch, *PHONE): "same"}


def brought_in(batch: RegisterBatch, people: People, work: RunJob) -> None:
    enter(people.supervisor)
    work(ask_commit(batch=batch, seen=batch.rows_digest, by=people.supervisor))
    enter(people.supervisor)
    batch.refresh_from_db()


def test_links_come_in_with_the_book_and_nobody_is_merged(batch: RegisterBatch, people: People, work: RunJob) -> None:
    enter(people.supervisor)
    said = {key(batch, *STRONG): "same", key(batch, *PHONE): "not_same"}
    say_alike(batch=batch, said=said, by=people.supervisor)
    brought_in(batch, people, work)
    links = {link.kind: link for link in SamePerson.objects.all()}
    assert set(links) == {"same", "not_same"}
    same = links["same"]
    assert {str(same.first_id), str(same.second_id)} == {one["person"] for one in pairs(batch)[STRONG]["people"]}
    assert same.made_by == people.supervisor
    assert same.reason == (
        "From the register “book.xlsx”: Victim, VICTIMS row 2 and Victim, VICTIMS row 3. "
        "In common: same name, same date of birth."
    )
    assert (Involvement.objects.count(), Person.objects.count()) == (5, 5)
    with as_system():
        assert HumanNumber.objects.count() == 2
    page = as_person(people.supervisor)
    assert (
        "This is what was said before it came in."
        in page.get(reverse("cases:register_same_human", args=[batch.pk])).text
    )
    assert post(page, batch, **{f"pair_{key(batch, *STRONG)}": ""}).status_code == 422


def test_two_accused_of_one_name_are_two_until_somebody_says_otherwise(
    batch: RegisterBatch, people: People, work: RunJob
) -> None:
    brought_in(batch, people, work)
    assert not SamePerson.objects.exists()
    assert Involvement.objects.filter(main_role="suspect").count() == 2


def test_undo_takes_the_links_with_it_and_the_batch_forgets_whom_it_listed(
    batch: RegisterBatch, people: People, work: RunJob
) -> None:
    enter(people.supervisor)
    say_alike(batch=batch, said={key(batch, *ACCUSED_TWO): "same"}, by=people.supervisor)
    brought_in(batch, people, work)
    assert SamePerson.objects.count() == 1
    undo_register(Running(uuid.uuid4(), people.supervisor), batch_id=str(batch.pk))
    with as_system():
        assert not SamePerson.objects.exists()
        assert not HumanNumber.objects.exists()
    batch.refresh_from_db()
    assert (batch.state, batch.alike_text) == ("undone", "{}")
