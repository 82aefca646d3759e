"""A frozen run in words: as its analyst sees it, and as everybody else does, with small cells hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.collation import name_key
from carisecure.interface.charts import Chart, Series
from carisecure.interface.words import day
from reports.figures.models import ReportRun
from reports.indicators import INDICATORS
from reports.indicators.base import Across, Indicator
from reports.release.disclosure import THRESHOLD, Protected, Shown, Table, protect_all

Cell = int | float | None
LEFT_OUT: dict[str, str | Promise] = {
    "silent": gettext_lazy("Nothing recorded in this group; not in the total"),
}
YEAR_ONLY = "year_only"
# Figures about the same people: a total hidden in one is hidden in the others.
SAME_PEOPLE: tuple[tuple[str, ...], ...] = (
    tuple(f"reference.{name}" for name in ["persons", "gender", "age", "citizenship", "recruiter", "form", "means"]),
    ("unit.victims", "unit.victims_gender", "unit.victims_age"),
    ("unit.answers", "unit.answer_days"),
)
# Figures whose total is one row of another figure.
PART_OF = {"unit.victims_gender": ("unit.victims", "identified"), "unit.victims_age": ("unit.victims", "identified")}


@dataclass(frozen=True)
class Line:
    """One row: its label, its cells as numbers (None: hidden, or no value) and as they are written."""

    label: str
    values: list[Cell]
    texts: list[str]
    kind: str = "row"
    share: str = ""


@dataclass(frozen=True)
class FigureShown:
    """One table with everything that a reader needs to not misread it. `counted`: how many of the columns are months or
    years; where there are several, one more is all of them together, and `note` says how where that is no sum.
    """

    indicator: Indicator
    columns: list[str]
    counted: int
    lines: list[Line]
    chart: Chart | None
    is_protected: bool
    note: str = ""

    @property
    def key(self) -> str:
        return self.indicator.code.replace(".", "-")

    @property
    def has_shares(self) -> bool:
        return any(line.share for line in self.lines)


def figures(run: ReportRun, *, protected: bool) -> list[FigureShown]:
    """Every table of a counted run. `protected`: small cells hidden, as outside the analyst's own screen."""
    numbers = run.numbers or {"columns": [], "figures": []}
    tables: list[dict[str, Any]] = numbers["figures"]
    marks = _protect(tables) if protected else {}
    return [_figure(table, numbers["columns"], marks.get(table["indicator"])) for table in tables]


def _body(table: dict[str, Any]) -> list[list[int]]:
    """Everything that adds up to the totals: the rows and the unknown."""
    return [*(row["values"] for row in table["rows"]), table["unknown"]]


def _protect(tables: Sequence[dict[str, Any]]) -> dict[str, Protected]:
    by_code = {table["indicator"]: table for table in tables}
    groups = [[code for code in group if code in by_code] for group in SAME_PEOPLE]
    grouped = {code for group in groups for code in group}
    groups += [[code] for code in by_code if code not in grouped]
    done: dict[str, Protected] = {}
    for group in filter(None, groups):
        linked = [_linked(by_code, group, code) for code in group]
        hidden = frozenset[int]().union(*(_few_silent(by_code[code]) for code in group))
        done.update(zip(group, protect_all(linked, hidden=hidden), strict=True))
    return done


def _linked(by_code: dict[str, dict[str, Any]], group: list[str], code: str) -> Table:
    table, part_of = by_code[code], None
    other, row = PART_OF.get(code, ("", ""))
    if other in group:
        rows = [one["code"] for one in by_code[other]["rows"]]
        part_of = (group.index(other), rows.index(row)) if row in rows else None
    return Table(_body(table), table["totals"], part_of)


def _few_silent(table: dict[str, Any]) -> frozenset[int]:
    """Columns in which fewer than five said nothing: their number is all persons less the total of this table."""
    silent = table["left_out"].get("silent", [])
    every = [*silent, sum(silent)]
    return frozenset(n for n, value in enumerate(every) if 0 < value < THRESHOLD)


def _write(value: Cell, mark: Shown) -> tuple[Cell, str]:
    if mark is Shown.PRIMARY:
        return None, f"<{THRESHOLD}"
    if mark is Shown.SECONDARY:
        return None, _("hidden")
    if value is None:
        return None, "-"
    return value, number_format(value, decimal_pos=None, force_grouping=True)


def _line(label: str, cells: Sequence[tuple[Cell, str]], kind: str = "row") -> Line:
    return Line(label, [value for value, _text in cells], [text for _value, text in cells], kind)


def _cells(values: Sequence[Cell], marks: Sequence[Shown] | None) -> list[tuple[Cell, str]]:
    return [_write(value, mark) for value, mark in zip(values, marks or [Shown.OPEN] * len(values), strict=True)]


