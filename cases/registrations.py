"""What this room hands to the platform when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.accounts.roles import Role
from carisecure.audit.unusual import register_places, register_shown, register_signs
from carisecure.interface import badges, home, references, trails
from cases.insiders import unusual
from cases.insiders.queries import emergencies_of
from cases.record import rows, worklist
from cases.two_people import queries as waiting


def register() -> None:
    badges.register(
        "cases.Case.stage",
        {
            "reported": "new",
            "under_investigation": "active",
            "with_dpp": "waiting",
            "before_court": "active",
            "closed": "closed",
            "reopened": "active",
        },
    )
    badges.register("cases.Case.compartment", {"agency": "info", "restricted": "sealed", "sealed": "sealed"})
    badges.register("cases.IntakeReport.danger_now", {"yes": "late", "no": "info", "not_known": "waiting"})
    badges.register(
        "cases.Involvement.role",
        {"possible_victim": "active", "suspect": "waiting", "witness": "info", "reporter": "info"},
    )
    badges.register(
        "cases.Involvement.status",
        {"possible": "new", "presumed": "active", "identified": "done", "not_a_victim": "closed"},
    )
    references.register("cases", rows.by_reference)
    trails.register_list("cases:case_list", _("Cases"))
    trails.register_list("cases:report_list", _("Reports received"))
    trails.register_page("cases:case")
    trails.register_page("cases:person")
    home.register_home(Role.FRONTLINE, "cases:frontline_home")
    worklist.register_draft("new-report", _("New report"), "cases:new_report")
    worklist.register_draft("case-note", _("Note"), "cases:add_note")
    worklist.register_draft("case-statement", _("Statement"), "cases:add_statement")
    worklist.register_draft("case-exhibit", _("Exhibit"), "cases:add_exhibit")
    worklist.register_draft("case-person", _("Person"), "cases:add_person")
    worklist.register_draft("case-summary", _("Summary"), "cases:edit_summary")
    worklist.register_draft("case-close", _("Closing a case"), "cases:close")
    worklist.register_draft("case-reopen", _("Reopening a case"), "cases:reopen")
    worklist.register_draft("case-danger", _("Danger now"), "cases:danger")
    worklist.register_draft("case-copy", _("Copy with names"), "cases:copy")
    worklist.register_draft("case-hold", _("Hold"), "cases:hold")
    worklist.register_draft("case-share", _("Give access to another unit's officer"), "cases:share")
    badges.register(
        "cases.EmergencyAccess.finding", {"justified": "done", "to_be_asked": "waiting", "not_justified": "late"}
    )
    worklist.register("cases.approvals", waiting.approvals_of)
    worklist.register("cases.emergencies", emergencies_of)
    worklist.register("audit.review", unusual.waiting)
    register_places("cases", unusual.places)
    register_signs("cases", unusual.signs)
    register_shown("cases", unusual.shown)
