"""Exhibits with what was corrected of them, and their continuity, for pages and documents."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.corrections.chains import Entry, entries
from carisecure.interface.words import day
from cases.exhibits import continuity, file_words, rehashing
from cases.exhibits.continuity import Seizure, Standing, Step
from cases.exhibits.models import Arrival, CustodyEvent, Exhibit, ExhibitFile, ExhibitUpload
from cases.exhibits.uploads import GOES_ON_FOR
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


def lines_of(viewer: User, case: Case) -> list[ExhibitLine]:
    return lines_among(exhibits_of(viewer, case), custody_rows(viewer, case))


def file_counts(viewer: User, case: Case) -> dict[Any, int]:
    """How many files each exhibit of the case has, by its entry."""
    rows = ExhibitFile.objects.visible_to(viewer, "cases.view_exhibit").filter(case=case)
    return Counter(rows.values_list("exhibit_id", flat=True))


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


@dataclass(frozen=True)
class FileLine:
    """A file as the page of its exhibit shows it; `changed_since` where it is not what was kept any more."""

    file: ExhibitFile
    changed_since: dt.datetime | None = None

    @property
    def size(self) -> str:
        return file_words.megabytes(self.file.size)


@dataclass(frozen=True)
class UploadLine:
    """A file that is not kept: on its way, being checked, or refused with the reason in words."""

    upload: ExhibitUpload

    @property
    def size(self) -> str:
        return file_words.megabytes(self.upload.size)

    @property
    def why(self) -> str:
        if self.upload.state == Arrival.REFUSED:
            return file_words.why(self.upload.refusal, self.upload.found)
        if self.upload.state == Arrival.WAITING:
            return _("It is being checked. Look again in a moment.")
        return _("It was cut off. Send the same file again: it goes on where it stopped.")


def files_of(viewer: User, exhibit: Exhibit) -> list[FileLine]:
    rows = ExhibitFile.objects.visible_to(viewer, "cases.view_exhibit").filter(exhibit=exhibit.entry_key)
    files = list(rows.select_related("sent_by").order_by("number"))
    changed = rehashing.changed_among(file.pk for file in files)
    return [FileLine(file, changed.get(file.pk)) for file in files]


def uploads_of(viewer: User, exhibit: Exhibit) -> list[UploadLine]:
    """Those that wait or were refused, and what was begun in the last days and not finished."""
    rows = ExhibitUpload.objects.visible_to(viewer, "cases.view_exhibit").filter(exhibit=exhibit.entry_key)
    shown = rows.exclude(state=Arrival.KEPT).exclude(
        state=Arrival.RECEIVING, created_at__lt=timezone.now() - GOES_ON_FOR
    )
    return [UploadLine(row) for row in shown.select_related("sent_by")]
