"""What leaves about exhibits: a certificate to sign, and a list that no spreadsheet runs."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from carisecure.days.known import KnownDay
from carisecure.interface import paper
from carisecure.storage import keeping
from cases.exhibits.models import Exhibit, ExhibitFile
from cases.exhibits.operations import Custody, add_exhibit, correct_exhibit, record_custody
from cases.record.models import Case
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People

LODGED = Custody(
    "lodged", KnownDay(dt.date(2026, 5, 10)), "Cpl. Ali", "The storekeeper", "Store 2", dt.time(9, 5), "S-77", "Dry."
)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def thing(people: People) -> Exhibit:
    by = people.investigator
    thing = add_exhibit(
        case=make_case(by), mark="A1", description="=cmd|' /C calc'!A0 张 notebook", kind="document",
        found_on=dt.date(2026, 5, 9), found_at="The kiln", seized_by="Cpl. Ali", seized_from="The driver",
        warrant="No. 4", by=by,
    )  # fmt: skip
    record_custody(exhibit=thing, custody=LODGED, version=1, by=by)
    kept = keeping.keep("exhibits", lambda stream: stream.write(b"x"))
    ExhibitFile.objects.create(
        pk=kept.key, case=thing.case, exhibit=thing, number=1, name="x" * 200 + ".txt", mime="text/plain", size=1,
        sha256=kept.sha256, path=kept.path, scan="none", sent_by=by, sent_at=timezone.now(),
    )  # fmt: skip
    return thing


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_certificate_says_everything(
    people: People, thing: Exhibit, client: Client, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    told: list[Any] = []
    compiled = paper.document

    def kept(source: Path, data: Any) -> bytes:
        told.append(data)
        return compiled(source, data)

    monkeypatch.setattr(paper, "document", kept)
    client.force_login(people.colleague)
    client.cookies["django_language"] = language
    answer = client.get(reverse("cases:exhibit_certificate", args=[thing.pk]))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == f'attachment; filename="{thing.case.reference}-exhibit-1.pdf"'
    said = str(told)
    sha = ExhibitFile.objects.get().sha256
    pieces = " ".join(sha[at : at + 8] for at in range(0, 64, 8))
    for word in ("Cpl. Ali", "The driver", "The storekeeper", "Store 2", "S-77", "09:05", "No. 4", pieces, "1.1"):
        assert word in said
    with translation.override(language):
        assert translation.gettext("Certificate of continuity") in told[0]["title"]
    out = lines(table_name="cases_exhibit", action="export")[-1]
    assert (out.actor, out.detail["what"]) == (people.colleague.pk, "certificate")


def test_the_list_has_every_exhibit_and_no_formula(people: People, thing: Exhibit, client: Client) -> None:
    by, case = people.investigator, Case.objects.get()
    gone = add_exhibit(case=case, mark="A2", description="CANARY-STRUCK", by=by)
    correct_exhibit(exhibit=gone, version=1, reason="x", is_retracted=True, changes={}, by=by)
    client.force_login(by)
    address = reverse("cases:exhibit_list", args=[case.pk])
    text = client.get(address).content.decode("utf-8-sig")
    assert "\n1,A1,Document,'=cmd|" in text.replace("\r", "").replace('"', "")
    assert "\n2,A2,Struck out," in text.replace("\r", "")
    assert "CANARY-STRUCK" not in text
    book = load_workbook(io.BytesIO(client.get(address + "?form=xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert "The storekeeper" in [cell.value for cell in cells]
    assert not any(cell.data_type == "f" for cell in cells)
    numbers = [(row[0].value, row[11].value) for row in book.active.iter_rows(min_row=2)]  # type: ignore[union-attr]
    assert numbers == [(1, 1), (2, "")]
    assert lines(table_name="cases_case", action="export")[-1].detail["count"] == 2
