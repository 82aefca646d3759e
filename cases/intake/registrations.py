"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.core import checks
from django.utils.translation import gettext_lazy as _

from carisecure.importing.register import nouns
from carisecure.interface import badges, trails
from cases.intake.checks import check_routing
from cases.intake.nouns.case import CaseNoun
from cases.intake.nouns.report import ReportNoun
from cases.record import worklist


def register() -> None:
    checks.register(check_routing)
    trails.register_list("cases:report_list", _("Reports received"))
    trails.register_list("cases:reports_waiting", _("Reports waiting"))
    trails.register_page("cases:report")
    badges.register(
        "cases.IntakeReport.outcome",
        {
            "opens_case": "active",
            "joins_case": "active",
            "to_screening": "new",
            "passed_on": "done",
            "not_trafficking": "closed",
            "repeats": "closed",
        },
    )
    worklist.register_draft("report-decision", _("Decision on a report"), "cases:decide_report")
    worklist.register_draft("report-correction", _("Correction of a decision"), "cases:correct_decision")
    worklist.register_draft("report-words", _("Correction of a report"), "cases:correct_report")
    worklist.register_draft("new-report", _("New report"), "cases:new_report")
    nouns.register(ReportNoun())
    nouns.register(CaseNoun())
