"""Hiding small numbers so that they cannot be worked out from the others.

Thresholds of five are the common rule (OECD/UNECE glossary of statistical disclosure control). A cell is hidden for
itself when 0 < n < threshold; zero is shown. Then, until nothing changes, rows first, then columns: a line that holds
exactly one hidden cell, or hidden cells that together stay below the threshold, hides its smallest other positive cell
(of equals the first). Totals are published, so a small total is hidden like a cell, and a line whose only hidden cell
could be read off its total hides that total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

THRESHOLD = 5


class Shown(StrEnum):
    """open: as it is. primary: small itself ("<5"). secondary: hidden, whatever it is, so that no small one can be
    worked out."""

    OPEN = "open"
    PRIMARY = "primary"
    SECONDARY = "secondary"


Marks = list[list[Shown]]
Numbers = Sequence[Sequence[int]]
Place = tuple[int, int]


def suppress(counts: Numbers, threshold: int = THRESHOLD) -> Marks:
    """What becomes of each cell of a table whose totals are published."""
    marks = [[Shown.PRIMARY if 0 < n < threshold else Shown.OPEN for n in row] for row in counts]
    lines = _lines(len(counts), len(counts[0]) if counts else 0)
    while sum(_complete(line, counts, marks, threshold) for line in lines):  # sum, not any: a pass looks at every line
        pass
    return marks


def _lines(rows: int, columns: int) -> list[list[tuple[int, int]]]:
    across = [[(r, c) for c in range(columns)] for r in range(rows)]
    down = [[(r, c) for r in range(rows)] for c in range(columns)]
    return across + down


def _complete(line: list[tuple[int, int]], counts: Numbers, marks: Marks, threshold: int) -> bool:
    """Hide one more cell of this line where what is hidden could be worked out; True where one was hidden."""
    hidden = [counts[r][c] for r, c in line if marks[r][c] is not Shown.OPEN]
    if not hidden or (len(hidden) > 1 and sum(hidden) >= threshold):
        return False
    others = [
        (counts[r][c], n, r, c) for n, (r, c) in enumerate(line) if marks[r][c] is Shown.OPEN and counts[r][c] > 0
    ]
    if not others:
        return False
    _value, _place, row, column = min(others)
    marks[row][column] = Shown.SECONDARY
    return True


@dataclass(frozen=True)
class Protected:
    """A table with what may be shown of it: cells, the total of each row, of each column, and of all."""

    cells: Marks
    row_totals: list[Shown]
    column_totals: list[Shown]
    grand: Shown


def protect(
    counts: Numbers,
    *,
    threshold: int = THRESHOLD,
    hidden_totals: frozenset[int] = frozenset(),
    hidden_cells: frozenset[Place] = frozenset(),
    totals: Sequence[int] = (),
) -> Protected:
    """The same with the totals as cells of their own, so that no line, totals included, has one hidden cell alone.

    `totals`: the published total of each column where it is not the plain sum (people with several means are in several
    rows). `hidden_totals` and `hidden_cells`: places that another table about the same people hides already; the total
    of all is the column behind the last.
    """
    columns = list(totals) if totals else [sum(column) for column in zip(*counts, strict=True)]
    wide = [[*row, sum(row)] for row in counts] + [[*columns, sum(columns)]]
    marks = [[Shown.PRIMARY if 0 < n < threshold else Shown.OPEN for n in row] for row in wide]
    last, width = len(wide) - 1, len(wide[0]) - 1
    for row, column in {(last, column) for column in hidden_totals} | hidden_cells:
        if marks[row][column] is Shown.OPEN:
            marks[row][column] = Shown.SECONDARY
    lines = _lines(last + 1, width + 1)
    while True:
        while sum(_complete_with_total(line, wide, marks, threshold) for line in lines):
            pass
        if not _hide_beside(_worked_out(wide, marks, lines, threshold), wide, marks, lines):
            break
    return Protected(
        [row[:width] for row in marks[:last]],
        [row[width] for row in marks[:last]],
        marks[last][:width],
        marks[last][width],
    )


def _complete_with_total(line: list[tuple[int, int]], counts: Numbers, marks: Marks, threshold: int) -> bool:
    """As `_complete`, but the last place of the line is the total of the others and goes last: a total says more than
    a cell, so it is hidden only where no cell is left.
    """
    *inner, total = line
    hidden = [(r, c) for r, c in inner if marks[r][c] is not Shown.OPEN]
    if marks[total[0]][total[1]] is not Shown.OPEN:
        # A hidden total needs one hidden cell beside it, or it is the sum of what is shown.
        positive = [(r, c) for r, c in inner if counts[r][c] > 0]
        return not hidden and bool(positive) and _hide_smallest(positive, counts, marks)
    if not hidden or not _is_weak(hidden, counts, marks, threshold):
        return False
    still_open = [(r, c) for r, c in inner if marks[r][c] is Shown.OPEN and counts[r][c] > 0]
    return _hide_smallest(still_open or [total], counts, marks)


def _is_weak(hidden: list[tuple[int, int]], counts: Numbers, marks: Marks, threshold: int) -> bool:
    """Whether the published total of a line tells too much about its hidden cells.

    Beyond the rule: cells that are all shown as "<5" with a sum at an end of what they can be (4 and 4 make 8, 1 and 1
    make 2) are known exactly.
    """
    together = sum(counts[r][c] for r, c in hidden)
    if len(hidden) == 1 or together < threshold:
        return True
    all_small = all(marks[r][c] is Shown.PRIMARY for r, c in hidden)
    return all_small and together in (len(hidden), len(hidden) * (threshold - 1))


def _worked_out(
    counts: Numbers, marks: Marks, lines: list[list[tuple[int, int]]], threshold: int
) -> list[tuple[int, int]]:
    """Small cells that several lines together give away, although no single line does.

    Narrows what each hidden number can be, line by line, until nothing changes: what anybody with a pencil could do.
    """
    top = counts[-1][-1]
    span = {
        (r, c): {Shown.OPEN: (n, n), Shown.PRIMARY: (1, threshold - 1), Shown.SECONDARY: (1, top)}[marks[r][c]]
        for r, row in enumerate(counts)
        for c, n in enumerate(row)
    }
    changed = True
    while changed:
        changed = sum(_narrow(line, span) for line in lines) > 0
    return [
        place
        for place, (low, high) in span.items()
        if low == high and marks[place[0]][place[1]] is not Shown.OPEN and 0 < low < threshold
    ]


def _narrow(line: list[tuple[int, int]], span: dict[tuple[int, int], tuple[int, int]]) -> bool:
    """One line: its last place is the sum of the others. True where something became narrower."""
    *inner, total = line
    before = [span[place] for place in line]
    low, high = sum(span[p][0] for p in inner), sum(span[p][1] for p in inner)
    span[total] = (max(span[total][0], low), min(span[total][1], high))
    for place in inner:
        least = span[total][0] - (high - span[place][1])
        most = span[total][1] - (low - span[place][0])
        was = span[place]
        span[place] = (max(was[0], least), min(was[1], most))
        low, high = low + span[place][0] - was[0], high + span[place][1] - was[1]
    return before != [span[place] for place in line]


def _hide_beside(
    found: list[tuple[int, int]], counts: Numbers, marks: Marks, lines: list[list[tuple[int, int]]]
) -> bool:
    """Hide the smallest number still open in a line of a cell that was worked out, cells before totals."""
    last_row, last_column = len(counts) - 1, len(counts[0]) - 1
    for place in found:
        beside = [p for line in lines if place in line for p in line]
        still_open = [(r, c) for r, c in beside if marks[r][c] is Shown.OPEN and counts[r][c] > 0]
        inner = [p for p in still_open if p[0] < last_row and p[1] < last_column]
        if still_open:
            return _hide_smallest(inner or still_open, counts, marks)
        # Nothing is left to hide: then "<5" itself says too much (four cells of "<5" under a total of "<5" are all 1).
        said = [(r, c) for r, c in beside if marks[r][c] is Shown.PRIMARY]
        totals = [p for p in said if p[0] == last_row or p[1] == last_column]
        if said:
            row, column = max(totals or said, key=lambda p: counts[p[0]][p[1]])
            marks[row][column] = Shown.SECONDARY
            return True
    return False


def _hide_smallest(places: list[tuple[int, int]], counts: Numbers, marks: Marks) -> bool:
    row, column = min(places, key=lambda p: counts[p[0]][p[1]])
    marks[row][column] = Shown.SECONDARY
    return True


@dataclass(frozen=True)
class Table:
    """What `protect_all` is given: everything that adds up, and the total of each column.

    `part_of`: (table, row) whose cells are the totals of this one, such as the victims identified, who are a row of one
    table and the total of another.
    """

    body: Numbers
    totals: Sequence[int]
    part_of: tuple[int, int] | None = None


def protect_all(
    tables: Sequence[Table], threshold: int = THRESHOLD, hidden: frozenset[int] = frozenset()
) -> list[Protected]:
    """Several tables about the same people: what is hidden in one is hidden in each that says the same number.

    `hidden`: columns whose totals are hidden to begin with (the one behind the last is the total of all). Grows until
    nothing changes; ends, because what is hidden stays hidden.
    """
    totals: list[frozenset[int]] = [hidden if table.part_of is None else frozenset() for table in tables]
    cells: list[frozenset[Place]] = [frozenset() for _table in tables]
    while True:
        done = [
            protect(t.body, threshold=threshold, hidden_totals=totals[n], hidden_cells=cells[n], totals=t.totals)
            for n, t in enumerate(tables)
        ]
        before = (totals, cells)
        whole = frozenset[int]().union(*(_hidden_totals(done[n]) for n, t in enumerate(tables) if t.part_of is None))
        totals = [_from_whole(table, n, done, whole) for n, table in enumerate(tables)]
        cells = [frozenset(_from_parts(n, tables, done)) for n in range(len(tables))]
        if before == (totals, cells):
            return done


def _hidden_totals(done: Protected) -> frozenset[int]:
    return frozenset(n for n, mark in enumerate([*done.column_totals, done.grand]) if mark is not Shown.OPEN)


def _from_whole(table: Table, number: int, done: Sequence[Protected], whole: frozenset[int]) -> frozenset[int]:
    """Which totals of a table the others hide."""
    if table.part_of is None:
        return whole
    other, row = table.part_of
    marks = [*done[other].cells[row], done[other].row_totals[row]]
    return _hidden_totals(done[number]) | {n for n, mark in enumerate(marks) if mark is not Shown.OPEN}


def _from_parts(number: int, tables: Sequence[Table], done: Sequence[Protected]) -> set[Place]:
    """Which cells of a table are totals that another table hides."""
    return {
        (table.part_of[1], column)
        for place, table in enumerate(tables)
        if table.part_of is not None and table.part_of[0] == number
        for column in _hidden_totals(done[place])
    }
