"""A register from the browser to its dry run: sheets, columns, values, what would be made."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.vault import keys
from carisecure.importing.register.known import in_parts
from carisecure.importing.register.mapping import RegisterMapping
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from carisecure.storage import keeping
from cases.registers.models import RegisterBatch, RegisterPart
from cases.registers.models import RegisterMapping as Saved
from cases.registers.operations import checking, mapping, receiving
from cases.registers.operations.mapping import ColumnSaid
from cases.registers.reading import mapping_of, plan_of
from tests.cases.registers.sent import explained, open_all, sent_register, upload
from tests.importing.register import books
from tests.people import People, enter
from tests.reports.conftest import RunJob, as_person
from tests.roles import as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unit")]


def post(client: Client, door: str, batch: RegisterBatch, *args: int, **fields: Any) -> Any:
    address = reverse(f"cases:{door}", args=[batch.pk, *args])
    return client.post(address, {"submission_key": str(uuid.uuid4()), **fields}, follow=True)


def filled(client: Client, address: str) -> dict[str, Any]:
    """What a form sends back as it stands."""
    form = client.get(address).context["form"]
    found = {name: form[name].value() for name in form.fields if name != "version"}
    return {name: value for name, value in found.items() if value not in (None, False)}


def map_everything(supervisor: Client, batch: RegisterBatch) -> None:
    """Every page of the mapping, as it is proposed; what is hidden is read once somebody says so."""
    address = reverse("cases:register_sheets", args=[batch.pk])
    page = post(supervisor, "register_sheets", batch, **filled(supervisor, address))
    assert page.status_code == 422
    assert "Say whether it is read." in page.text
    page = post(supervisor, "register_sheets", batch, **{**filled(supervisor, address), "hidden_columns_1": "read"})
    assert "What the columns are" in page.text
    for number in range(3):
        for door in ("register_columns", "register_values"):
            address = reverse(f"cases:{door}", args=[batch.pk, number])
            assert post(supervisor, door, batch, number, **filled(supervisor, address)).status_code == 200


def test_a_book_through_the_browser_to_its_dry_run(people: People, work: RunJob, tmp_path: Path) -> None:
    supervisor = as_person(people.supervisor)
    assert "No register has been brought in" in supervisor.get("/registers/").text
    assert reverse("cases:register_list") in supervisor.get("/unit/").text
    key = str(uuid.uuid4())
    path = books.english(tmp_path / "book.xlsx")
    for _twice in (1, 2):  # a double click sends the same file with the same key: one batch
        supervisor.post("/registers/new/", {"submission_key": key, "file": upload(path)}, follow=True)
    enter(people.supervisor)
    batch = RegisterBatch.objects.get()
    assert work(Job.objects.get(kind="cases.look_into_register")) == {"sheets": 3, "rows": 11}
    assert "Some of this book is hidden." in supervisor.get(reverse("cases:register", args=[batch.pk])).text

    map_everything(supervisor, batch)
    enter(people.supervisor)
    batch.refresh_from_db()
    victims = mapping_of(batch).sheet("VICTIMS")
    assert victims
    said = {one.column: one.values for one in victims.columns if one.values}
    assert said["Sex"] == {"F": "s1", "M": "s2"}  # as it was proposed on the page, and saved
    assert said["Type of exploitation"] == {"Sexual": "f1", "Labour": "f2"}

    post(supervisor, "check_register", batch)
    enter(people.supervisor)
    job = Job.objects.get(kind="cases.check_register")
    assert post(supervisor, "check_register", batch).status_code == 200  # a second click asks nothing new
    assert Job.objects.filter(kind="cases.check_register").count() == 1
    assert work(job)["faults"] == 2  # S/F'do is no beginning of San Fernando, PI pending is no outcome
    page = supervisor.get(reverse("cases:register", args=[batch.pk])).text
    assert "S/F&#x27;do" in page
    post(supervisor, "register_values", batch, 0, **{
        **filled(supervisor, reverse("cases:register_values", args=[batch.pk, 0])), "value_2_0": "r2",
    })  # fmt: skip
    address = reverse("cases:register_values", args=[batch.pk, 2])
    pending = next(
        name for name, one in supervisor.get(address).context["form"].asked.items() if one.value == "PI pending"
    )
    post(supervisor, "register_values", batch, 2, **{**filled(supervisor, address), pending: "?"})
    post(supervisor, "check_register", batch)
    enter(people.supervisor)
    assert work(Job.objects.filter(kind="cases.check_register").latest("asked_at")) == {"things": 26, "faults": 0}
    page = supervisor.get(reverse("cases:register", args=[batch.pk])).text
    assert "26 entries would be made" in page
    assert "7 August 2013" in page or "7 Aug 2013" in page  # 07/08/13, listed because it is doubtful
    assert "above the column names" in page
    assert not RegisterPart.objects.exists()


def test_nobody_else_may(people: People, work: RunJob, tmp_path: Path) -> None:
    path = books.english(tmp_path / "book.xlsx")
    batch = sent_register(people.supervisor, path, work)
    for person in (people.investigator, people.analyst, people.outsider, people.prosecutor):
        enter(person)
        with pytest.raises(NotPermitted):
            receiving.receive_register(chunks=[path.read_bytes()], file_name=path.name, by=person)
        for refused in (
            lambda by=person: checking.ask_check(batch=batch, by=by),
            lambda by=person: mapping.keep_mapping(batch=batch, name="x", by=by),
            lambda by=person: receiving.discard_register(batch=batch, by=by),
        ):
            with pytest.raises((NotPermitted, NotVisible)):
                refused()
        assert not RegisterBatch.objects.filter(pk=batch.pk).exists() or person.agency_id == people.supervisor.agency_id
    assert as_person(people.investigator).get("/registers/").status_code == 403


def test_a_foreign_supervisor_sees_none_of_it(people: People, work: RunJob, tmp_path: Path) -> None:
    batch = sent_register(people.supervisor, books.english(tmp_path / "book.xlsx"), work)
    with as_system():
        people.outsider.role = "supervisor"
        people.outsider.save()
    enter(people.outsider)
    assert not RegisterBatch.objects.exists()  # the wall, whatever the query asks
    client = as_person(people.outsider)
    assert client.get(reverse("cases:register", args=[batch.pk])).status_code == 404
    assert post(client, "discard_register", batch).status_code == 404


def test_a_column_mapped_twice_is_refused_beside_what_was_said(people: People, work: RunJob, tmp_path: Path) -> None:
    batch = open_all(sent_register(people.supervisor, books.english(tmp_path / "b.xlsx"), work), people.supervisor)
    twice = [ColumnSaid("Reported", "unit.case.closed_on"), ColumnSaid("Closed", "unit.case.closed_on")]
    with pytest.raises(ValidationError, match="read into the same field"):
        mapping.say_columns(batch=batch, sheet="TIP REGISTER", columns=twice, by=people.supervisor)
    client = as_person(people.supervisor)
    address = reverse("cases:register_columns", args=[batch.pk, 0])
    page = post(client, "register_columns", batch, 0, **{**filled(client, address), "column_1": "unit.case.closed_on/"})
    assert page.status_code == 422
    assert "read into the same field" in page.text
    assert mapping_of(batch).sheet("TIP REGISTER").column("Reported").to == "unit.report.received_on"  # type: ignore[union-attr]


def test_a_mapping_is_kept_sent_on_and_read_again(people: People, work: RunJob, tmp_path: Path) -> None:
    batch = explained(sent_register(people.supervisor, books.english(tmp_path / "b.xlsx"), work), people.supervisor)
    mapping.keep_mapping(batch=batch, name="Our register", by=people.supervisor)
    mapping.keep_mapping(batch=batch, name="Our register", by=people.supervisor)
    assert Saved.objects.count() == 1
    again = sent_register(people.supervisor, books.english(tmp_path / "c.xlsx", total=5), work)
    assert again.mapping_name == "Our register"
    region = mapping_of(again).sheet("TIP REGISTER").column("Region")  # type: ignore[union-attr]
    assert region
    assert region.values == {"POS": "r1", "S/F'do": "r2"}
    text = json.dumps(batch.mapping).encode()
    taken = mapping.take_mapping(batch=again, mapping=mapping.mapping_in(text), by=people.supervisor)
    assert mapping_of(taken).sheets[0].columns == mapping_of(batch).sheets[0].columns
    for wrong in (
        b"[]",
        b"{",
        b'{"sheets": [{"name": "A", "rows_are": "no.such"}]}',
        b'{"format": 99}',
        b"[" * 100_000,
    ):
        with pytest.raises(ValidationError):
            mapping.mapping_in(wrong)
    with pytest.raises(ValidationError, match="none of this book"):
        mapping.take_mapping(batch=again, mapping=RegisterMapping(), by=people.supervisor)


def test_a_file_that_changed_is_not_read(people: People, work: RunJob, tmp_path: Path) -> None:
    batch = explained(sent_register(people.supervisor, books.english(tmp_path / "b.xlsx"), work), people.supervisor)
    job = checking.ask_check(batch=batch, by=people.supervisor)
    RegisterBatch.objects.filter(pk=batch.pk).update(sha256="0" * 64)
    with pytest.raises(JobRefused, match="file_changed"):
        work(job)


def test_the_same_book_again_is_refused_and_a_longer_one_offers_what_is_new(
    people: People, work: RunJob, tmp_path: Path
) -> None:
    by = people.supervisor
    batch = explained(sent_register(by, books.english(tmp_path / "b.xlsx"), work), by)
    work(checking.ask_check(batch=batch, by=by))
    brought = [one for things, _rows in plan_of(batch, by).chunks() for one in things]
    for number, part in enumerate(in_parts(brought, size=10)):
        RegisterPart.objects.create(agency_group=by.agency.group, batch=batch, number=number, things_text=part)
    RegisterBatch.objects.filter(pk=batch.pk).update(state="committed", committed_by=by)
    with pytest.raises(ValidationError, match="in already"):
        receiving.receive_register(chunks=[(tmp_path / "b.xlsx").read_bytes()], file_name="b.xlsx", by=by)
    with pytest.raises(TransitionRefused):
        receiving.discard_register(batch=batch, by=by)

    reports = [[*books.REPORTS[0][:3], "Bar raid, corrected", *books.REPORTS[0][4:]], *books.REPORTS[1:]]
    more = [[6, "TIP 01/2014", None, "Eva", "F", 20, "VEN", "Sexual", None, None]]
    longer = explained(sent_register(by, books.english(tmp_path / "c.xlsx", more=more, reports=reports), work), by)
    assert work(checking.ask_check(batch=longer, by=by)) == {"things": 2, "faults": 0}
    longer.refresh_from_db()
    assert longer.result["again"]["unit.victim"] == 5
    assert [(one["row"], one["fields"]) for one in longer.result["changed"]] == [
        (4, [["unit.report.words", "Bar raid", "Bar raid, corrected"]])
    ]
    page = as_person(by).get(reverse("cases:register", args=[longer.pk])).text
    assert "Changed since they came in" in page
    assert "Bar raid, corrected" in page


def test_what_is_discarded_is_gone_with_its_keys(people: People, work: RunJob, tmp_path: Path) -> None:
    batch = sent_register(people.supervisor, books.english(tmp_path / "b.xlsx"), work)
    receiving.discard_register(batch=batch, by=people.supervisor)
    assert not RegisterBatch.objects.exists()
    assert keys.is_destroyed(batch.pk)
    assert keys.is_destroyed(keeping.key_of(batch.path))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04" + b"x" * 40])
def test_what_is_no_sheet_is_refused_beside_the_field(people: People, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    page = as_person(people.supervisor).post(
        "/registers/new/", {"submission_key": str(uuid.uuid4()), "file": upload(path)}
    )
    assert page.status_code == 422
    enter(people.supervisor)
    assert not RegisterBatch.objects.exists()


def test_what_a_sheet_says_is_text_on_every_page(people: People, work: RunJob, tmp_path: Path) -> None:
    wicked = '<b>{% include "x" %}{{ 7|add:7 }}'
    rows = [["TIP 1/2013", "2013", wicked, wicked, None, None, wicked]]
    path = books.english(tmp_path / "b.xlsx", reports=rows)
    batch = open_all(sent_register(people.supervisor, path, work), people.supervisor)
    work(checking.ask_check(batch=batch, by=people.supervisor))
    client = as_person(people.supervisor)
    for address in (
        reverse("cases:register", args=[batch.pk]),
        *(reverse(f"cases:register_{door}", args=[batch.pk, 0]) for door in ("columns", "values")),
        reverse("cases:register_sheets", args=[batch.pk]),
    ):
        page = client.get(address).text
        assert "<b>" not in page
        assert "}14" not in page
