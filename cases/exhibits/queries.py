"""Exhibits with what was corrected of them, and their continuity, for pages and documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from carisecure.corrections.chains import Entry, entries
from carisecure.interface.words import day
from cases.exhibits import continuity
from cases.exhibits.continuity import Seizure, Standing, Step
from cases.exhibits.models import CustodyEvent, Exhibit
from cases.material.queries import rows_of

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Case


@dataclass(frozen=True)
class ExhibitLine:
    """One exhibit as a list shows it: the entry, and who holds it where."""

    entry: Entry[Exhibit]
    standing: Standing
    place: str = ""

    @property
    def exhibit(self) -> Exhibit:
        return self.entry.now


def exhibits_of(viewer: User, case: Case) -> list[Entry[Exhibit]]:
    return exhibits_among(rows_of(Exhibit, viewer, case))


def exhibits_among(rows: Iterable[Exhibit]) -> list[Entry[Exhibit]]:
    return entries(rows, words=exhibit_words)


def custody_rows(viewer: User, case: Case) -> Any:
    """Every event of every exhibit of the case, in all versions; not read yet."""
    return rows_of(CustodyEvent, viewer, case)


def lines_among(exhibits: Iterable[Entry[Exhibit]], events: Iterable[CustodyEvent]) -> list[ExhibitLine]:
    """By their numbers."""
    by_exhibit: dict[UUID, list[CustodyEvent]] = {}
    for event in events:
        by_exhibit.setdefault(event.exhibit_id, []).append(event)
    found = [_line(one, by_exhibit.get(one.now.entry_key, ())) for one in exhibits]
    return sorted(found, key=lambda line: line.exhibit.number)


def _line(entry: Entry[Exhibit], events: Iterable[CustodyEvent]) -> ExhibitLine:
    standing = [one.now for one in continuity_among(events) if one.is_standing]
    place = next((event.place for event in reversed(standing) if event.place), "")
    reached = continuity.standing_of(Seizure.of(entry.now), [Step.of(event) for event in standing])
    return ExhibitLine(entry, reached, "" if reached.is_disposed else place)


def continuity_of(viewer: User, exhibit: Exhibit) -> list[Entry[CustodyEvent]]:
    rows = custody_rows(viewer, exhibit.case).filter(exhibit=exhibit.entry_key)
    return continuity_among(rows)


def continuity_among(rows: Iterable[CustodyEvent]) -> list[Entry[CustodyEvent]]:
    found = entries(rows, words=event_words)
    return sorted(found, key=lambda one: one.now.number)


def exhibit_words(row: Exhibit) -> str:
    found = day(row.found_on, row.found_precision) if row.found_on else ""
    facts = (
        (_("Found or seized"), found),
        (_("Where"), row.found_at),
        (_("By whom"), row.seized_by),
        (_("From whom"), row.seized_from),
        (_("Under which warrant"), row.warrant),
        (_("Kept where"), row.held_at),
    )
    return "\n".join([f"{row.mark}: {row.description}", *_told(facts)])


def event_words(row: CustodyEvent) -> str:
    facts = (
        (_("Handed over by"), row.handed_by),
        (_("Handed to"), row.handed_to),
        (_("Where"), row.place),
        (_("Number of the seal"), row.seal),
        (_("Note"), row.note),
    )
    return "\n".join([f"{row.get_kind_display()} · {when(row)}", *_told(facts)])


def when(row: CustodyEvent) -> str:
    """The day as exactly as it is known, with the hour where there is one."""
    on = day(row.happened_on, row.precision)
    return f"{on}, {clock(row.at_time)}" if row.at_time else on


def clock(at: dt.time) -> str:
    return f"{at:%H:%M}"


def last_number(events: Sequence[Entry[CustodyEvent]]) -> int:
    """The number of the last event, those struck out included; 1 is the seizure."""
    return max((one.now.number for one in events), default=1)


def _told(facts: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name}: {text}" for name, text in facts if text]
