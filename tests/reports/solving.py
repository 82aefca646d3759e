"""Somebody who tries to work out the small numbers of published tables. Knows what a page shows, and nothing of how the
product hides: shares no line with it, so that a fault of thought there is not repeated here.

Two ways: every table that fits is counted through (small tables), or each number is made as small and as great as
whole numbers allow (any table, by HiGHS).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from reports.release.disclosure import Protected, Table

Grid = list[list[str]]  # what stands on the page: "12", "<5", "hidden"; totals are the last row and column


@dataclass
class Page:
    """Tables as published. `overlapping`: their words say that somebody can be in several rows. `same`: cells that the
    reader knows to be one number."""

    grids: list[Grid]
    overlapping: list[bool]
    same: list[tuple[tuple[int, int, int], tuple[int, int, int]]] = field(default_factory=list)
    hidden_from: int = 1  # what the reader takes the least "hidden" for; 5 for one who has read the rule


def published(tables: Sequence[Table], done: Sequence[Protected]) -> list[Grid]:
    words = {"primary": "<5", "secondary": "hidden"}
    pages = []
    for table, shown in zip(tables, done, strict=True):
        numbers = [[*row, sum(row)] for row in table.body] + [[*table.totals, sum(table.totals)]]
        marks = [[*cells, total] for cells, total in zip(shown.cells, shown.row_totals, strict=True)]
        marks.append([*shown.column_totals, shown.grand])
        pages.append(
            [
                [words.get(mark.value, str(n)) for n, mark in zip(row, own, strict=True)]
                for row, own in zip(numbers, marks, strict=True)
            ]
        )
    return pages


def _interval(text: str, hidden_from: int) -> tuple[float, float]:
    if text == "hidden":
        return hidden_from, math.inf
    return (1, 4) if text == "<5" else (int(text), int(text))


def by_solver(page: Page) -> set[tuple[int, int, int]]:
    """Which hidden numbers can be one number only."""
    at = {
        (t, r, c): n
        for n, (t, r, c) in enumerate(
            (t, r, c) for t, grid in enumerate(page.grids) for r, row in enumerate(grid) for c in range(len(row))
        )
    }
    bounds = [_interval(page.grids[t][r][c], page.hidden_from) for t, r, c in at]
    rules, low, high = [], [], []
    for weights, least, most in _rules(page):
        row = np.zeros(len(at))
        for place, weight in weights.items():
            row[at[place]] += weight
        rules.append(row)
        low.append(least)
        high.append(most)
    limits = LinearConstraint(np.array(rules), low, high) if rules else ()
    found = set()
    for place, number in at.items():
        t, r, c = place
        if page.grids[t][r][c] not in ("<5", "hidden"):
            continue
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(at))
            goal[number] = sign
            answer = milp(
                goal, integrality=np.ones(len(at), dtype=np.int64), constraints=limits, options={"mip_rel_gap": 0},
                bounds=Bounds([one for one, _ in bounds], [one for _, one in bounds]),
            )  # fmt: skip
            assert answer.status in (0, 3, 4), answer.message  # 4: plainly without an end
            ends.append(sign * math.inf * -1 if answer.x is None else round(answer.x[number]))
        if ends[0] == ends[1]:
            found.add(place)
    return found


def _rules(page: Page) -> Iterator[tuple[dict[tuple[int, int, int], int], float, float]]:
    for t, grid in enumerate(page.grids):
        rows, columns = range(len(grid)), range(len(grid[0]))
        for r in rows:
            yield {**{(t, r, c): 1 for c in columns[:-1]}, (t, r, columns[-1]): -1}, 0, 0
        for c in columns:
            down = {**{(t, r, c): 1 for r in rows[:-1]}, (t, rows[-1], c): -1}
            yield down, 0, (math.inf if page.overlapping[t] else 0)
            if page.overlapping[t]:
                for r in rows[:-1]:
                    yield {(t, r, c): 1, (t, rows[-1], c): -1}, -math.inf, 0
    for one, other in page.same:
        yield {one: 1, other: -1}, 0, 0


def by_counting(grid: Grid, *, hidden_from: int = 1, top: int = 30) -> set[tuple[int, int]]:
    """The same for one small table that adds up, by going through every table that fits: nothing but loops."""
    spans = [[_interval(text, hidden_from) for text in row] for row in grid]
    hidden = [(r, c) for r, row in enumerate(grid) for c, text in enumerate(row) if not text.isdigit()]
    seen: dict[tuple[int, int], set[int]] = {place: set() for place in hidden}
    rows = [[row for row in product(*(_range(one, top) for one in own[:-1])) if _within(sum(row), own[-1])]
            for own in spans[:-1]]  # fmt: skip
    for body in product(*rows):
        sums = [sum(column) for column in zip(*body, strict=True)]
        whole = [[*row, sum(row)] for row in body] + [[*sums, sum(sums)]]
        if all(_within(n, span) for n, span in zip(whole[-1], spans[-1], strict=True)):
            for r, c in hidden:
                seen[r, c].add(whole[r][c])
    return {place for place, values in seen.items() if len(values) == 1}


def _range(span: tuple[float, float], top: int) -> range:
    return range(int(span[0]), int(min(span[1], top)) + 1)


def _within(number: int, span: tuple[float, float]) -> bool:
    return span[0] <= number <= span[1]


def random_tables(seed: int, count: int) -> Iterator[Table]:
    """Tables as small countries have them: many noughts and small numbers; a third with people in several rows."""
    chance = random.Random(seed)  # noqa: S311  made-up tables, the same each time
    for number in range(count):
        height, width = chance.randint(1, 6), chance.randint(1, 6)
        numbers = ([*range(21)], [0, 0, 0, 1, 2, 3, 4, 8], [*range(7)])[chance.randrange(3)]
        body = [[chance.choice(numbers) for _c in range(width)] for _r in range(height)]
        sums = [sum(column) for column in zip(*body, strict=True)]
        if number % 3 == 2:
            tops = [max(column) for column in zip(*body, strict=True)]
            yield Table(body, [chance.randint(top, whole) for top, whole in zip(tops, sums, strict=True)])
        else:
            yield Table(body, sums)


def random_groups(seed: int, count: int) -> Iterator[tuple[list[Table], Page]]:
    """Two or three tables about the same people, the third a split of one row of the first; with who knows what of
    them (`grids` are filled in when they are published)."""
    chance = random.Random(seed)  # noqa: S311  made-up tables, the same each time
    for number in range(count):
        width = chance.randint(1, 4)
        first = [
            [chance.choice([0, 0, 1, 2, 3, 4, 6, 9, 14]) for _c in range(width)] for _r in range(chance.randint(1, 4))
        ]
        totals = [sum(column) for column in zip(*first, strict=True)]
        tables = [Table(first, totals), Table(_split(totals, chance), totals)]
        same = [((0, len(first), c), (1, len(tables[1].body), c)) for c in range(width + 1)]
        if number % 2:
            row = chance.randrange(len(first))
            tables.append(Table(_split(first[row], chance), first[row], part_of=(0, row)))
            same += [((0, row, c), (2, len(tables[2].body), c)) for c in range(width + 1)]
        yield tables, Page([], [False] * len(tables), same)


def _split(totals: Sequence[int], chance: random.Random) -> list[list[int]]:
    height = chance.randint(1, 4)
    body = [[0] * len(totals) for _r in range(height)]
    for column, total in enumerate(totals):
        for _one in range(total):
            body[chance.randrange(height)][column] += 1
    return body
