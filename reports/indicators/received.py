"""Reports received, what became of each, and how long that took. The unit of count is the report: from anyone, by any
means, with a case or without one.
"""

from __future__ import annotations

from statistics import median
from typing import Any

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from carisecure.days.columns import lies_in
from carisecure.days.known import KnownDay, Precision
from cases.intake.models import IntakeReport, ReportWords, TriageDecision, TriageOutcome
from reports.indicators.base import Across, Counted, Indicator, Scope, Span
from reports.indicators.unit import code_words, dated, figure, plain

WAITING = "waiting"
RECEIVED_ON = ("received_on", "received_precision")


def _received(scope: Scope, span: Span) -> tuple[Any, dict[str, int]]:
    """Reports whose day of receipt is known well enough for the span, and how many of its year are not."""
    rows = IntakeReport.objects.filter(agency=scope.unit, created_at__lte=scope.as_known_on)
    rows = rows.annotate(**{f"known_{name}": _as_known(scope, name) for name in (*RECEIVED_ON, "channel")})
    certain = rows.filter(lies_in(span.first, span.last, *(f"known_{name}" for name in RECEIVED_ON)))
    year = KnownDay(span.first, Precision.YEAR)
    if (span.first, span.last) == (year.first, year.last):
        return certain, {}
    vague = rows.filter(known_received_precision=Precision.YEAR, known_received_on__year=span.first.year).count()
    return certain, {"year_only": vague}


def _as_known(scope: Scope, name: str, report: str = "") -> Coalesce:
    """What a report told as it was known then; the columns of one that was corrected say what stands today.

    `report`: where it is a row that points at the report.
    """
    key = OuterRef(f"{report}_id" if report else "pk")
    words = ReportWords.objects.filter(report=key).as_known_at(scope.as_known_on).values(name)[:1]
    return Coalesce(Subquery(words), F(f"{report}__{name}" if report else name))


def _standing(scope: Scope) -> Any:
    return TriageDecision.objects.filter(report__agency=scope.unit).as_known_at(scope.as_known_on)


def count_reports(scope: Scope, span: Span) -> Counted:
    rows, left_out = _received(scope, span)
    return Counted(**{**vars(plain(rows, "known_channel")), "left_out": left_out})


def count_outcomes(scope: Scope, span: Span) -> Counted:
    """Each report once, by the decision that stood then; one without any waits."""
    rows, left_out = _received(scope, span)
    outcome = Subquery(_standing(scope).filter(report=OuterRef("pk")).values("outcome")[:1], output_field=CharField())
    decided = rows.annotate(decided=Coalesce(outcome, Value(WAITING)))
    return Counted(**{**vars(plain(decided, "decided")), "left_out": left_out})


def count_days_to_decision(scope: Scope, span: Span) -> Counted:
    """Median of whole days from the receipt to the first decision, over the reports first decided in the span."""
    first = TriageDecision.objects.filter(
        report__agency=scope.unit, replaces=None, recorded_at__lte=scope.as_known_on, precision="day",
    )  # fmt: skip
    first = first.annotate(**{f"known_{name}": _as_known(scope, name, "report") for name in RECEIVED_ON})
    decided, left_out = dated(first.filter(known_received_precision=Precision.DAY), span)
    days = [(on - received).days for on, received in decided.values_list("happened_on", "known_received_on")]
    return Counted({"decided": len(days)}, len(days), 0, left_out, float(median(days)) if days else None)


_LATE = _("Reports entered after the time of the run; those whose day is known only to the year are in no month.")

RECEIVED: tuple[Indicator, ...] = (
    figure(
        "reports", _("Reports received"), _("reports"), _("The day it was received."),
        _("One report from anyone. Two reports about the same matter are two reports. What was corrected counts as"
          " corrected."),
        count_reports, row_heading=_("How it came in"), labels=code_words("report_channel"), version=2,
        not_counted=_LATE,
    ),
    figure(
        "report_outcomes", _("Reports by what became of them"), _("reports"), _("The day it was received."),
        _("Every report once, by the decision that stood at the time of the run. A corrected decision counts as"
          " corrected; a report that nobody has decided about waits."),
        count_outcomes, row_heading=_("Decision"),
        labels={**{o.value: o.label for o in TriageOutcome}, WAITING: _("Waiting")}, not_counted=_LATE,
    ),
    figure(
        "report_days", _("Days until a report is decided"), _("days (median)"), _("The day of the first decision."),
        _("Whole days from receipt to the first decision, whatever was corrected since; the median of the reports"
          " first decided in the month."),
        count_days_to_decision, row_heading=_("Reports"), labels={"decided": _("Reports decided")}, is_measure=True,
        across=Across.MEDIAN,
        not_counted=_("Reports that wait, and those with no exact dates."),
    ),
)  # fmt: skip
