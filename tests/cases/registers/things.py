"""Things of a register, as the machine of the sheets hands them to the nouns."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from carisecure.accounts.models import User
from carisecure.importing.register import nouns
from carisecure.importing.register.nouns import AgeRead, DayRead, NameRead, Place, TelephoneRead, Thing
from tests.cases.registers.provisional import make_batch

__all__ = ["AgeRead", "Book", "DayRead", "NameRead", "TelephoneRead", "day", "year"]


def day(iso: str) -> DayRead:
    parts = iso.split("-")
    first = dt.date.fromisoformat("-".join([*parts, "01", "01"][:3]))
    return DayRead(first, {1: "year", 2: "month", 3: "day"}[len(parts)])


def year(number: int) -> DayRead:
    return DayRead(dt.date(number, 1, 1), "year")


@dataclass
class Book:
    """A register being written by whoever imports it."""

    by: User
    things: list[Thing] = field(default_factory=list)

    def add(self, noun: str, parents: tuple[Thing, ...] = (), said: str = "", **values: Any) -> Thing:
        """`said`: what no column was for."""
        return self.put(noun, parents, values, said)

    def put(self, noun: str, parents: tuple[Thing, ...], values: dict[str, Any], said: str = "") -> Thing:
        place = Place("BOOK", len(self.things) + 2)
        made = Thing(noun, uuid.uuid4(), place, values, {one.noun: one.id for one in parents}, said)
        self.things.append(made)
        return made

    def case(self, number: str, received: str, **values: Any) -> Thing:
        report = self.add("cases.report", received_on=day(received), narrative="Bar raid")
        return self.add("cases.case", (report,), number=number, **values)

    def victim(self, case: Thing, name: str, age: int | None = None, **values: Any) -> Thing:
        given = {"age": AgeRead(age, age)} if age is not None else {}
        return self.put("cases.victim", (case,), {"name": NameRead(name), **given, **values})

    def faults(self) -> list[str]:
        return [fault.code for thing in self.things for fault in nouns.of(thing.noun).check(thing)]

    def write(self) -> int:
        order = [noun.code for noun in nouns.in_order()]
        self.things.sort(key=lambda thing: order.index(thing.noun))
        batch = make_batch(self.by)
        batch.committed_by = self.by
        return sum(nouns.of(code).write(batch, list(some)) for code, some in self._by_noun())

    def _by_noun(self) -> Iterator[tuple[str, Iterator[Thing]]]:
        return groupby(self.things, key=lambda thing: thing.noun)
