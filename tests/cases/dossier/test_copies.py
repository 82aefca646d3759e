"""A copy with names: two people, 14 days, a fresh factor and a line for each; what the maker may see and no more."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.accounts.models import User
from cases.dossier import files as copy_files
from cases.dossier import views as copy_views
from cases.dossier.models import CaseCopy
from cases.dossier.operations import ask_for_copy, make_copy
from cases.exhibits.operations import add_exhibit
from cases.insiders.operations.compartments import exclude_person
from cases.material import operations
from cases.people.operations import PersonEntry
from cases.record.models import Case
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from tests.cases.ledger import lines
from tests.cases.trust import agreed, second_supervisor
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system

ALL = ["people", "summary", "reports", "statements", "exhibits", "events", "notes"]
FORMULA = '=HYPERLINK("http://example.org";"x")'


@pytest.fixture
def case(people: People) -> Case:
    case = make_case(
        people.investigator, people=(PersonEntry(name="Rosa Demo", phone="555 0101", safe_to_call="Mornings only"),)
    )
    operations.add_note(case=case, text="Only we know this.", by=people.investigator)
    operations.add_statement(
        case=case, involvement=first_person(case), text=FORMULA, taken_on=timezone.localdate(), by=people.investigator
    )
    add_exhibit(case=case, mark="EX-1", description="A notebook", by=people.investigator)
    return case


def asked(case: Case, by: User, **changes: Any) -> Approval:
    enter(by)
    values: dict[str, Any] = {
        "purpose": "court",
        "receiver": "Registrar, High Court",
        "parts": ALL,
        "reason": "Ordered.",
    }
    return ask_for_copy(case=case, by=by, **{**values, **changes})


def test_it_holds_what_was_agreed_with_who_and_when(people: People, case: Case) -> None:
    approval = agreed(asked(case, people.investigator), people)
    made, file = make_copy(approval=approval.pk, form="pages", by=people.investigator)
    text = file.content.decode()
    for word in (
        "Rosa Demo", "555 0101", "Mornings only", "A woman was seen", "Only we know this.", "EX-1",
        "Registrar, High Court", "Ines Investigator", "Sara Supervisor", "As at", "Case opened", case.reference,
    ):  # fmt: skip
        assert word in text, word
    assert (made.number, file.name) == (1, f"{case.reference}-copy-1.html")
    assert "<script" not in text
    assert make_copy(approval=approval.pk, form="pages", by=people.investigator)[0].number == 2


def test_a_part_that_was_not_asked_for_is_not_in_it(people: People, case: Case) -> None:
    approval = agreed(asked(case, people.investigator, parts=["statements", "events"]), people)
    text = make_copy(approval=approval.pk, form="pages", by=people.investigator)[1].content.decode()
    for word in ("Rosa Demo", "555 0101", "Only we know this.", "A woman was seen"):
        assert word not in text, word


def test_each_one_is_a_line_of_the_ledger(people: People, case: Case) -> None:
    approval = agreed(asked(case, people.investigator), people)
    for form in ("pages", "sheet"):
        make_copy(approval=approval.pk, form=form, by=people.investigator)
    first, second = lines(action="export", object_id=str(case.pk))
    assert (first.actor, first.detail["number"], second.detail["form"]) == (people.investigator.pk, 1, "sheet")
    assert first.detail["involvements"] == [str(first_person(case).pk)]
    assert "Rosa" not in str(first.detail) + str(second.detail)
    assert "Registrar" not in str(first.detail)


def test_a_sheet_holds_texts_and_no_formula(people: People, case: Case) -> None:
    approval = agreed(asked(case, people.investigator), people)
    file = make_copy(approval=approval.pk, form="sheet", by=people.investigator)[1]
    cells = [cell for sheet in load_workbook(io.BytesIO(file.content)) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert FORMULA in {cell.value for cell in cells}
    assert not any(cell.hyperlink for cell in cells)


def test_a_text_longer_than_a_cell_goes_on_below(people: People, case: Case) -> None:
    long = "word " * 14_000
    operations.add_note(case=case, text=long, by=people.investigator)
    approval = agreed(asked(case, people.investigator), people)
    file = make_copy(approval=approval.pk, form="sheet", by=people.investigator)[1]
    sheet = load_workbook(io.BytesIO(file.content))["The unit's notes"]
    column = [str(row[1].value or "") for row in sheet.iter_rows(min_row=3)]
    assert long.strip() in "".join(column)


def test_nothing_is_left_on_the_disk(people: People, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a temporary file")

    approval = agreed(asked(case, people.investigator), people)
    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
    before = set(Path(gettempdir()).iterdir())
    for form in ("pages", "sheet"):
        make_copy(approval=approval.pk, form=form, by=people.investigator)
    assert {path for path in set(Path(gettempdir()).iterdir()) - before if case.reference in path.name} == set()


def test_nobody_makes_one_alone_or_on_anothers_yes(people: People, case: Case) -> None:
    approval = asked(case, people.investigator)
    with pytest.raises(approvals.ApprovalNeeded):
        make_copy(approval=approval.pk, form="pages", by=people.investigator)
    agreed(approval, people)
    for other in (people.colleague, people.supervisor):
        enter(other)
        with pytest.raises(approvals.ApprovalNeeded):
            make_copy(approval=approval.pk, form="pages", by=other)
    assert not CaseCopy.objects.exists()


def test_it_stands_for_fourteen_days(people: People, case: Case) -> None:
    approval = agreed(asked(case, people.investigator), people)
    with pytest.raises(DatabaseError), transaction.atomic():
        Approval.objects.update(good_until=timezone.now() + timedelta(days=30))
    until = approval.good_until
    assert until is not None
    assert timedelta(days=13) < until - timezone.now() <= timedelta(days=14)


@pytest.mark.parametrize("key", ["outsider", "caseworker", "prosecutor", "analyst", "auditor", "administrator"])
def test_nobody_else(people: People, case: Case, key: str) -> None:
    approval = agreed(asked(case, people.investigator), people)
    enter(getattr(people, key))
    with pytest.raises((NotVisible, NotPermitted)):
        make_copy(approval=approval.pk, form="pages", by=getattr(people, key))
    with pytest.raises((NotVisible, NotPermitted)):
        asked(case, getattr(people, key))


@pytest.mark.parametrize(
    "change", [{"purpose": "because"}, {"receiver": " "}, {"parts": []}, {"parts": ["everything"]}, {"reason": " "}]
)
def test_what_is_refused_when_asking(people: People, case: Case, change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        asked(case, people.investigator, **change)


def test_an_exclusion_meanwhile_ends_it(people: People, case: Case) -> None:
    approval = agreed(asked(case, people.investigator), people)
    zoe = second_supervisor(people)
    enter(zoe)
    exclude_person(case=case, who=people.investigator, by=zoe)
    enter(people.investigator)
    with pytest.raises(NotVisible):
        make_copy(approval=approval.pk, form="pages", by=people.investigator)


def test_a_person_of_another_case_that_is_closed_to_the_maker_is_not_in_it(people: People, case: Case) -> None:
    make_case(people.outsider, people=(PersonEntry(name="Somebody Foreign"),), narrative="A foreign story.")
    approval = agreed(asked(case, people.investigator), people)
    text = make_copy(approval=approval.pk, form="pages", by=people.investigator)[1].content.decode()
    assert "Somebody Foreign" not in text
    assert "A foreign story" not in text


def test_nothing_is_noted_when_it_fails_late(people: People, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    approval = agreed(asked(case, people.investigator), people)

    def fail(*args: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(copy_files, "write", fail)
    with pytest.raises(RuntimeError):
        make_copy(approval=approval.pk, form="pages", by=people.investigator)
    assert not CaseCopy.objects.exists()
    assert lines(action="export") == []


def test_the_table_takes_no_copy_without_a_yes_and_no_change(people: People, case: Case) -> None:
    waiting = asked(case, people.investigator)
    values: dict[str, Any] = {"case": case, "number": 9, "form": "pages", "made_at": timezone.now()}
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseCopy.objects.create(approval=waiting, made_by=people.investigator, **values)
    agreed(waiting, people)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseCopy.objects.create(approval=waiting, made_by=people.supervisor, **values)
    make_copy(approval=waiting.pk, form="pages", by=people.investigator)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseCopy.objects.update(number=7)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseCopy.objects.all().delete()


def test_the_pages(people: People, case: Case, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(people.investigator)
    page = reverse("cases:copy", args=[case.pk])
    assert page in client.get(reverse("cases:case", args=[case.pk])).text
    assert "None. Anybody entitled" in client.get(page).text
    body = {"purpose": "court", "receiver": "Registrar", "parts": ["people"], "reason": "Ordered by the court."}
    wrong = client.post(page, body | {"receiver": "", "submission_key": str(uuid.uuid4())})
    assert (wrong.status_code, "Ordered by the court." in wrong.text) == (422, True)
    address = client.post(page, body | {"submission_key": str(uuid.uuid4())})["Location"]
    assert "waiting for an answer" in client.get(page).text
    approval = Approval.objects.get()
    with transaction.atomic():
        agreed(approval, people)
    assert "Registrar" in client.get(address).text
    assert "Ready for Registrar" in client.get(page).text
    download = reverse("cases:copy_file", args=[approval.pk])
    client.post(download, {"form": "pages"})
    with as_system():
        assert not CaseCopy.objects.exists(), "no fresh factor"
    monkeypatch.setattr(copy_views, "require_fresh", lambda request: None)
    file = client.post(download, {"form": "sheet"})
    assert file.status_code == 200
    assert "no-store" in file["Cache-Control"]
    assert file["Content-Disposition"] == f'attachment; filename="{case.reference}-copy-1.xlsx"'
    assert "Copy number 1" in client.get(page).text
    assert client.post(download, {"form": "parchment"}).status_code == 302
    assert client.get(download)["Location"] == page
    client.force_login(people.supervisor)
    assert client.post(download, {"form": "pages"}, follow=True).text.count("Needs a second person") == 1
    client.force_login(people.outsider)
    assert client.post(download, {"form": "pages"}).status_code == 404


def test_the_page_does_not_grow_with_its_copies(people: People, case: Case, client: Client) -> None:
    from tests.cases.counting import queries_of

    page = reverse("cases:copy", args=[case.pk])
    client.force_login(people.investigator)
    approval = agreed(asked(case, people.investigator), people)
    counts = []
    for _ in range(2):
        enter(people.investigator)
        make_copy(approval=approval.pk, form="pages", by=people.investigator)
        counts.append(len(queries_of(client, page)[1]))
    assert counts[0] == counts[1]


def test_no_sentence_of_the_receiver_stands_in_clear(people: People, case: Case) -> None:
    from django.db import connection

    asked(case, people.investigator, receiver="Registrar Clearword")
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select count(*) from cases_approval where receiver::text like '%%Clearword%%'")
        assert cursor.fetchone()[0] == 0
    with pytest.raises(TransitionRefused):
        asked(case, people.colleague)
