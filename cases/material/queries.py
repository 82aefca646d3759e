"""What is written into a case, each entry with what was corrected of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from carisecure.corrections.chains import Entry, entries
from carisecure.interface.words import day
from cases.material.models import Note, Statement

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Case, Involvement


def rows_of(model: Any, viewer: User, case: Case) -> Any:
    """All rows of a kind in this case, those that were corrected since included; not read yet."""
    rows = model.objects.visible_to(viewer, "cases.view_case").filter(case=case)
    return rows.select_related("recorded_by").order_by("created_at", "version")


def statements_of(viewer: User, case: Case, people: Iterable[Involvement]) -> list[Entry[Statement]]:
    return statements_among(rows_of(Statement, viewer, case), people)


def statements_among(rows: Iterable[Statement], people: Iterable[Involvement]) -> list[Entry[Statement]]:
    """In the order in which they were entered; the speakers are those given, which costs no join across grants."""
    by_id = {person.pk: person for person in people}
    found = list(rows)
    for statement in found:
        if statement.involvement_id in by_id:
            statement.involvement = by_id[statement.involvement_id]
    labels = {key: person.label for key, person in by_id.items()}
    return entries(found, words=lambda row: statement_words(row, labels))


def statement_words(row: Statement, labels: dict[UUID, str]) -> str:
    who = labels.get(row.involvement_id) if row.involvement_id else None
    return f"{who or _('Somebody else')} · {day(row.taken_on)}\n{row.text}"


def notes_of(viewer: User, case: Case, *, newest: int | None = None) -> list[Entry[Note]]:
    return notes_among(note_rows(viewer, case, newest=newest))


def note_rows(viewer: User, case: Case, *, newest: int | None = None) -> Any:
    """The rows of so many notes at most, not read yet."""
    rows = rows_of(Note, viewer, case)
    if newest is None:
        return rows
    firsts = rows.filter(replaces=None).order_by("-created_at", "-id")[:newest]
    return rows.filter(entry_key__in=firsts.values("entry_key"))


def notes_among(rows: Iterable[Note]) -> list[Entry[Note]]:
    """The newest first, by when they were first written."""
    return entries(rows, words=lambda row: str(row.shown_text))[::-1]
