"""A batch to the plan of what it holds: its book, its mapping, and what came in with earlier ones of the unit."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from carisecure.access.fields import load_keys
from carisecure.importing.register import looking
from carisecure.importing.register.known import Known
from carisecure.importing.register.looking import SheetLook
from carisecure.importing.register.mapping import RegisterMapping, WrongMapping
from carisecure.importing.register.plan import Book, Plan
from carisecure.importing.register.sheets import sheet_plans
from carisecure.storage import keeping
from cases.registers.models import RegisterBatch, RegisterPart
from cases.registers.models import RegisterMapping as SavedRegisterMapping

if TYPE_CHECKING:
    from carisecure.accounts.models import User

ACTION = "cases.import_register"
READY = Path(__file__).resolve().parent / "mappings"
PARTS_AT_ONCE = 50


def looks_of(batch: RegisterBatch) -> list[SheetLook]:
    """Its sheets as they were found."""
    return [looking.from_json(one) for one in batch.survey]


def mapping_of(batch: RegisterBatch) -> RegisterMapping:
    return RegisterMapping.from_json(batch.mapping)


def refuse_half(batch: RegisterBatch) -> None:
    """Raises WrongMapping where something has not been said yet without which the book cannot be read."""
    sheet_plans([one.surveyed for one in looks_of(batch)], mapping_of(batch), timezone.localdate())


def plan_of(batch: RegisterBatch, by: User) -> Plan:
    """Ready to be read, by whoever brings it in. Raises WrongMapping where something has not been said yet."""
    book = Book(keeping.place(batch.path), batch.encoding, [one.surveyed for one in looks_of(batch)])
    known = known_to(by, beside=batch)
    return Plan(book, mapping_of(batch), batch=batch.pk, known=known, today=timezone.localdate())


def known_to(by: User, *, beside: RegisterBatch) -> Known:
    """What other batches of the unit have brought in, confirmed or not."""
    known = Known()
    batches = RegisterBatch.objects.visible_to(by, ACTION).brought_in().exclude(pk=beside.pk)
    for batch in batches:
        parts = RegisterPart.objects.visible_to(by, ACTION).filter(batch=batch).order_by("number")
        for part in parts.iterator(chunk_size=PARTS_AT_ONCE):
            known.add(batch.pk, part.things_text)
    return known


def ready() -> list[RegisterMapping]:
    """The mappings that ship; one that reads into what this installation does not have is none of them."""
    found = []
    for path in sorted(READY.glob("*.json")):
        with suppress(WrongMapping):
            found.append(RegisterMapping.from_json(json.loads(path.read_text(encoding="utf-8"))))
    return found


def mappings_of(by: User) -> list[RegisterMapping]:
    """What this unit has said of earlier books: saved mappings, then those of books that are in, the newest first; and
    those that ship.
    """
    saved = list(SavedRegisterMapping.objects.visible_to(by, ACTION))
    earlier = list(RegisterBatch.objects.visible_to(by, ACTION).brought_in().order_by("-committed_at")[:10])
    load_keys([*saved, *earlier])
    contents = [{**row.content, "name": row.name} for row in saved] + [row.mapping for row in earlier]
    return [*(RegisterMapping.from_json(content) for content in contents), *ready()]
