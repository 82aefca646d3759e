"""Disposal of a report that is in no case: its words, and the people of whom it alone told."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.vault import keys
from carisecure.accounts.models import User
from carisecure.countries.packs import pack
from cases.intake.models import IntakeReport, ReportPerson, ReportWords, TriageDecision
from cases.keeping.alone import Keeping
from cases.keeping.models import ReportApproval, ReportDisposal, ReportHold
from cases.keeping.operations.agreeing import leave_the_stub
from cases.keeping.operations.disposing import alone_of_report, erase_people
from cases.people.models import PersonIdentity
from cases.record.models import Involvement


def _why_not_yet(report: IntakeReport, by: User) -> str:
    if report.case_id is not None:
        return _("This report is part of a case, and is disposed of with it.")
    if not report.outcome:
        return _("Decide about this report first.")
    return ""


def _until(report: IntakeReport) -> dt.date | None:
    """The first day on which retention is over, from the latest decision; None where no period is confirmed."""
    days = pack().country.settings["retention_report"].days
    last: TriageDecision | None = TriageDecision.objects.filter(report=report, replaced_by=None).first()
    return last.happened.last + dt.timedelta(days=days) if days is not None and last is not None else None


def _count(report: IntakeReport, by: User) -> dict[str, int]:
    people = {person for person, _one in alone_of_report(report.pk)}
    named = PersonIdentity.objects.filter(person__in=people).values("person").distinct()
    return {
        "people": ReportPerson.objects.filter(report=report).count(),
        "identities_erased": named.count(),
        "decisions": TriageDecision.objects.filter(report=report).count(),
    }


def _destroy(report: IntakeReport, by: User) -> None:
    erase_people(alone_of_report(report.pk), by)
    IntakeReport.objects.filter(pk=report.pk).update(stem_tokens=[])
    ReportWords.objects.filter(report=report).update(stem_tokens=[])
    keys.destroy(report.pk)
    told = ReportPerson.objects.filter(report=report).values("involvement_id")
    leave_the_stub(*Involvement.objects.filter(pk__in=told, case=None), report)


REPORTS = Keeping(
    app="cases",
    name="report",
    anchor=IntakeReport,
    asked=ReportApproval,
    holds=ReportHold,
    disposals=ReportDisposal,
    action="cases.keep_report",
    why_not_yet=_why_not_yet,
    until=_until,
    count=_count,
    destroy=_destroy,
    called=lambda report: _("Report of %(when)s") % {"when": report.received},
    page=lambda report: reverse("cases:report", args=[report.pk]),
    gone=gettext_lazy(
        "The words of the report, its corrections and the reasons of its decisions are destroyed, and who the people"
        " are of whom it alone told. What was written cannot be recovered. Dates, codes and decisions remain for the"
        " figures."
    ),
    counted=(
        (gettext_lazy("People"), "people"),
        (gettext_lazy("Identities erased"), "identities_erased"),
        (gettext_lazy("Decisions"), "decisions"),
    ),
)
