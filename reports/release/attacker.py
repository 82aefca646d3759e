"""What a reader can work out of published tables: the other side of `reports.disclosure`, which hides until that is
nothing.

The reader has the tables as published, and knows the rule: an open number is itself, zero is shown, "<5" is 1 to 4, and
"hidden" is a positive number, mostly one of five and more. We grant the reader every relation that holds in truth,
although the pages do not say all of them: somebody who knows more than a reader does finds whatever a reader finds.

A small number is *pinned* where no other table of whole numbers fits what is published. One other table (a witness) in
which it differs clears it, and every other number that differs there. Cheap first: intervals find most of what is
pinned, exchanges around a ring of rows and columns clear most of the rest, and only what is left goes to the solver.
What is hidden later only adds tables that fit, so that what was cleared once stays cleared.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Shown(StrEnum):
    """open: as it is. primary: small itself ("<5"). secondary: hidden, whatever it is, so that no small one can be
    worked out; most are of five and more, but some are small numbers of which even "<5" would have said too much, and
    a nought is among them where another table hides the same number."""

    OPEN = "open"
    PRIMARY = "primary"
    SECONDARY = "secondary"


class Place(NamedTuple):
    """Where a number stands: the number of its table, its row, its column. Totals are the last row and column.

    BETWEEN as the table: not a number that is shown, but by how much the totals of two tables differ (`row` is the
    lesser's table): so many of the same people are missing in it.
    """

    table: int
    row: int
    column: int


class Line(NamedTuple):
    """What adds up: the sum of `parts` less `whole` lies between `least` and `most`, both included."""

    parts: tuple[Place, ...]
    whole: Place
    least: int = 0
    most: int = 0

    @property
    def places(self) -> tuple[Place, ...]:
        return (*self.parts, self.whole)


BETWEEN = -1
Span = tuple[int, int]
Moves = Mapping[Place, int]

# No bound. Whole numbers, because a sum of infinities cannot be taken apart again.
NO_END = 2**40
NARROWED_AT_MOST = 50  # rounds; what is not found by then is found by the solver


@dataclass
class Patience:
    """How much may be asked of the solver for one group of tables; with nothing left, more is hidden instead.

    Counted, not timed, so that the same tables give the same answer on every machine; the seconds are for a solver that
    counts no branches and yet does not come back.
    """

    solves: int = 400
    branches: int = 2_000
    seconds: float = 2.0

    def take(self) -> bool:
        self.solves -= 1
        return self.solves >= 0


@dataclass
class Tables:
    """Numbers with what is shown of each, and how they add up. `small`: those that nobody may work out."""

    numbers: dict[Place, int]
    lines: list[Line]
    threshold: int
    marks: dict[Place, Shown] = field(default_factory=dict)
    cleared: set[Place] = field(default_factory=set)
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        self._through: dict[Place, list[Line]] = {place: [] for place in self.numbers}
        self.corners = {place.table: place for place in sorted(self.numbers)}  # the last of each table: its total
        for line in self.lines:
            for place in line.places:
                self._through[place].append(line)

    def is_small(self, place: Place) -> bool:
        return 0 < self.numbers[place] < self.threshold

    def is_open(self, place: Place) -> bool:
        return self.marks[place] is Shown.OPEN

    def lines_through(self, place: Place) -> list[Line]:
        return self._through[place]

    def span(self, place: Place) -> Span:
        """What the mark alone says of a number."""
        mark, number = self.marks[place], self.numbers[place]
        if mark is Shown.OPEN:
            return number, number
        if mark is Shown.PRIMARY:
            return 1, self.threshold - 1
        # Whoever knows the rule takes a hidden number for one of five and more; where it is not, for any.
        least = self.threshold if number >= self.threshold else min(number, 1)
        return least, NO_END

    def at_stake(self) -> list[Place]:
        """Small numbers of which it is not known yet that they are safe."""
        return [p for p in self.numbers if self.is_small(p) and not self.is_open(p) and p not in self.cleared]


def pinned(tables: Tables) -> list[Place]:
    """Small numbers that can be worked out, or of which that could not be disproved. Empty: nobody works out any.

    First all that intervals find; only where they find none, the first that the solver finds.
    """
    if found := _by_intervals(tables):
        return found
    for place in tables.at_stake():
        if place in tables.cleared:  # by the witness for another
            continue
        moves = _exchange(tables, place) or _solved(tables, place)
        if moves is None:
            return [place]
        tables.cleared.update(moves)
    return []


def _by_intervals(tables: Tables) -> list[Place]:
    """What anybody with a pencil finds: narrow what each number can be, line by line, until nothing changes."""
    spans = {place: tables.span(place) for place in tables.numbers}
    hidden = [line for line in tables.lines if not all(tables.is_open(place) for place in line.places)]
    for _round in range(NARROWED_AT_MOST):
        if not sum(_narrow(line, spans) for line in hidden):
            break
    return [place for place in tables.at_stake() if spans[place][0] == spans[place][1]]


def _narrow(line: Line, spans: dict[Place, Span]) -> bool:
    """True where a number of this line became narrower."""
    low, high = sum(spans[p][0] for p in line.parts), sum(spans[p][1] for p in line.parts)
    was = spans[line.whole]
    least, most = spans[line.whole] = max(was[0], low - line.most), min(was[1], high - line.least)
    is_narrower = was != (least, most)
    for place in line.parts:
        own = spans[place]
        rest_low, rest_high = low - own[0], high - own[1]
        new = max(own[0], least + line.least - rest_high), min(own[1], most + line.most - rest_low)
        if new != own:
            spans[place], is_narrower = new, True
            low, high = rest_low + new[0], rest_high + new[1]
    return is_narrower


def fits(tables: Tables, moves: Moves) -> bool:
    """Whether the true numbers, changed by these moves, fit all that is published."""
    if not all(_may_move(tables, place, by) for place, by in moves.items()):
        return False
    lines = {line for place in moves for line in tables.lines_through(place)}
    return all(line.least <= _apart(tables, line, moves) <= line.most for line in lines)


def _apart(tables: Tables, line: Line, moves: Moves) -> int:
    def of(place: Place) -> int:
        return tables.numbers[place] + moves.get(place, 0)

    return sum(of(place) for place in line.parts) - of(line.whole)


def _exchange(tables: Tables, place: Place) -> Moves | None:
    """One more here and one less there, around a ring of hidden numbers, so that every sum stays as it is.

    In a single table that adds up such a ring exists wherever the number can be another at all.
    """
    if place.table == BETWEEN:
        return None
    for by in (1, -1):
        moves = _ring(tables, place, by)
        if moves is not None and fits(tables, moves):
            return moves
    return None


def _ring(tables: Tables, place: Place, by: int) -> Moves | None:
    """From the row of the place over a number in each row and column that is passed to its column, by few of them."""
    if not _may_move(tables, place, by):
        return None
    last, side = tables.corners[place.table], by * _side(place, tables.corners[place.table])
    home = ("column", place.column)
    back = dict(_steps(tables, home, last, -side, but=place))  # rows that lead into the column of the place
    came: dict[tuple[str, int], Place] = {("row", place.row): place}
    waiting = deque(came)
    while waiting and home not in came:
        line = waiting.popleft()
        for reached, step in _steps(tables, line, last, side * (-1 if line[0] == "row" else 1), but=place):
            if reached not in came:
                came[reached] = step
                waiting.append(reached)
            if reached in back and reached != ("row", place.row):
                came[home] = back[reached]
                break
    return _walk_back(came, home, place, last, by) if home in came else None


def _steps(
    tables: Tables, line: tuple[str, int], last: Place, side: int, *, but: Place
) -> Iterator[tuple[tuple[str, int], Place]]:
    """Which columns a row leads to (and a column to which rows), over numbers that may be one more or one less."""
    is_row = line[0] == "row"
    for at in range((last.column if is_row else last.row) + 1):
        step = Place(last.table, line[1], at) if is_row else Place(last.table, at, line[1])
        if step != but and _may_move(tables, step, side * _side(step, last)):
            yield ("column" if is_row else "row", at), step


def _walk_back(
    came: Mapping[tuple[str, int], Place], line: tuple[str, int], place: Place, last: Place, by: int
) -> Moves:
    moves, side = {place: by}, by * _side(place, last)
    while (step := came[line]) != place:
        side = -side
        moves[step] = side * _side(step, last)
        line = ("row", step.row) if line[0] == "column" else ("column", step.column)
    return moves


def _may_move(tables: Tables, place: Place, by: int) -> bool:
    least, most = tables.span(place)
    return least <= tables.numbers[place] + by <= most


def _side(place: Place, last: Place) -> int:
    """A total stands on the other side of its sum; the total of all on the other side of both, which is this one."""
    return (-1 if place.row == last.row else 1) * (-1 if place.column == last.column else 1)


def _solved(tables: Tables, place: Place) -> Moves | None:
    """By the integer programme: another table in which this number is greater, or less. None: pinned, or not found."""
    least, most = tables.span(place)
    number = tables.numbers[place]
    for low, high in ((number + 1, most), (least, number - 1)):
        if low <= high and tables.patience.take():
            moves = _another_table(tables, place, (low, high))
            if moves is not None:
                return moves
    return None


def _another_table(tables: Tables, place: Place, within: Span) -> Moves | None:
    """Moves to any table that fits, in which the number at this place lies within these bounds.

    No objective: the first table that fits will do, so that HiGHS's gap (surprising, for it calls answers within the
    gap optimal) decides nothing. Its answer counts only after it was rounded and added up again.
    """
    # Here, because numpy and scipy take 60 MB and most processes never come so far.
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    hidden = [p for p in tables.numbers if not tables.is_open(p)]
    at = {p: n for n, p in enumerate(hidden)}
    bounds = [within if p == place else tables.span(p) for p in hidden]
    lines = [line for line in tables.lines if any(p in at for p in line.places)]
    entries, limits = _matrix(tables, lines, at)
    values, rows, columns = zip(*entries, strict=True) if entries else ((), (), ())
    # As int32: with 64-bit indices HiGHS's door refuses the matrix.
    indices = (np.array(rows, dtype=np.int32), np.array(columns, dtype=np.int32))
    found = milp(
        np.zeros(len(hidden)),
        integrality=np.ones(len(hidden), dtype=np.int64),
        bounds=Bounds([low for low, _high in bounds], _endless([high for _low, high in bounds])),
        constraints=LinearConstraint(
            coo_array((values, indices), shape=(len(lines), len(hidden))).tocsr(),
            _endless([low for low, _high in limits]),
            _endless([high for _low, high in limits]),
        ),
        options={
            "mip_rel_gap": 0,
            "node_limit": tables.patience.branches,
            "time_limit": tables.patience.seconds,
            "presolve": True,
        },
    )
    if found.x is None:
        return None
    moves = {p: round(value) - tables.numbers[p] for p, value in zip(hidden, found.x, strict=True)}
    moves = {p: by for p, by in moves.items() if by}
    return moves if place in moves and fits(tables, moves) else None


def _endless(values: list[int]) -> list[float]:
    return [math.copysign(math.inf, v) if abs(v) > NO_END // 2 else v for v in values]


def _matrix(
    tables: Tables, lines: Sequence[Line], at: Mapping[Place, int]
) -> tuple[list[tuple[int, int, int]], list[Span]]:
    """(value, row, column) for each hidden number of each line, and between what the line's open numbers leave them."""
    entries: list[tuple[int, int, int]] = []
    limits: list[Span] = []
    for row, line in enumerate(lines):
        signed = [*((place, 1) for place in line.parts), (line.whole, -1)]
        entries += [(sign, row, at[place]) for place, sign in signed if place in at]
        known = sum(sign * tables.numbers[place] for place, sign in signed if place not in at)
        limits.append((line.least - known, line.most - known))
    return entries, limits


def beside(tables: Tables, place: Place) -> Iterator[list[Place]]:
    """The numbers that share a line with this one, then those that share a line with them, and so on."""
    seen, ring = {place}, [place]
    looked: set[Line] = set()
    while ring:
        lines = [line for p in ring for line in tables.lines_through(p) if line not in looked]
        looked.update(lines)
        ring = [p for p in dict.fromkeys(p for line in lines for p in line.places) if p not in seen]
        seen.update(ring)
        if ring:
            yield ring
