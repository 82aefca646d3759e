"""Small numbers stay hidden: the worked examples of the domain notes, and somebody who tries to work them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.release import attacker, disclosure
from reports.release.attacker import Patience
from reports.release.disclosure import Protected, Shown, Table, protect, protect_all, suppress
from tests.reports import solving

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


TAKEN_APART = {
    "the 1 of the third row": ([[0, 8, 2], [4, 0, 0], [3, 0, 1], [3, 0, 0]], ()),
    "the 3 of the second row": ([[7, 0, 6, 16, 5], [3, 2, 10, 4, 12], [19, 0, 17, 0, 5]], ()),
    "a small one that stands beside a hidden 5 under a total of 6": ([[1, 5], [5, 9]], ()),
    "ones alone": ([[1, 1, 1, 1], [1, 0, 0, 0]], ()),
    "fours alone": ([[4, 4], [4, 4], [0, 4]], ()),
}
ODD_TOTALS = {
    "more than the total": ([[10], [10]], [15]),
    "everybody in both rows": ([[3], [3]], [3]),
    "no row greater than the others could be": ([[1], [1], [1], [1], [1], [10]], [11]),
    "less than the total": ([[3, 10], [4, 10]], [20, 20]),
    "a total of nought over people": ([[10], [3]], [0]),
    "a total that is less than a row": ([[10, 2], [10, 2]], [5, 1]),
    "one column adds up and one does not": ([[2, 12], [9, 3]], [11, 13]),
    "all nought": ([[0, 0], [0, 0]], [0, 0]),
    "totals without a row": ([], [3, 8]),
    "no column": ([[], []], []),
}


@pytest.mark.parametrize(("counts", "totals"), [*TAKEN_APART.values(), *ODD_TOTALS.values()],
                         ids=[*TAKEN_APART, *ODD_TOTALS])  # fmt: skip
def test_it_ends_and_nobody_works_out_a_small_number(counts: list[list[int]], totals: Sequence[int]) -> None:
    table = Table(counts, totals or [sum(column) for column in zip(*counts, strict=True)])
    shown = protect(counts, totals=totals)
    marks = [*shown.cells, shown.row_totals, [*shown.column_totals, shown.grand]]
    numbers = [*table.body, [sum(row) for row in table.body], table.wide[-1]]
    for number, mark in zip(chain(*numbers), chain(*marks), strict=True):
        assert (mark is Shown.OPEN) if number == 0 else (number >= 5 or mark is not Shown.OPEN)
    adds_up = all(sum(column[:-1]) == column[-1] for column in zip(*table.wide, strict=True))
    could_overlap = all(max(column[:-1], default=0) <= column[-1] <= sum(column[:-1])
                        for column in zip(*table.wide, strict=True))  # fmt: skip
    if adds_up or could_overlap:  # of a table that nobody could have made a reader knows nothing for certain
        assert small_ones(solving.by_solver(page_of(table, shown, adds_up=adds_up)), [table]) == []


def page_of(table: Table, shown: Protected, *, adds_up: bool = True, hidden_from: int = 1) -> solving.Page:
    return solving.Page(solving.published([table], [shown]), [not adds_up], hidden_from=hidden_from)


def small_ones(found: Iterable[tuple[int, int, int]], tables: Sequence[Table]) -> list[tuple[int, int, int]]:
    return [(t, r, c) for t, r, c in found if 0 < tables[t].wide[r][c] < 5]


def test_the_one_who_tries_is_no_straw_man() -> None:
    """Against the rule alone, as it was before, the same reader works out what the examples name."""
    for (counts, _totals), place in zip(list(TAKEN_APART.values())[:2], [(2, 2), (1, 0)], strict=True):
        marks = protect_by_rule_alone(counts)
        table = Table(counts, [sum(column) for column in zip(*counts, strict=True)])
        assert (0, *place) in solving.by_solver(page_of(table, marks))


def protect_by_rule_alone(counts: list[list[int]]) -> Protected:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disclosure, "pinned", lambda known: [])
        return protect(counts)


def test_nobody_works_out_a_small_number_of_random_tables() -> None:
    """A sample; `make bench ARGS=disclosure` takes a thousand. A third has people in several rows."""
    for table in solving.random_tables(seed=20261130, count=60):
        shown = protect_all([table])[0]
        adds_up = [sum(column) for column in zip(*table.body, strict=True)] == table.totals
        assert small_ones(solving.by_solver(page_of(table, shown, adds_up=adds_up)), [table]) == []


def test_nor_by_counting_through_every_table_that_fits() -> None:
    """Without a solver, and as one who has read the rule too: what is hidden for others' sake is five or more."""
    counted = 0
    for table in solving.random_tables(seed=5, count=120):
        adds_up = [sum(column) for column in zip(*table.body, strict=True)] == table.totals
        if not adds_up or len(table.body) * len(table.totals) > 6 or sum(table.totals) > 30:
            continue
        shown = protect_all([table])[0]
        page = page_of(table, shown)
        found = {(0, *place) for place in solving.by_counting(page.grids[0])}
        assert small_ones(found, [table]) == []
        assert found == solving.by_solver(page), "two ways of working it out agree"
        small_are_said = all(
            mark is not Shown.SECONDARY or n >= 5
            for row, marks in zip(table.body, shown.cells, strict=True)
            for n, mark in zip(row, marks, strict=True)
        )
        if small_are_said and Shown.SECONDARY not in (*shown.row_totals, *shown.column_totals, shown.grand):
            told = solving.by_counting(page.grids[0], hidden_from=5)
            assert small_ones(((0, *place) for place in told), [table]) == []
        counted += 1
    assert counted > 20


