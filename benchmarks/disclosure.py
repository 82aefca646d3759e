"""A thousand random tables, and as many small numbers as somebody can work out of what is published of them: none.

TABLES=5000 python -m benchmarks disclosure
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from unittest.mock import patch

from reports.release import disclosure
from reports.release.disclosure import Protected, Table, protect_all
from tests.reports import solving

SEED = 1


@dataclass
class Tally:
    """`pinned_by_rule`: what could be worked out if nobody looked for it; the cost of hiding it is the difference."""

    tables: int = 0
    small: int = 0
    positive: int = 0
    hidden_by_rule: int = 0
    hidden: int = 0
    pinned_by_rule: int = 0
    pinned: int = 0
    times: list[float] = field(default_factory=list)

    def add(self, tables: Sequence[Table], page: solving.Page) -> None:
        begun = time.perf_counter()
        done = protect_all(tables)
        self.times.append(time.perf_counter() - begun)
        numbers = [n for table in tables for row in table.wide for n in row]
        self.tables += len(tables)
        self.small += sum(0 < n < disclosure.THRESHOLD for n in numbers)
        self.positive += sum(n > 0 for n in numbers)
        hidden, self.pinned = _tried(tables, done, page, self.pinned)
        self.hidden += hidden
        hidden, self.pinned_by_rule = _tried(tables, _by_rule_alone(tables), page, self.pinned_by_rule)
        self.hidden_by_rule += hidden

    def line(self, name: str) -> str:
        counts = [self.tables, self.positive, self.small, self.hidden_by_rule, self.hidden, self.pinned_by_rule]
        mean, longest = (1000 * seconds for seconds in (sum(self.times) / len(self.times), max(self.times)))
        said = " | ".join(f"{count:,}" for count in counts)
        return f"| {name} | {said} | **{self.pinned}** | {mean:.1f} | {longest:.0f} |"


def _tried(tables: Sequence[Table], done: Sequence[Protected], page: solving.Page, pinned: int) -> tuple[int, int]:
    page.grids = solving.published(tables, done)
    found = [p for p in solving.by_solver(page) if 0 < tables[p[0]].wide[p[1]][p[2]] < disclosure.THRESHOLD]
    return sum(not text.isdigit() for grid in page.grids for row in grid for text in row), pinned + len(found)


def _by_rule_alone(tables: Sequence[Table]) -> list[Protected]:
    with patch("reports.release.disclosure.pinned", return_value=[]):
        return protect_all(tables)


def _single(count: int, *, overlapping: bool) -> Iterator[tuple[list[Table], solving.Page]]:
    for table in solving.random_tables(SEED, count):
        adds_up = [sum(column) for column in zip(*table.body, strict=True)] == table.totals
        if adds_up is not overlapping:
            yield [table], solving.Page([], [overlapping])


def run(count: int) -> None:
    heads = ["tables", "number", "positive numbers", "small", "hidden by the rule alone", "hidden"]
    heads += ["worked out after the rule", "**worked out**", "mean ms", "longest ms"]
    print(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    kinds = {
        "that add up": _single(count, overlapping=False),
        "with people in several rows": _single(count, overlapping=True),
        "linked, in groups of two or three": solving.random_groups(SEED, count // 5),
    }
    for name, groups in kinds.items():
        tally = Tally()
        for tables, page in groups:
            tally.add(tables, page)
        print(tally.line(name), flush=True)
