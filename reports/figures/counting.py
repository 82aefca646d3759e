"""From indicators to frozen numbers: the same inputs give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date
from typing import Any

from django.utils import timezone

from carisecure.days.months import LAST_OF_MONTH, NEXT_MONTH
from reports.figures.models import ReportRun, Subject
from reports.indicators import INDICATORS
from reports.indicators.base import Across, Counted, Indicator, Scope, Span

# 1: nothing was counted over the whole period. 2: a stock had the columns of the others, and none of its own.
SCHEMA = 3
LONGEST = 60  # columns of one table


def spans(run: ReportRun) -> list[Span]:
    """The columns of its tables: years of a collection, months of the unit."""
    if run.subject == Subject.COLLECTION:
        return [
            Span(str(year), date(year, 1, 1), date(year, 12, 31))
            for year in range(run.period_from.year, run.period_to.year + 1)
        ]
    found, first = [], run.period_from.replace(day=1)
    while first <= run.period_to:
        found.append(Span(f"{first:%Y-%m}", first, first + LAST_OF_MONTH))
        first += NEXT_MONTH
    return found


def count(run: ReportRun, step: Callable[[int, int], None]) -> dict[str, Any]:
    """Count every figure of a run, one indicator and one span at a time; `step(done, total)` after each.

    Memory holds counts only; each step is a few aggregates in the database.
    """
    scope = Scope(run.as_known_on, collection=run.collection, unit=run.unit)
    columns = spans(run)
    chosen = [INDICATORS[code] for code in run.indicators]
    asked = {one.code: _asked(one, columns, run) for one in chosen}
    total, done = sum(map(len, asked.values())), 0
    figures = []
    for indicator in chosen:
        counted = []
        for span in asked[indicator.code]:
            counted.append(indicator.count(scope, span))
            done += 1
            step(done, total)
        figures.append(_table(indicator, counted, asked[indicator.code], columns))
    return {
        "schema": SCHEMA,
        "subject": run.subject,
        "of": str(run.collection_id or run.unit_id),
        "period": [run.period_from.isoformat(), run.period_to.isoformat()],
        "as_known_on": run.as_known_on.astimezone(UTC).isoformat(),
        "columns": [span.label for span in columns],
        "figures": figures,
    }


def _asked(indicator: Indicator, columns: list[Span], run: ReportRun) -> list[Span]:
    """What one figure counts: the columns, behind them the whole period where that is no sum; of a stock one day."""
    if indicator.across is Across.STOCK:
        day = timezone.localdate(run.as_known_on)
        return [Span(day.isoformat(), day, day)]
    if indicator.is_counted_anew and len(columns) > 1:
        return [*columns, Span("all", columns[0].first, columns[-1].last)]
    return columns


def _table(
    indicator: Indicator, all_counted: Sequence[Counted], asked: Sequence[Span], columns: Sequence[Span]
) -> dict[str, Any]:
    """`columns` in it are the labels of its own, where they are not those of the run; `whole` is what was counted over
    the whole period, where that is not the sum of the columns.
    """
    counted = all_counted[: len(columns)]
    whole = all_counted[len(columns)] if len(all_counted) > len(columns) else None
    own = [span.label for span in asked] if indicator.across is Across.STOCK else None
    codes = indicator.in_order({code for one in counted for code in one.rows})
    reasons = sorted({reason for one in counted for reason in one.left_out})
    return {
        "indicator": indicator.code,
        "version": indicator.version,
        "columns": own,
        "rows": [{"code": code, "values": [one.rows.get(code, 0) for one in counted]} for code in codes],
        "unknown": [one.unknown for one in counted],
        "totals": [one.total for one in counted],
        "left_out": {reason: [one.left_out.get(reason, 0) for one in counted] for reason in reasons},
        "measure": [one.measure for one in counted] if indicator.is_measure else None,
        "whole": _whole(whole) if whole else None,
    }


def _whole(counted: Counted) -> dict[str, Any]:
    return {
        "rows": dict(counted.rows), "unknown": counted.unknown, "total": counted.total, "measure": counted.measure,
    }  # fmt: skip
