"""How a case went: every stage that it reached, with what was corrected of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carisecure.corrections.chains import Entry, entries
from carisecure.interface.words import day
from cases.record.codelists import codelist
from cases.record.models import CaseStageEvent

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Case


def stages_of(viewer: User, case: Case) -> list[tuple[Entry[CaseStageEvent], str]]:
    """The opening first, each with the reason in words. One query."""
    rows = CaseStageEvent.objects.visible_to(viewer, "cases.view_case").filter(case=case)
    return [(entry, _reason(entry.now)) for entry in entries(rows.select_related("recorded_by"), words=stage_words)]


def stage_words(event: CaseStageEvent) -> str:
    """One line: the stage, its day, and why it ended."""
    found = [str(event.get_stage_display()), day(event.happened_on, event.precision), _reason(event), event.note]
    return " · ".join(filter(None, found))


def _reason(event: CaseStageEvent) -> str:
    known = codelist("closure_reason")
    return str(known.get(event.reason).label) if event.reason in known else event.reason