def test_nobody_works_out_a_small_number_from_tables_about_the_same_people_together() -> None:
    for tables, page in solving.random_groups(seed=3, count=40):
        done = protect_all(tables)
        page.grids = solving.published(tables, done)
        assert small_ones(solving.by_solver(page), tables) == []
        assert page.same
        for one, other in page.same:  # the same number is never open in one and hidden in the other
            assert page.grids[one[0]][one[1]][one[2]].isdigit() == page.grids[other[0]][other[1]][other[2]].isdigit()


def test_who_is_missing_in_one_of_two_tables_is_not_worked_out() -> None:
    """Of 20 persons 17 said their gender: the 3 are a small number although no cell holds them."""
    tables = [Table([[12], [8]], [20]), Table([[6], [11]], [17])]
    first, second = protect_all(tables, hidden=frozenset({0}))
    page = solving.Page(solving.published(tables, [first, second]), [False, False])
    assert {"20", "17"}.isdisjoint(text for grid in page.grids for row in grid for text in row)
    free = [place for place in [(0, 2, 0), (1, 2, 0)] if place not in solving.by_solver(page)]
    assert free, "one of the two totals could be another, so their difference could"


def test_with_no_patience_for_the_solver_everything_is_hidden() -> None:
    counts = TAKEN_APART["the 1 of the third row"][0]
    (shown,) = protect_all([Table(counts, [10, 8, 3])], patience=Patience(solves=0))
    for row, marks in zip(counts, shown.cells, strict=True):
        assert [mark is Shown.SECONDARY for mark in marks] == [n > 0 for n in row]
    assert {*shown.row_totals, *shown.column_totals, shown.grand} == {Shown.SECONDARY}


def test_a_solver_that_finds_nothing_hides_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of branches is not "cannot be worked out": what could not be decided counts as worked out."""
    monkeypatch.setattr(attacker, "_another_table", lambda tables, place, within: None)
    counts = TAKEN_APART["the 1 of the third row"][0]
    with_solver = page_of(Table(counts, [10, 8, 3]), protect_by_rule_alone(counts))
    (shown,) = protect_all([Table(counts, [10, 8, 3])])
    without = page_of(Table(counts, [10, 8, 3]), shown)
    assert sum(text.isdigit() for row in without.grids[0] for text in row) < sum(
        text.isdigit() for row in with_solver.grids[0] for text in row
    )


tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 14), min_size=width, max_size=width), min_size=1, max_size=4)
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_nobody_works_out_a_small_cell(counts: list[list[int]]) -> None:
    shown = protect(counts)
    table = Table(counts, [sum(column) for column in zip(*counts, strict=True)])
    for row, marks in zip(counts, shown.cells, strict=True):
        assert not [n for n, mark in zip(row, marks, strict=True) if 0 < n < 5 and mark is Shown.OPEN]
    assert small_ones(solving.by_solver(page_of(table, shown)), [table]) == []


@settings(max_examples=150, deadline=None)
@given(tables, st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_any_totals_have_an_answer(counts: list[list[int]], totals: list[int]) -> None:
    shown = protect(counts, totals=totals[: len(counts[0])])
    for n, mark in zip(totals, shown.column_totals, strict=False):
        assert mark is not Shown.OPEN or not 0 < n < 5
