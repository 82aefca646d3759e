"""What `make bench AGAINST=...` says of what it found: shares of medians, and whether a target is kept."""

from __future__ import annotations

import io

import pytest

from benchmarks import against
from benchmarks.against import Found, Target
from benchmarks.copying import copy


def found(before: list[float], now: list[float], *, queries: int = 9, bytes_: int = 20_000) -> Found:
    return Found((before, now), (before, now), (15, queries), (60_000, bytes_))


def test_a_line_says_medians_their_ratio_and_whether_the_target_is_kept() -> None:
    line = against.line(10_000, Target("case list, all", 0.45), found([100, 100, 900], [40, 41, 400]))
    assert line == "| 10,000 | case list, all | 100.0 | 41.0 | **0.41** | 0.41 | 15 / 9 | 60 / 20 | <= 0.45: kept |"


@pytest.mark.parametrize(
    ("target", "measured"),
    [
        (Target("page", 0.4), found([100], [41])),
        (Target("page", 0.5, queries=8), found([100], [41])),
        (Target("page", 0.5, bytes=19_999), found([100], [41])),
    ],
)
def test_a_target_is_not_kept_by_time_queries_or_weight(target: Target, measured: Found) -> None:
    assert "NOT KEPT" in against.line(10_000, target, measured)


def test_a_target_of_a_million_is_asked_of_no_other_size() -> None:
    target = Target("common word, all", 0.15, at=1_000_000)
    assert against.line(10_000, target, found([100], [90])).endswith("|  |")
    assert "NOT KEPT" in against.line(1_000_000, target, found([100], [90]))


class Cursor:
    """A table of three columns, and what COPY was asked and given."""

    def execute(self, statement: str, given: list[str]) -> None:
        assert given == ["cases_case"]

    def fetchall(self) -> list[tuple[str]]:
        return [("id",), ("title",), ("stage",)]

    def copy_expert(self, statement: str, lines: io.TextIOBase) -> None:
        self.asked, self.given = statement, lines.read(10_000)


def test_values_of_columns_that_a_build_has_not_are_left_out() -> None:
    cursor = Cursor()
    copy(cursor, "cases_case", "id, danger_since, stage", ["1\t\\N\treported\n", "2\tnow\tclosed\n"])
    assert cursor.asked == "copy cases_case (id, stage) from stdin"
    assert cursor.given == "1\treported\n2\tclosed\n"
    copy(cursor, "cases_case", "id, stage", ["1\treported\n"])
    assert cursor.given == "1\treported\n"
