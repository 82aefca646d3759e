"""What pages say of a report: its decisions, as far as the viewer may know their targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case as DBCase
from django.db.models import When
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.kept import KeptList
from carisecure.accounts.models import User
from carisecure.corrections.chains import Entry, Struck, entries
from cases.intake.models import Danger, IntakeReport, ReportPerson, ReportWords, Told, TriageDecision, TriageOutcome
from cases.record.models import Case, Involvement

# So many reports are offered as the one that is repeated, the newest first.
OFFERED = 100
ON_DESK = 12
TEXTS = ("narrative", "danger_note", "place")


@dataclass(frozen=True)
class ReportLine:
    """A report with the words that stand; `entry` has those that were corrected, where any were."""

    report: IntakeReport
    entry: Entry[ReportWords] | None = None

    @property
    def told(self) -> Told:
        return self.entry.now if self.entry is not None else self.report

    @property
    def before(self) -> tuple[Struck[ReportWords], ...]:
        return self.entry.before if self.entry is not None else ()


def report_lines(viewer: User, reports: Sequence[IntakeReport], action: str = "cases.view_report") -> list[ReportLine]:
    """Reports with their corrections, which cost one query where there are any."""
    corrected = [report.pk for report in reports if report.as_corrected_id is not None]
    return lines_among(reports, words_rows(viewer, action).filter(report__in=corrected) if corrected else ())


def words_rows(viewer: User, action: str) -> Any:
    """The words of reports that were corrected, the first ones included; not read yet."""
    rows = ReportWords.objects.visible_to(viewer, action)
    return rows.select_related("recorded_by").order_by("recorded_at", "version")


def lines_among(reports: Iterable[IntakeReport], rows: Iterable[ReportWords]) -> list[ReportLine]:
    found = {entry.now.report_id: entry for entry in entries(rows, words=told_words)}
    return [ReportLine(report, found.get(report.pk)) for report in reports]


def told_words(told: Told) -> str:
    """All that a report tells, as it stands struck out beside what was put in its place."""
    head = (told.received, told.channel_words, told.source_words, told.get_from_whom_display())
    where = ", ".join(part for part in (told.region_name, told.place) if part)
    danger = _row(f"{_('Danger now')}: {told.get_danger_now_display()}", told.danger_note)
    said = (
        f"{_('Where')}: {where}" if where else "", str(told.form_words),
        _("a child may be involved") if told.is_child_involved else "",
        _("an official is involved") if told.is_official_involved else "",
    )  # fmt: skip
    return "\n".join([_row(*head), danger, told.narrative, *filter(None, [_row(*said)])])


def _row(*parts: object) -> str:
    return " · ".join(text for text in map(str, parts) if text)


@dataclass(frozen=True)
class DecisionLine:
    """One decision in words; struck out where a later one stands in its place."""

    decision: TriageDecision
    words: str
    url: str = ""
    target: str = ""
    is_struck: bool = False


def decision_lines(viewer: User, report: IntakeReport) -> list[DecisionLine]:
    """Every decision about a report, the newest first; at most three queries.

    A case or a report that the viewer does not see is not told: it reads "Decided".
    """
    rows = list(
        TriageDecision.objects.visible_to(viewer, "cases.view_report")
        .filter(report=report)
        .select_related("recorded_by", "agency")
        .order_by("-recorded_at")
    )
    replaced = {row.replaces_id for row in rows if row.correction_reason}
    cases = _cases(viewer, {row.case_id for row in rows if row.case_id})
    others = _reports(viewer, {row.repeats_id for row in rows if row.repeats_id})
    return [_line(row, cases, others, is_struck=row.pk in replaced) for row in rows]


def _line(
    row: TriageDecision, cases: dict[UUID, Case], others: dict[UUID, IntakeReport], *, is_struck: bool
) -> DecisionLine:
    if row.is_retracted:
        return DecisionLine(row, _("Withdrawn: it waits again"), is_struck=is_struck)
    hidden = row.case_id is not None and row.case_id not in cases
    if hidden or (row.repeats_id is not None and row.repeats_id not in others):
        return DecisionLine(row, _("Decided"), is_struck=is_struck)
    words, url, target = str(row.get_outcome_display()), "", ""
    if row.replaces_id is not None and not row.correction_reason:
        words = _("Went along with the report that it repeats")
    if row.repeats_id is not None:
        url, target = reverse("cases:report", args=[row.repeats_id]), others[row.repeats_id].received
    elif row.case_id is not None:
        url, target = reverse("cases:case", args=[row.case_id]), cases[row.case_id].reference
    elif row.agency is not None:
        target = row.agency.name
    return DecisionLine(row, words, url, target, is_struck)


def _cases(viewer: User, pks: Iterable[UUID]) -> dict[UUID, Case]:
    seen = Case.objects.visible_to(viewer, "cases.view_case").filter(pk__in=pks).defer("summary") if pks else ()
    return {case.pk: case for case in seen}


def _reports(viewer: User, pks: Iterable[UUID]) -> dict[UUID, IntakeReport]:
    seen = IntakeReport.objects.visible_to(viewer, "cases.view_report").filter(pk__in=pks) if pks else ()
    return {report.pk: report for report in seen}


@dataclass(frozen=True)
class Offered:
    """A report as it stands in a list of choices: no word of what it tells."""

    report: IntakeReport
    words: str


def report_choices(viewer: User, report: IntakeReport) -> dict[str, Offered]:
    """The newest other reports that the viewer sees and that repeat none themselves, by key; one query."""
    rows = (
        IntakeReport.objects.visible_to(viewer, "cases.view_report")
        .exclude(pk=report.pk)
        .exclude(outcome=TriageOutcome.REPEATS)
        .select_related("case")
        .order_by("-received_at", "-pk")[:OFFERED]
    )
    return {str(row.pk): Offered(row, _in_words(row)) for row in rows}


def _in_words(row: IntakeReport) -> str:
    parts = (row.received, str(row.channel_words), row.region_name, row.case.reference if row.case else _("no case"))
    return " · ".join(part for part in parts if part)


def reports_on_desk(viewer: User) -> list[IntakeReport]:
    """What nobody has decided about, where somebody is in danger first, then the oldest; one query."""
    return list(_on_desk(viewer))


@KeptList
def _on_desk(viewer: User) -> Any:
    rows = IntakeReport.objects.visible_to(viewer, "cases.decide_report").waiting().ordinary()
    first = DBCase(When(danger_now=Danger.YES, then=0), default=1)
    return rows.order_by(first, "received_at", "pk").defer(*TEXTS)[:ON_DESK]


def people_told(viewer: User, report: IntakeReport) -> list[Involvement]:
    """Of whom the report told while it waited, as far as the viewer sees them; two queries."""
    told = ReportPerson.objects.visible_to(viewer, "cases.view_report").filter(report=report).values("involvement_id")
    seen = Involvement.objects.visible_to(viewer, "cases.view_person").filter(pk__in=told)
    return list(seen.select_related("person"))
