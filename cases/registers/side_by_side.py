"""Rows that say otherwise than when they came in: what the earlier book said, looked up in it, beside what is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from carisecure.importing import sheet
from carisecure.importing.register import nouns
from carisecure.importing.register.known import Known, Seen
from carisecure.importing.register.mapping import WrongMapping
from carisecure.importing.register.nouns import Thing
from carisecure.importing.register.plan import Book, Plan
from carisecure.importing.register.shown import shown
from carisecure.storage import keeping
from cases.registers.models import RegisterBatch
from cases.registers.reading import ACTION, looks_of, mapping_of

if TYPE_CHECKING:
    from carisecure.accounts.models import User

Place = tuple[int, int, str]  # sheet, row, noun


def differences(batch: RegisterBatch, changed: Sequence[tuple[Thing, Seen]], by: User) -> list[dict[str, Any]]:
    """JSON of each changed thing: where it stands now and stood, and each field that differs, before and now."""
    wanted: dict[UUID, set[Place]] = defaultdict(set)
    for thing, seen in changed:
        wanted[seen.batch].add((seen.sheet, seen.row, thing.noun))
    before = {of: _things_at(of, places, by) for of, places in wanted.items()}
    return [
        _difference(thing, seen, before[seen.batch].get((seen.sheet, seen.row, thing.noun)))
        for thing, seen in changed
    ]  # fmt: skip


def _things_at(batch_id: UUID, places: set[Place], by: User) -> dict[Place, Thing]:
    """The things that an earlier book had in these places: its file is kept as long as its rows are in."""
    earlier: RegisterBatch = RegisterBatch.objects.fetch(by, ACTION, batch_id)
    looks = looks_of(earlier)
    book = Book(keeping.place(earlier.path), earlier.encoding, [one.surveyed for one in looks])
    found: dict[Place, Thing] = {}
    try:
        plan = Plan(book, mapping_of(earlier), batch=earlier.pk, known=Known(), today=timezone.localdate())
        for row in plan.rows():
            found |= {
                place: one.thing
                for one in row.things
                if (place := (one.sheet, one.thing.place.row, one.thing.noun)) in places
            }
            if len(found) == len(places):
                break
    except (WrongMapping, sheet.FileRefused, keeping.FileLost):
        return found
    return found


def _difference(thing: Thing, seen: Seen, before: Thing | None) -> dict[str, Any]:
    rows = []
    for one in nouns.of(thing.noun).fields:
        was, now = (shown(each.values.get(one.code), one) if each else "" for each in (before, thing))
        if before is None or was != now:
            rows.append([f"{thing.noun}.{one.code}", was, now])
    was, now = (before.remarks if before else "", thing.remarks)
    if was != now:
        rows.append(["", was, now])
    return {
        "noun": thing.noun, "id": str(thing.id), "sheet": thing.place.sheet, "row": thing.place.row,
        "before_row": seen.row, "is_found": before is not None, "fields": [row for row in rows if row[1] or row[2]],
    }  # fmt: skip
