"""The dry run: everything that would be made, by noun and year, every fault with its place, every doubtful reading."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from carisecure.importing import sheet
from carisecure.importing.models import LISTED_FAULTS
from carisecure.importing.register.alike import Alike
from carisecure.importing.register.known import Fingerprint, Seen
from carisecure.importing.register.mapping import WrongMapping
from carisecure.importing.register.mapping_words import wrong_words
from carisecure.importing.register.nouns import Place, RegisterFault, Thing
from carisecure.importing.register.plan import Doubt, Plan, Planned
from carisecure.importing.register.shown import shown
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from cases.registers.models import RegisterBatch, RegisterState
from cases.registers.operations.alike import put_pairs
from cases.registers.operations.held import ask, held, taken
from cases.registers.operations.receiving import forget_result
from cases.registers.reading import plan_of, refuse_half
from cases.registers.side_by_side import differences

if TYPE_CHECKING:
    from carisecure.accounts.models import User

CHECK = "cases.check_register"
LISTED_CHANGES = 200


@dataclass
class Found:
    """What a dry run finds, while it goes on. All of it is JSON in the end."""

    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, Any]] = field(default_factory=list)
    fault_total: int = 0
    doubts: list[dict[str, Any]] = field(default_factory=list)
    doubt_total: int = 0
    changed: list[tuple[Thing, Seen]] = field(default_factory=list)
    changed_total: int = 0
    print: Fingerprint = field(default_factory=Fingerprint)
    alike: Alike = field(default_factory=Alike)

    def add(self, row: Planned) -> None:
        for one in row.things:
            self.alike.add(one)
        self.counts.update((one.thing.noun, one.year) for one in row.things)
        self.again.update(row.again)
        self.print.add(row.things)
        self.fault_total += len(row.faults)
        self.doubt_total += len(row.doubts)
        self.changed_total += len(row.changed)
        if row.faults and len(self.faults) < LISTED_FAULTS:
            self.faults += [fault_json(*one) for one in row.faults][: LISTED_FAULTS - len(self.faults)]
        if row.doubts and len(self.doubts) < LISTED_FAULTS:
            self.doubts += [_doubt_json(one) for one in row.doubts][: LISTED_FAULTS - len(self.doubts)]
        if row.changed and len(self.changed) < LISTED_CHANGES:
            self.changed += row.changed[: LISTED_CHANGES - len(self.changed)]

    def result(self, plan: Plan) -> dict[str, Any]:
        tables = {table.surveyed.name: table for table in plan.tables.values()}
        return {
            "counts": [[noun, year, count] for (noun, year), count in sorted(self.counts.items())],
            "again": dict(self.again),
            "doubts": self.doubts, "doubt_total": self.doubt_total,
            "changed_total": self.changed_total,
            "rows": {name: table.count for name, table in tables.items()},
            "filled": {name: dict(table.filled) for name, table in tables.items() if table.filled},
            "left_out": {
                name: {why: [count, table.left_out.rows[why]] for why, count in table.left_out.counts.items()}
                for name, table in tables.items()
            },
            "totals": [
                [name, total.row, total.text, total.said, total.counted]
                for name, table in tables.items()
                for total in table.totals
            ],
        }  # fmt: skip


def fault_json(fault: RegisterFault, noun: str) -> dict[str, Any]:
    return {
        **_place(fault.place), "value": fault.value[:80], "code": fault.code, "noun": noun,
        "arguments": {name: value if isinstance(value, int) else str(value) for name, value in fault.arguments.items()},
    }  # fmt: skip


def _doubt_json(doubt: Doubt) -> dict[str, Any]:
    return {
        **_place(doubt.place), "value": doubt.value, "code": doubt.code, "read_as": shown(doubt.read_as),
        "arguments": doubt.arguments,
    }  # fmt: skip


def _place(place: Place) -> dict[str, Any]:
    return {"sheet": place.sheet, "row": place.row, "column": place.column}


@transaction.atomic
def ask_check(*, batch: RegisterBatch, by: User) -> Job:
    """Have the whole book read without writing a row of it. Raises TransitionRefused; ValidationError for half a
    mapping.
    """
    batch = held(batch, by, becoming=RegisterState.CHECKED)
    try:
        refuse_half(batch)
    except WrongMapping as wrong:
        raise ValidationError(wrong_words(wrong)) from None
    return ask(CHECK, batch, by)


def check(running: Running, batch_id: str) -> dict[str, Any]:
    """The work of it. Lists 1,000 faults and 1,000 doubts at most, and counts all."""
    batch = taken(running, batch_id, becoming=RegisterState.CHECKED)
    found = Found()
    try:
        plan = plan_of(batch, running.person)
        for number, row in enumerate(plan.rows()):
            found.add(row)
            if number % 500 == 0:
                running.progress(number, None, "checking")
                running.stop_if_cancelled()
    except WrongMapping:
        raise JobRefused("register.mapping") from None
    except sheet.FileRefused as refused:
        raise JobRefused(refused.key, **refused.arguments) from None
    if not any(table.count for table in plan.tables.values()):
        raise JobRefused("no_rows")
    forget_result(batch)
    result = found.result(plan)
    result["changed"] = differences(batch, found.changed, running.person)
    batch.result_text = json.dumps(result)
    put_pairs(batch, found.alike)
    batch.put_faults(found.faults)
    batch.fault_total, batch.row_count = found.fault_total, found.print.count
    batch.rows_digest = found.print.value
    batch.state = RegisterState.FAULTY if found.fault_total else RegisterState.CHECKED
    batch.save()
    return {"things": found.print.count, "faults": found.fault_total}
