"""Small numbers stay hidden: the worked examples of the domain notes, and somebody who tries to work them out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.disclosure import Protected, Shown, Table, protect, protect_all, suppress

S, P = "s", "p"
EXAMPLES = {
    "nothing to hide": ([[12, 7], [6, 9]], [[12, 7], [6, 9]]),
    "single small cell forces three complements": (
        [[46, 8, 10], [9, 2, 11], [20, 15, 32]],
        [[46, S, S], [S, P, S], [S, S, 32]],
    ),
    "zero is published": ([[46, 0], [0, 8]], [[46, 0], [0, 8]]),
    "one-way with total": ([[46, 2, 32]], [[46, P, S]]),
    "exactly at the threshold is safe": ([[5, 9], [7, 5]], [[5, 9], [7, 5]]),
}


@pytest.mark.parametrize(("counts", "expected"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_worked_examples(counts: list[list[int]], expected: list[list[object]]) -> None:
    letters = {Shown.PRIMARY: P, Shown.SECONDARY: S}
    marks = suppress(counts)
    assert [
        [letters.get(mark, n) for mark, n in zip(row, numbers, strict=True)]
        for row, numbers in zip(marks, counts, strict=True)
    ] == expected


def test_a_small_total_is_hidden_with_its_only_cell() -> None:
    shown = protect([[2, 40], [0, 30]])
    assert shown.cells[0][0] is Shown.PRIMARY
    assert shown.column_totals[0] is Shown.PRIMARY
    assert shown.column_totals[1] is not Shown.OPEN or shown.grand is not Shown.OPEN


def test_a_total_hidden_in_one_table_is_hidden_in_the_other() -> None:
    hidden, other = protect_all([Table([[3], [0]], [3]), Table([[2], [1]], [3])])
    assert hidden.column_totals == [Shown.PRIMARY]
    assert other.column_totals == [Shown.PRIMARY]
    first, second = protect_all([Table([[4, 6], [0, 20]], [4, 26]), Table([[4, 13], [0, 13]], [4, 26])])
    assert [m is Shown.OPEN for m in first.column_totals] == [m is Shown.OPEN for m in second.column_totals]


def test_a_row_that_is_the_total_of_another_table_is_hidden_in_both() -> None:
    """6 identified and 2 presumed: were the 6 said under the other table, the 2 would be 8 less 6."""
    decisions, by_gender = protect_all([Table([[6], [2], [0]], [8]), Table([[6], [0]], [6], part_of=(0, 0))])
    assert decisions.cells[0] == [Shown.SECONDARY]
    assert by_gender.column_totals[0] is not Shown.OPEN
    assert by_gender.cells[0][0] is not Shown.OPEN
    many, by_age = protect_all([Table([[16], [12], [0]], [28]), Table([[14], [2]], [16], part_of=(0, 0))])
    assert by_age.cells == [[Shown.SECONDARY], [Shown.PRIMARY]]
    assert many.cells[0] == [Shown.OPEN]


def bounds(counts: list[list[int]], shown: Protected) -> dict[tuple[int, int], tuple[int, int]]:
    """What somebody can say of each cell (totals are the last row and column) from what is published, and from knowing
    the rule: every line adds up, a cell marked "<5" is 1 to 4, no number is negative."""
    wide = [[*row, sum(row)] for row in counts]
    wide.append([sum(column) for column in zip(*wide, strict=True)])
    marks = [[*cells, total] for cells, total in zip(shown.cells, shown.row_totals, strict=True)]
    marks.append([*shown.column_totals, shown.grand])
    known: dict[tuple[int, int], tuple[int, int]] = {}
    top = 10 * (sum(map(sum, counts)) + 10)
    for r, row in enumerate(wide):
        for c, n in enumerate(row):
            known[r, c] = {Shown.OPEN: (n, n), Shown.PRIMARY: (1, 4), Shown.SECONDARY: (1, top)}[marks[r][c]]
    lines = [[(r, c) for c in range(len(wide[0]))] for r in range(len(wide))]
    lines += [[(r, c) for r in range(len(wide))] for c in range(len(wide[0]))]
    for _round in range(60):
        for *parts, total in lines:
            low = sum(known[p][0] for p in parts)
            high = sum(known[p][1] for p in parts)
            known[total] = (max(known[total][0], low), min(known[total][1], high))
            for p in parts:
                rest_low, rest_high = low - known[p][0], high - known[p][1]
                known[p] = (max(known[p][0], known[total][0] - rest_high), min(known[p][1], known[total][1] - rest_low))
                low, high = rest_low + known[p][0], rest_high + known[p][1]
    return known


tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 14), min_size=width, max_size=width), min_size=1, max_size=4)
)


@settings(max_examples=300, deadline=None)
@given(tables)
def test_nobody_works_out_a_small_cell(counts: list[list[int]]) -> None:
    shown = protect(counts)
    known = bounds(counts, shown)
    for r, row in enumerate(counts):
        for c, n in enumerate(row):
            if 0 < n < 5:
                assert shown.cells[r][c] is not Shown.OPEN
                low, high = known[r, c]
                assert low <= n <= high
                assert high > low, (counts, r, c)
