"""Hiding small numbers so that they cannot be worked out from the others.

Thresholds of five are the common rule (OECD/UNECE glossary of statistical disclosure control). A cell is hidden for
itself when 0 < n < threshold; zero is shown. Then, until nothing changes, rows first, then columns: a line that holds
exactly one hidden cell, or hidden cells that together stay below the threshold, hides its smallest other positive cell
(of equals the first). Totals are published, so a small total is hidden like a cell, and a line whose only hidden cell
could be read off its total hides that total.

Then a reader is played who solves all lines of all tables about the same people together (`reports.attacker`), and more
is hidden until no small number can be worked out. It always ends: each round hides a number more, and where nothing but
noughts is shown, every other number could be one greater together with its totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.release.attacker import BETWEEN, NO_END, Line, Patience, Place, Shown, Tables, beside, pinned

__all__ = ["THRESHOLD", "Protected", "Shown", "Table", "protect", "protect_all", "suppress"]

THRESHOLD = 5

Marks = list[list[Shown]]
Numbers = Sequence[Sequence[int]]


def suppress(counts: Numbers, threshold: int = THRESHOLD) -> Marks:
    """What becomes of each cell of a table by the rule alone, before anybody tries to work it out."""
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


@dataclass(frozen=True)
class Table:
    """What `protect_all` is given: everything that adds up, and the total of each column.

    `part_of`: (table, row) whose cells are the totals of this one, such as the victims identified, who are a row of one
    table and the total of another.
    """

    body: Numbers
    totals: Sequence[int]
    part_of: tuple[int, int] | None = None

    @property
    def wide(self) -> list[list[int]]:
        """With the total of each row behind it, and the totals as the last row."""
        return [[*row, sum(row)] for row in self.body] + [[*self.totals, sum(self.totals)]]


def protect(counts: Numbers, *, threshold: int = THRESHOLD, totals: Sequence[int] = ()) -> Protected:
    """What may be shown of one table. `totals`: the published total of each column where it is not the plain sum:
    people with several means are in several rows. Any totals will do, those too that no table could have.
    """
    columns = list(totals) if totals else [sum(column) for column in zip(*counts, strict=True)]
    return protect_all([Table(counts, columns)], threshold)[0]


def protect_all(
    tables: Sequence[Table],
    threshold: int = THRESHOLD,
    hidden: frozenset[int] = frozenset(),
    patience: Patience | None = None,
) -> list[Protected]:
    """Several tables about the same people: what is hidden in one is hidden in each that says the same number.

    `hidden`: columns whose totals are hidden to begin with (the one behind the last is the total of all).
    Where the solver's patience ends, everything but the noughts is hidden.
    """
    wides = [table.wide for table in tables]
    numbers = {Place(t, r, c): n for t, w in enumerate(wides) for r, row in enumerate(w) for c, n in enumerate(row)}
    same = list(_same_numbers(tables, wides))
    lines = [line for t, wide in enumerate(wides) for line in _sums(t, wide)]
    lines += [_difference(one, other, numbers, threshold) for one, other in same]
    known = Tables(numbers, lines, threshold, patience=patience or Patience())
    known.marks.update({p: Shown.PRIMARY if known.is_small(p) else Shown.OPEN for p in numbers if p.table != BETWEEN})
    for t, table in enumerate(tables):
        if table.part_of is None:
            _hide_all(known, [Place(t, len(table.body), c) for c in hidden if c < len(wides[t][0])])
    ruled = [[Place(t, *p) for p in line] for t, w in enumerate(wides) for line in _lines(len(w), len(w[0]))]
    while True:
        _complete_all(known, ruled, same)
        found = pinned(known)
        if not found or not _hide_more(known, found[0]):
            return [_protected(known, t, wide) for t, wide in enumerate(wides)]


def _hide_all(known: Tables, places: Sequence[Place]) -> bool:
    still_open = [place for place in places if known.is_open(place)]
    known.marks.update(dict.fromkeys(still_open, Shown.SECONDARY))
    return bool(still_open)


def _same_numbers(tables: Sequence[Table], wides: Sequence[Numbers]) -> Iterator[tuple[Place, Place]]:
    """Pairs of places that say how many the same people are, the greater number first.

    The totals of all tables, and the totals of a table that is a row of another. They can differ where some people are
    missing in a table; then they are hidden together all the same, for the difference is published too.
    """
    whole = [t for t, table in enumerate(tables) if table.part_of is None]
    for t, table in enumerate(tables):
        for column in range(len(wides[t][0])):
            own = Place(t, len(table.body), column)
            if table.part_of is not None:
                others = [Place(*table.part_of, column)]
            else:
                others = [Place(w, len(tables[w].body), column) for w in whole if column < len(wides[w][0])]
            other = max(others, key=lambda place: wides[place.table][place.row][place.column])
            if other != own:
                greater, lesser = sorted((other, own), key=lambda p: -wides[p.table][p.row][p.column])
                yield greater, lesser


def _difference(greater: Place, lesser: Place, numbers: dict[Place, int], threshold: int) -> Line:
    """The line of two totals of the same people; those whom one table lacks are a number of their own in it."""
    apart = numbers[greater] - numbers[lesser]
    if not apart:
        return Line((lesser,), greater)
    between = Place(BETWEEN, lesser.table, lesser.column)
    numbers[between] = apart
    return Line((lesser, between), greater)


def _sums(table: int, wide: Numbers) -> Iterator[Line]:
    """How the numbers of one table add up. Rows always do. A column does where nobody is in several rows; else the
    reader is granted whether it is more or less than its total, and that no cell is more, alone or with the last row
    (those of whom it is not known, who are in no other row), as far as that is so.
    """
    last = len(wide) - 1
    for row, numbers in enumerate(wide):
        *parts, whole = (Place(table, row, column) for column in range(len(numbers)))
        yield Line(tuple(parts), whole)
    apart = [sum(column[:-1]) - column[-1] for column in zip(*wide, strict=True)]
    for column, more in enumerate(apart):
        *parts, whole = (Place(table, row, column) for row in range(last + 1))
        if not more:
            yield Line(tuple(parts), whole)
            continue
        yield Line(tuple(parts), whole, 1, NO_END) if more > 0 else Line(tuple(parts), whole, -NO_END, -1)
        for row, part in enumerate(parts):
            if wide[row][column] <= wide[last][column]:
                yield Line((part,), whole, -NO_END, 0)
            if row < last - 1 and wide[row][column] + wide[last - 1][column] <= wide[last][column]:
                yield Line((part, parts[-1]), whole, -NO_END, 0)


def _complete_all(known: Tables, ruled: Sequence[Sequence[Place]], same: Sequence[tuple[Place, Place]]) -> None:
    """The rule, until nothing changes: in every line, and in every table that says a hidden number again."""
    changed = True
    while changed:
        changed = sum(_complete_with_total(line, known) for line in ruled) > 0
        for pair in same:
            if not all(known.is_open(place) for place in pair):
                changed = _hide_all(known, pair) or changed
    for between in (p for p in known.numbers if p.table == BETWEEN):
        (line,) = known.lines_through(between)
        hidden = Shown.PRIMARY if known.is_small(between) else Shown.SECONDARY
        known.marks[between] = Shown.OPEN if known.is_open(line.whole) else hidden


def _complete_with_total(line: Sequence[Place], known: Tables) -> bool:
    """As `_complete`, but the last place of the line is the total of the others and goes last: a total says more than
    a cell, so it is hidden only where no cell is left.
    """
    *inner, total = line
    hidden = [place for place in inner if not known.is_open(place)]
    if not known.is_open(total):
        # A hidden total needs one hidden cell beside it, or it is the sum of what is shown.
        return not hidden and _hide_smallest(known, inner)
    if not hidden or not _is_weak(hidden, known):
        return False
    return _hide_smallest(known, inner) or _hide_smallest(known, [total])


def _is_weak(hidden: Sequence[Place], known: Tables) -> bool:
    """Whether the published total of a line tells too much about its hidden cells.

    Beyond the rule: cells that are all shown as "<5" with a sum at an end of what they can be (4 and 4 make 8, 1 and 1
    make 2) are known exactly.
    """
    together = sum(known.numbers[place] for place in hidden)
    if len(hidden) == 1 or together < known.threshold:
        return True
    all_small = all(known.marks[place] is Shown.PRIMARY for place in hidden)
    return all_small and together in (len(hidden), len(hidden) * (known.threshold - 1))


def _hide_smallest(known: Tables, places: Sequence[Place]) -> bool:
    """The smallest that is open and positive, of equals the first; False where there is none."""
    still_open = [p for p in places if known.is_open(p) and known.numbers[p] > 0]
    return bool(still_open) and _hide_all(known, [min(still_open, key=known.numbers.__getitem__)])


def _hide_more(known: Tables, found: Place) -> bool:
    """Hide one number more, as near to what was worked out as possible: in its own lines first, cells before totals.

    Where nothing is left to hide, "<5" itself says too much (four cells of "<5" under a total of "<5" are all 1): such
    a number becomes "hidden", totals first. False where nothing but noughts is shown at all.
    """
    if known.patience.solves < 0:
        known.marks.update({p: Shown.SECONDARY for p in known.marks if p.table != BETWEEN and known.numbers[p] > 0})
        known.cleared.update(known.numbers)
        return True
    for ring in _numbers_beside(known, found):
        cells = [p for p in ring if not _is_total(known, p)]
        if _hide_smallest(known, cells) or _hide_smallest(known, ring):
            return True
    own = [found] if found.table != BETWEEN else []
    for ring in _numbers_beside(known, found):
        said = [p for p in own + ring if known.marks[p] is Shown.PRIMARY]
        totals = [p for p in said if _is_total(known, p)]
        if said:
            known.marks[max(totals or said, key=known.numbers.__getitem__)] = Shown.SECONDARY
            return True
        own = []
    return False


def _numbers_beside(known: Tables, found: Place) -> Iterator[list[Place]]:
    for ring in beside(known, found):
        yield [p for p in ring if p.table != BETWEEN]


def _is_total(known: Tables, place: Place) -> bool:
    last = known.corners[place.table]
    return place.row == last.row or place.column == last.column


def _protected(known: Tables, table: int, wide: Numbers) -> Protected:
    *body, totals = [[known.marks[Place(table, r, c)] for c in range(len(row))] for r, row in enumerate(wide)]
    return Protected([row[:-1] for row in body], [row[-1] for row in body], totals[:-1], totals[-1])
