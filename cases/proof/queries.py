"""What proves each element of each victim, against each suspect, and what nothing proves yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from carisecure.corrections.chains import Entry, entries
from carisecure.interface.kept_words import Piece, say
from cases.people.kept_words import called
from cases.proof.models import Element, ProofItem
from cases.proof.words import Sources, line_of, source_of, title_of
from cases.record.models import Case, Involvement, InvolvementRole, VictimStatus
from cases.record.palermo import ChildAtAct

Children = Mapping[UUID, ChildAtAct]  # by the involvement of the victim
_CHILD = frozenset({ChildAtAct.CHILD, ChildAtAct.PRESUMED_CHILD})


def proof_rows(viewer: User, case: Case) -> Any:
    """All rows of the case, those that were corrected since included."""
    rows = ProofItem.objects.visible_to(viewer, "cases.view_case").filter(case=case)
    return rows.with_sources().select_related("recorded_by")


def as_typed(row: ProofItem) -> dict[str, Any]:
    """The fields of the form for what was recorded."""
    return {
        "victim": str(row.victim_id),
        "proves": [row.element],
        "suspects": [str(row.suspect_id)] if row.suspect_id else [],
        "source": ":".join(map(str, row.source)),
        "shows": row.shows,
    }


@dataclass(frozen=True)
class Cell:
    """One element of one victim against one suspect (or of the victim alone): what proves it, or the gap in words."""

    element: str
    victim: Involvement
    suspect: Involvement | None
    rows: tuple[ProofItem, ...]
    is_needed: bool = True

    @property
    def is_proved(self) -> bool:
        return any(row.source_stands for row in self.rows)

    @property
    def is_gap(self) -> bool:
        return self.is_needed and not self.is_proved

    @property
    def gap(self) -> Piece:
        return ["proof_gap", self.element, called(self.suspect.label) if self.suspect else ""]


def cells_of(rows: Iterable[ProofItem], people: Sequence[Involvement], children: Children) -> list[Cell]:
    """The whole matrix, victim by victim; of each the age, then suspect by suspect act, means and purpose.

    `rows` are those that stand. Who is no victim or suspect any more is left out unless something was recorded of them;
    without any suspect there is one part for whoever it was.
    """
    known = list(rows)
    found: list[Cell] = []
    for victim in people:
        of_victim = [row for row in known if row.victim_id == victim.pk]
        if not of_victim and (
            not victim.has_role(InvolvementRole.POSSIBLE_VICTIM) or victim.status == VictimStatus.NOT_A_VICTIM
        ):
            continue
        child = children.get(victim.pk, ChildAtAct.NOT_KNOWN)
        age = tuple(row for row in of_victim if row.element == Element.AGE)
        found.append(Cell(Element.AGE, victim, None, age, is_needed=child != ChildAtAct.ADULT))
        for suspect in _against(victim, of_victim, people):
            for element in (Element.ACT, Element.MEANS, Element.PURPOSE):
                key = suspect.pk if suspect else None
                of_cell = tuple(row for row in of_victim if row.element == element and row.suspect_id == key)
                needed = element != Element.MEANS or child not in _CHILD
                found.append(Cell(element, victim, suspect, of_cell, is_needed=needed))
    return found


def by_victim(cells: Iterable[Cell]) -> list[list[Cell]]:
    found: dict[UUID, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.victim.pk, []).append(cell)
    return list(found.values())


def _against(victim: Involvement, rows: list[ProofItem], people: Sequence[Involvement]) -> list[Involvement | None]:
    """Nobody is a suspect of what was done to themselves, though a victim can be one of what was done to others."""
    named = {row.suspect_id for row in rows}
    suspects: list[Involvement | None] = [
        one for one in people if one.pk in named or (one.has_role(InvolvementRole.SUSPECT) and one.pk != victim.pk)
    ]
    by_nobody = any(row.suspect_id is None and row.element != Element.AGE for row in rows)
    return [*suspects, None] if by_nobody or not suspects else suspects


@dataclass(frozen=True)
class ProofLine:
    """One entry as the page shows it; `stands` is no where what it leans on was struck out or went elsewhere."""

    entry: Entry[ProofItem]
    words: str
    shows: str
    stands: bool


@dataclass(frozen=True)
class CellShown:
    name: str
    lines: list[ProofLine]
    gap: str = ""


@dataclass(frozen=True)
class ProofBlock:
    """The elements of one victim against one suspect; of the victim alone the age."""

    title: str
    cells: list[CellShown]


@dataclass(frozen=True)
class ProofShown:
    """What a page shows: the matrix, what was struck out, and by element what proves it of anybody."""

    blocks: list[ProofBlock]
    struck: list[Entry[ProofItem]]
    proved: dict[str, tuple[str, ...]]


def shown_of(
    rows: Iterable[ProofItem], people: Sequence[Involvement], children: Children, sources: Sources
) -> ProofShown:
    """In words. No query: people and sources are on the page already."""
    known = list(rows)
    labels = {one.pk: one.label for one in people}
    found = entries(known, lambda row: title_of(row, labels, sources))
    now = {entry.now.pk: entry for entry in found if entry.is_standing}
    blocks: dict[str, list[CellShown]] = {}
    for cell in cells_of([entry.now for entry in now.values()], people, children):
        if cell.rows or cell.is_needed or cell.element != Element.AGE:
            blocks.setdefault(_title(cell), []).append(_shown(cell, now, sources))
    return ProofShown(
        [ProofBlock(title, cells) for title, cells in blocks.items()],
        [entry for entry in found if not entry.is_standing],
        _proved([entry.now for entry in now.values()], sources),
    )


def _title(cell: Cell) -> str:
    if cell.element == Element.AGE:
        return cell.victim.label
    if cell.suspect is None:
        return _("%(victim)s, by whom is not known") % {"victim": cell.victim.label}
    return _("%(victim)s, against %(suspect)s") % {"victim": cell.victim.label, "suspect": cell.suspect.label}


def _shown(cell: Cell, now: Mapping[UUID, Entry[ProofItem]], sources: Sources) -> CellShown:
    lines = [ProofLine(now[row.pk], say(source_of(row, sources)), row.shows, row.source_stands) for row in cell.rows]
    gap = say(cell.gap) if cell.is_gap else ""
    if not cell.is_needed and not cell.rows:
        gap = _("Not needed for a child.")
    return CellShown(str(Element(cell.element).label), lines, gap)


def _proved(rows: Iterable[ProofItem], sources: Sources) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.source_stands:
            found.setdefault(row.element, {})[say(source_of(row, sources))] = None
    return {element: tuple(words) for element, words in found.items()}


def proved_by(cells: Iterable[Cell], labels: Mapping[UUID, str], sources: Sources) -> list[Piece]:
    """For a document: each thing that proves something."""
    return [line_of(row, labels, sources) for cell in cells for row in cell.rows if row.source_stands]


def gaps_of(cells: Iterable[Cell]) -> list[Piece]:
    """For a document: each gap in words."""
    return [cell.gap for cell in cells if cell.is_gap]
