"""The weekly list: what was read in the week before, what of it is unusual, and who looks at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from carisecure.accounts.models import User
from carisecure.audit import ledger, unusual
from carisecure.audit.models import Reason, UnusualReading
from carisecure.audit.reviewers import Reviewers
from carisecure.audit.unusual import ReadLine, Subject

DAYS = 7


@dataclass
class _Found:
    """What one person read of one case."""

    reader: User
    subject: Subject | None
    reasons: set[str] = field(default_factory=set)
    at: list[dt.datetime] = field(default_factory=list)


def bounds(monday: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From Monday 00:00 to Monday 00:00, in the country's zone."""
    days = (monday, monday + dt.timedelta(days=DAYS))
    begins, ends = (timezone.make_aware(dt.datetime.combine(day, dt.time())) for day in days)
    return begins, ends


def list_week(monday: dt.date) -> int:
    """Make the list of the week that began on this Monday; returns how many lines it has now. Twice adds nothing.

    Under `maintenance` alone. Costs one pass over the week's lines in the ledger and about six queries besides, one
    more for each reader who opened names.
    """
    lines = ledger.readings_between(*bounds(monday))
    readers = User.objects.filter(pk__in={line.actor for line in lines}).select_related("agency").in_bulk()
    where = unusual.places(lines)
    signs = unusual.signs(lines, where, readers)
    reviewers = Reviewers()
    rows = [_row(monday, found, reviewers) for found in _together(lines, where, signs, readers)]
    UnusualReading.objects.bulk_create(rows, ignore_conflicts=True)
    return UnusualReading.objects.filter(week=monday).count()


def pass_on() -> int:
    """Give another reviewer to what nobody can look at any more: they left, changed their work, or are excluded now."""
    reviewers, moved = Reviewers(), 0
    for row in UnusualReading.objects.filter(decided_at=None).select_related("reader__agency"):
        known = reviewers.by_id(row.reviewer_id)
        if known is not None and reviewers.may(
            known, row.reader, is_sealed=row.is_sealed, excluded=row.excluded_groups
        ):
            continue
        chosen = reviewers.choose(row.reader, is_sealed=row.is_sealed, excluded=row.excluded_groups)
        if chosen is None and row.reviewer_id is None:
            continue
        row.reviewer = chosen
        row.save(update_fields=["reviewer"])
        moved += 1
    return moved


def _together(
    lines: Iterable[ReadLine], where: unusual.Places, signs: dict[int, set[str]], readers: unusual.People
) -> list[_Found]:
    """One line of the list for each reader and case, with every time that had a reason."""
    found: dict[tuple[UUID, UUID | None], _Found] = {}
    for line in lines:
        if line.id not in signs or line.actor not in readers:
            continue
        subject = where.get(line.id)
        key = (line.actor, subject.case_id if subject else None)
        one = found.setdefault(key, _Found(readers[line.actor], subject))
        one.reasons |= signs[line.id]
        one.at.append(line.at)
    return sorted(found.values(), key=lambda one: (one.reader.username, min(one.at)))


def _row(monday: dt.date, found: _Found, reviewers: Reviewers) -> UnusualReading:
    subject = found.subject
    excluded = sorted(subject.excluded) if subject else []
    is_sealed = subject is not None and subject.is_sealed
    return UnusualReading(
        week=monday,
        reader=found.reader,
        case_id=subject.case_id if subject else None,
        unit_id=subject.unit_id if subject else None,
        is_sealed=is_sealed,
        excluded_groups=excluded,
        reasons=[reason for reason in Reason.values if reason in found.reasons],
        times=len(found.at),
        first_at=min(found.at),
        last_at=max(found.at),
        reviewer=reviewers.choose(found.reader, is_sealed=is_sealed, excluded=excluded),
    )