class _All:
    """The column behind the last one, where there are several: the sum, or what was counted anew, or nothing."""

    def __init__(self, indicator: Indicator, table: dict[str, Any], protected: Protected | None) -> None:
        self.is_wide = len(table["totals"]) > 1
        self.is_sum = indicator.across in (Across.ADDED, Across.MEDIAN)
        self.is_of = indicator.across
        self.is_of_its_day = table.get("columns") is not None  # a stock of before has the columns of the run
        self.whole: dict[str, Any] | None = table.get("whole")  # runs of before have none
        body = [*(row["code"] for row in table["rows"]), None]
        self.anew = [self._of_row(code) for code in body]
        self.marks = _marks_anew(table, self.whole, self.anew, protected)

    def _of_row(self, code: str | None) -> int:
        if self.whole is None:
            return 0
        return int(self.whole["unknown"] if code is None else self.whole["rows"].get(code, 0))

    def of_row(self, number: int, values: Sequence[int], mark: Shown) -> list[tuple[Cell, str]]:
        """`mark`: what becomes of the sum."""
        return self._cell(sum(values), mark, self.anew[number], self.marks[number])

    def of_totals(self, values: Sequence[int], mark: Shown) -> list[tuple[Cell, str]]:
        return self._cell(sum(values), mark, self.whole["total"] if self.whole else 0, self.marks[-1])

    def _cell(self, added: int, mark: Shown, anew: int, mark_anew: Shown) -> list[tuple[Cell, str]]:
        if not self.is_wide:
            return []
        if self.is_sum:
            return [_write(added, mark)]
        return [_write(anew, mark_anew)] if self.whole else [(None, _("not added"))]

    def of_measure(self, mark: Shown) -> list[tuple[Cell, str]]:
        if not self.is_wide:
            return []
        return [_write(self.whole["measure"], mark)] if self.whole else [(None, _("not added"))]

    @property
    def is_false_history(self) -> bool:
        """A stock that was counted by months: bars over them would show a development that nobody has counted."""
        return self.is_of is Across.STOCK and not self.is_of_its_day

    @property
    def note(self) -> str:
        """What a reader must know of it where it is no sum."""
        words = str(self.is_of.label)
        if self.is_of is Across.STOCK:
            return words if not self.is_false_history else _(
                "This run used an earlier method: each column holds the cases opened by its end that"
                " were not moving when they were counted. It does not say how they stood at the"
                " time, so the columns are not a history."
            )  # fmt: skip
        if not self.is_wide or self.is_of is Across.ADDED:
            return ""
        if self.whole is None:
            words = f"{words} {_('This run was counted before that was done: “All” is left empty here.')}"
        return words

    @property
    def drawn(self) -> int:
        """The column that a chart of one column draws: all together, or the last where there is no such number."""
        return -1 if self.is_sum or self.whole or not self.is_wide else -2


def _marks_anew(
    table: dict[str, Any], whole: dict[str, Any] | None, anew: Sequence[int], protected: Protected | None
) -> list[Shown]:
    """What becomes of the numbers counted anew: those of the rows, of the unknown, and their total.

    They are hidden where they are small, where a column beside them is hidden, and where they differ by fewer than five
    from one column or from the sum of all: so many stand in no other column, or in several. One hidden number hides
    all, for they add up.
    """
    if protected is None or whole is None:
        return [Shown.OPEN] * (len(anew) + 1)
    lines = [*zip(_body(table), protected.cells, anew, strict=True)]
    lines.append((table["totals"], protected.column_totals, whole["total"]))
    marks = [_mark_anew(*line) for line in lines]
    if all(mark is Shown.OPEN for mark in marks):
        return marks
    return [Shown.SECONDARY if mark is Shown.OPEN else mark for mark in marks]


def _mark_anew(values: Sequence[int], marks: Sequence[Shown], anew: int) -> Shown:
    if 0 < anew < THRESHOLD:
        return Shown.PRIMARY
    apart = [anew - value for value in values] + [sum(values) - anew]
    is_told = any(0 < difference < THRESHOLD for difference in apart)
    return Shown.SECONDARY if is_told or any(mark is not Shown.OPEN for mark in marks) else Shown.OPEN


def _figure(table: dict[str, Any], columns: list[str], protected: Protected | None) -> FigureShown:
    indicator = INDICATORS[table["indicator"]]
    columns = [_day_words(own) for own in table.get("columns") or []] or columns
    is_single = len(table["rows"]) <= 1 and not any(table["unknown"]) and not table["left_out"]
    behind = _All(indicator, table, protected)
    lines = _rows(indicator, table, protected, behind)
    if indicator.is_measure:
        marks = [_measured(mark) for mark in protected.column_totals] if protected else None
        grand = _measured(protected.grand) if protected else Shown.OPEN
        cells = [*_cells(table["measure"], marks), *behind.of_measure(grand)]
        lines.append(_line(str(indicator.unit), cells, "measure"))
    elif not is_single or not lines:
        lines.append(_totals(indicator, table, protected, behind))
        lines = lines if is_single else _with_shares(lines)
    for reason, values in table["left_out"].items():
        lines += _by_year(values, columns, protected) if reason == YEAR_ONLY else [_left_out(reason, values, protected)]
    heads = [*columns, _("All")] if behind.is_wide else list(columns)
    chart = _chart(indicator, lines, columns, behind.drawn) if lines and not behind.is_false_history else None
    return FigureShown(indicator, heads, len(columns), lines, chart, protected is not None, behind.note)


