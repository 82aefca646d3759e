"""The list of a submission on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from carisecure.interface import paper
from cases.exhibits.operations import add_exhibit
from prosecutions.file import pdf
from prosecutions.file.models import FileItem
from tests.people import People, enter
from tests.prosecutions.matters import investigated, submitted
from tests.roles import as_system


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What goes to the typesetter."""
    seen: list[dict[str, object]] = []
    made = paper.document

    def watched(source: Path, given: dict[str, object]) -> bytes:
        seen.append(given)
        return made(source, given)

    monkeypatch.setattr(paper, "document", watched)
    return seen


def test_a_file_in_other_letters_still_prints(people: People, data: list[dict[str, object]]) -> None:
    case = investigated(people.investigator)
    add_exhibit(case=case, mark="EX2", description="A letter signed 陈美丽", by=people.investigator)
    add_exhibit(case=case, mark="EX3", description="A card of 김민수", by=people.investigator)
    sent = submitted(people, case, note="Asked in ไทย.\nAct soon.")
    with as_system():
        type(people.investigator).objects.filter(pk=people.investigator.pk).update(full_name="Wei 陈 (invented)")
    sent.recorded_by.refresh_from_db()
    enter(people.prosecutor)
    items = list(FileItem.objects.filter(submission=sent))
    assert pdf.file_list_pdf(sent, items, printed_for=people.prosecutor).startswith(b"%PDF")
    (given,) = data
    titles = [item["title"] for item in given["items"]]  # type: ignore[attr-defined]
    assert "Exhibit EX2: A letter signed [ChenMeiLi]" in titles
    assert "Exhibit EX3: A card of [GimMinSu]" in titles
    place = {item.title: item.position for item in items}
    spelt = given["spelt"]
    assert isinstance(spelt, list)
    no = place["Exhibit EX2: A letter signed 陈美丽"]
    assert f"No. {no}: the part in [ ] is written in Chinese letters. Read it on screen." in spelt
    assert any("Korean" in line for line in spelt)
    assert any(line.startswith("Covering note: ") and "Thai" in line for line in spelt)
    assert any(line.startswith("Submitted by: ") for line in spelt)
    assert len(spelt) == 4


def test_a_file_in_our_letters_says_nothing_of_letters(people: People, data: list[dict[str, object]]) -> None:
    sent = submitted(people, note="Señora Núñez; “urgent” → read first. Привет.")
    enter(people.prosecutor)
    pdf.file_list_pdf(sent, list(FileItem.objects.filter(submission=sent)), printed_for=people.prosecutor)
    assert data[0]["spelt"] == []
    assert data[0]["note"] == "Señora Núñez; “urgent” → read first. Привет."
