"""A frozen run in words: as its analyst sees it, and as everybody else does, with small cells hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.interface.charts import Chart, Series
from reports.disclosure import THRESHOLD, Protected, Shown, Table, protect_all
from reports.indicators import INDICATORS
from reports.indicators.base import Indicator
from reports.models import ReportRun

Cell = int | float | None
LEFT_OUT: dict[str, str | Promise] = {
    "silent": gettext_lazy("Nothing recorded in this group; not in the total"),
    "year_only": gettext_lazy("Dates of that year known only to the year; in no month"),
}
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
    years; where there are several, one more is all of them together.
    """

    indicator: Indicator
    columns: list[str]
    counted: int
    lines: list[Line]
    chart: Chart | None
    is_protected: bool

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


def _line(label: str, values: Sequence[Cell], marks: Sequence[Shown] | None, kind: str = "row") -> Line:
    pairs = [_write(value, mark) for value, mark in zip(values, marks or [Shown.OPEN] * len(values), strict=True)]
    return Line(label, [value for value, _text in pairs], [text for _value, text in pairs], kind)


def _figure(table: dict[str, Any], columns: list[str], protected: Protected | None) -> FigureShown:
    indicator = INDICATORS[table["indicator"]]
    is_single = len(table["rows"]) <= 1 and not any(table["unknown"]) and not table["left_out"]
    cells = protected.cells if protected else None
    sums = protected.row_totals if protected else None
    wide = len(columns) > 1 and not indicator.is_measure
    lines = []
    for number, row in enumerate(table["rows"]):
        lines.append(_summed(indicator.label(row["code"]), row["values"], cells, sums, number, wide))
    if any(table["unknown"]):
        lines.append(_summed(_("Not known"), table["unknown"], cells, sums, len(table["rows"]), wide, "unknown"))
    if indicator.is_measure:
        marks = (
            [Shown.OPEN if m is Shown.OPEN else Shown.SECONDARY for m in protected.column_totals] if protected else None
        )
        lines.append(_line(str(indicator.unit), table["measure"], marks, "measure"))
    elif not is_single or not lines:
        lines.append(_totals(indicator, table, protected, wide))
    for reason, values in table["left_out"].items():
        lines.append(_left_out(reason, values, wide, protected))
    lines = _with_shares(lines, sum(table["totals"]), protected) if not (is_single or indicator.is_measure) else lines
    heads = [*columns, _("All")] if wide else list(columns)
    chart = _chart(indicator, lines, columns) if lines else None
    return FigureShown(indicator, heads, len(columns), lines, chart, protected is not None)


def _summed(label: str, values: list[int], cells: Any, sums: Any, number: int, wide: bool, kind: str = "row") -> Line:
    marks = [*cells[number], *([sums[number]] if wide else [])] if cells else None
    return _line(label, [*values, *([sum(values)] if wide else [])], marks, kind)


def _with_shares(lines: list[Line], total: int, protected: Protected | None) -> list[Line]:
    """Each row's share of the total over all columns; none where the row or the total is hidden."""
    if not total or (protected and protected.grand is not Shown.OPEN):
        return lines
    return [
        replace(line, share=f"{number_format(100 * line.values[-1] / total, decimal_pos=1)} %")
        if line.kind in ("row", "unknown") and line.values[-1] is not None
        else line
        for line in lines
    ]


def _totals(indicator: Indicator, table: dict[str, Any], protected: Protected | None, wide: bool) -> Line:
    label = _("Persons with anything recorded in this group") if indicator.is_overlapping else _("Total")
    marks = [*protected.column_totals, *([protected.grand] if wide else [])] if protected else None
    return _line(label, [*table["totals"], *([sum(table["totals"])] if wide else [])], marks, "total")


def _left_out(reason: str, values: list[int], wide: bool, protected: Protected | None) -> Line:
    """Hidden where it is small, and wherever the total beside it is hidden: the two add up to everybody."""
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
    return _line(str(LEFT_OUT.get(reason, reason)), every, marks, "left_out")


def _chart(indicator: Indicator, lines: list[Line], columns: list[str]) -> Chart | None:
    """Bars over the columns, or over the rows where there is one column; of countries the ten largest."""
    drawn = [line for line in lines if line.kind in ("row", "unknown", "measure")]
    if not any(value for line in drawn for value in line.values):
        return None  # all nought, or all hidden
    title = f"{indicator.title} ({indicator.unit})"
    if len(columns) > 1 and len(drawn) <= 6:
        series = [Series(line.label, line.values[: len(columns)], line.texts[: len(columns)]) for line in drawn]
        return Chart(title, "", columns, series, stacked=not indicator.is_overlapping and not indicator.is_measure)
    if len(drawn) < 2:
        return None
    top = drawn if indicator.labels else sorted(drawn, key=lambda line: -(line.values[-1] or 0))[:10]
    one = Series(str(indicator.unit), [line.values[-1] for line in top], [line.texts[-1] for line in top])
    return Chart(title, str(indicator.row_heading), [line.label for line in top], [one], across=True)
