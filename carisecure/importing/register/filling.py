"""What a cell says that says "as above": a mark for it, a blank below a merged cell, a blank where that is the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carisecure.importing.cells import Line, Unreadable

Area = tuple[int, int, int, int]  # first row, first column, last row, last column
_MARK = re.compile(
    "[-\u2013\\s]*(?:[\"\u201c\u201d\u2033\u3003]|''|\u2019\u2019|,,|do\\.?|ditto|id\\.|[i\u00ed]dem|same as above)"
    "[-\u2013.\\s]*",
    re.IGNORECASE,
)


def is_mark(text: str) -> bool:
    """Whether a cell holds only a mark for "as above"."""
    return len(text) < 16 and _MARK.fullmatch(text) is not None


class Filling:
    """Fills the cells of rows as they pass by, from top to bottom. `columns` are their places in the sheet."""

    def __init__(self, merged: list[Area], columns: list[int], fill_blank: frozenset[int]) -> None:
        self._waiting = sorted((area for area in merged if area[0] < area[2] or area[1] < area[3]), reverse=True)
        self._running: list[tuple[Area, str]] = []
        self._columns, self._fill_blank = columns, fill_blank
        self._at = {column: place for place, column in enumerate(columns)}
        self._above: list[str] = [""] * len(columns)
        self.counts: dict[int, int] = {}

    def beginning(self, number: int) -> Iterator[Area]:
        """The merged areas that begin in this row or before it and have not been passed."""
        yield from (area for area, _text in self._running if area[2] >= number)
        yield from (area for area in reversed(self._waiting[-50:]) if area[0] == number)

    def pass_by(self, line: Line) -> None:
        """A row that is none of the table: what is merged in it counts, what stands in it is not above the next."""
        self._take(line)

    def fill(self, line: Line, cells: list[str]) -> list[str]:
        """The cells of a row of the table, filled. A mark under nothing becomes Unreadable."""
        self._take(line)
        made = list(cells)
        for area, text in self._running:
            self._fill_area(line, area, text, made)
        for place, cell in enumerate(made):
            if cell and not isinstance(cell, Unreadable) and is_mark(cell):
                made[place] = self._from_above(place) or Unreadable(cell, "ditto_nothing")
            elif not cell and self._columns[place] in self._fill_blank:
                made[place] = self._from_above(place)
        self._above = made
        return made

    def _from_above(self, place: int) -> str:
        above = self._above[place]
        if above:
            column = self._columns[place]
            self.counts[column] = self.counts.get(column, 0) + 1
        return above

    def _take(self, line: Line) -> None:
        self._running = [(area, text) for area, text in self._running if area[2] >= line.number]
        while self._waiting and self._waiting[-1][0] <= line.number:
            area = self._waiting.pop()
            if area[2] >= line.number:
                is_here = area[0] == line.number and area[1] < len(line.cells)
                shown = line.cells[area[1]] if is_here else ""
                self._running.append((area, shown if isinstance(shown, Unreadable) else shown.strip()))

    def _fill_area(self, line: Line, area: Area, text: str, made: list[str]) -> None:
        """Downwards the first cell is meant for all rows; whether it is meant for the columns beside it, nobody can
        tell; what stands hidden under a merged cell nobody has seen.
        """
        first_row, first, _last_row, last = area
        for column in range(first, last + 1):
            place = self._at.get(column)
            if place is None or (line.number == first_row and column == first):
                continue
            own = made[place]
            if own:
                made[place] = own if isinstance(own, Unreadable) else Unreadable(own, "hidden_cell")
            elif column > first:
                made[place] = Unreadable(text, "merged_cell") if text else ""
            elif is_mark(text) and not isinstance(text, Unreadable):
                made[place] = self._from_above(place)
            elif text:
                made[place] = text
                self.counts[column] = self.counts.get(column, 0) + 1