def _day_words(label: str) -> str:
    return _("On %(day)s") % {"day": day(date.fromisoformat(label))}


def _measured(mark: Shown) -> Shown:
    """A middle value is no small number itself: it is hidden with the number of what it is the middle of."""
    return Shown.OPEN if mark is Shown.OPEN else Shown.SECONDARY


def _rows(indicator: Indicator, table: dict[str, Any], protected: Protected | None, behind: _All) -> list[Line]:
    named = [(indicator.label(row["code"]), row["values"], "row") for row in table["rows"]]
    if any(table["unknown"]):
        named.append((_("Not known"), table["unknown"], "unknown"))
    lines = []
    for number, (label, values, kind) in enumerate(named):
        marks, mark = (protected.cells[number], protected.row_totals[number]) if protected else (None, Shown.OPEN)
        lines.append(_line(label, [*_cells(values, marks), *behind.of_row(number, values, mark)], kind))
    return sorted(lines, key=_by_name) if indicator.is_named_in_words else lines


def _by_name(line: Line) -> tuple[bool, tuple[str, str]]:
    """As a reader looks a name up, what is not known last."""
    return line.kind != "row", name_key(line.label)


def _with_shares(lines: list[Line]) -> list[Line]:
    """Each row's share of the total in the last column; none where the row or the total is hidden or not said."""
    total = lines[-1].values[-1]
    if not total:
        return lines
    return [
        replace(line, share=f"{number_format(_share(line.values[-1], total), decimal_pos=1)} %")
        if line.kind in ("row", "unknown") and line.values[-1] is not None
        else line
        for line in lines
    ]


def _share(part: Cell, total: Cell) -> Decimal:
    """In per cent, rounded half up: formatting alone cuts off what comes after the place that is shown."""
    return (Decimal(str(part)) * 100 / Decimal(str(total))).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _totals(indicator: Indicator, table: dict[str, Any], protected: Protected | None, behind: _All) -> Line:
    label = _("Persons with anything recorded in this group") if indicator.is_overlapping else _("Total")
    marks, grand = (protected.column_totals, protected.grand) if protected else (None, Shown.OPEN)
    return _line(label, [*_cells(table["totals"], marks), *behind.of_totals(table["totals"], grand)], "total")


def _by_year(values: list[int], columns: list[str], protected: Protected | None) -> list[Line]:
    """One line a year, whatever its months: each of them says how many there are in the whole of their year."""
    years = {column[:4]: value for column, value in zip(columns, values, strict=True)}
    blank: list[tuple[Cell, str]] = [(None, "")] * len(columns) if len(columns) > 1 else []
    lines = []
    for year, value in years.items():
        mark = Shown.PRIMARY if protected and 0 < value < THRESHOLD else Shown.OPEN
        label = _("Dates of %(year)s known only to the year; in no month") % {"year": year}
        lines.append(_line(label, [*blank, _write(value, mark)], YEAR_ONLY))
    return lines


def _left_out(reason: str, values: list[int], protected: Protected | None) -> Line:
    """Hidden where it is small, and wherever the total beside it is hidden: the two add up to everybody."""
    wide = len(values) > 1
    every = [*values, *([sum(values)] if wide else [])]
    marks = None
    if protected:
        beside = [*protected.column_totals, protected.grand][: len(every)]
        small = [Shown.PRIMARY if 0 < n < THRESHOLD else Shown.OPEN for n in every]
        marks = [
            Shown.SECONDARY if s is Shown.OPEN and t is not Shown.OPEN else s
            for s, t in zip(small, beside, strict=True)
        ]
        if Shown.PRIMARY in small and wide:  # one small number could be read off the sum
            marks = [Shown.SECONDARY if n and m is Shown.OPEN else m for n, m in zip(every, marks, strict=True)]
    return _line(str(LEFT_OUT.get(reason, reason)), _cells(every, marks), "left_out")


def _chart(indicator: Indicator, lines: list[Line], columns: list[str], at: int) -> Chart | None:
    """Bars over the columns, or over the rows where there is one column; of countries the ten largest.

    Of a measure only itself: the number of what it is the middle of has another unit, and stands in the table.
    """
    kinds = ("measure",) if indicator.is_measure else ("row", "unknown")
    drawn = [line for line in lines if line.kind in kinds]
    if not any(value for line in drawn for value in line.values):
        return None  # all nought, or all hidden
    unit = str(indicator.unit)
    title = f"{indicator.title} ({unit})"
    if len(columns) > 1 and len(drawn) <= 6:
        series = [Series(line.label, line.values[: len(columns)], line.texts[: len(columns)]) for line in drawn]
        stacked = not indicator.is_overlapping and not indicator.is_measure
        return Chart(title, "", columns, series, stacked=stacked, unit=unit)
    if len(drawn) < 2:
        return None
    top = drawn if indicator.labels else sorted(drawn, key=lambda line: -(line.values[at] or 0))[:10]
    one = Series(unit, [line.values[at] for line in top], [line.texts[at] for line in top])
    return Chart(title, str(indicator.row_heading), [line.label for line in top], [one], across=True, unit=unit)
