"""What is written into a case, each entry with what was corrected of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from carisecure.corrections.chains import Entry, entries
from carisecure.interface.words import day
from cases.material.models import Exhibit, Note, Statement

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Case, Involvement


def _rows(model: Any, viewer: User, case: Case) -> Any:
    rows = model.objects.visible_to(viewer, "cases.view_case").filter(case=case)
    return rows.select_related("recorded_by").order_by("created_at", "version")


def statements_of(viewer: User, case: Case, people: Iterable[Involvement]) -> list[Entry[Statement]]:
    """In the order in which they were entered; the speakers are those given, which costs no join across grants."""
    by_id = {person.pk: person for person in people}
    found = list(_rows(Statement, viewer, case))
    for statement in found:
        if statement.involvement_id in by_id:
            statement.involvement = by_id[statement.involvement_id]
    labels = {key: person.label for key, person in by_id.items()}
    return entries(found, words=lambda row: statement_words(row, labels))


def statement_words(row: Statement, labels: dict[UUID, str]) -> str:
    who = labels.get(row.involvement_id) if row.involvement_id else None
    return f"{who or _('Somebody else')} · {day(row.taken_on)}\n{row.text}"


def exhibits_of(viewer: User, case: Case) -> list[Entry[Exhibit]]:
    return entries(_rows(Exhibit, viewer, case), words=exhibit_words)


def exhibit_words(row: Exhibit) -> str:
    facts = (
        (_("Found"), day(row.found_on) if row.found_on else ""),
        (_("Found where"), row.found_at),
        (_("Kept where"), row.held_at),
    )
    return "\n".join([f"{row.mark}: {row.description}", *(f"{name}: {text}" for name, text in facts if text)])


def notes_of(viewer: User, case: Case, *, newest: int | None = None) -> list[Entry[Note]]:
    """The newest first, by when they were first written; so many at most. One query."""
    rows = _rows(Note, viewer, case)
    if newest is not None:
        firsts = rows.filter(replaces=None).order_by("-created_at", "-id")[:newest]
        rows = rows.filter(entry_key__in=firsts.values("entry_key"))
    return entries(rows, words=lambda row: str(row.shown_text))[::-1]
