"""The access table of the unit's pages."""

from __future__ import annotations

from carisecure.accounts.roles import Role
from tests.access.table import Row

STAFF: set[str] = {Role.INVESTIGATOR, Role.SUPERVISOR}
SUPERVISOR: set[str] = {Role.SUPERVISOR}
FRONTLINE: set[str] = {Role.FRONTLINE}
AWAY: set[str] = {Role.INVESTIGATOR, Role.SUPERVISOR, Role.CASEWORKER, Role.PROSECUTOR}
FORM = ("GET", "POST")

ROWS = [
    Row("cases:my_work", roles=STAFF),
    Row("cases:unit", roles=SUPERVISOR),
    Row("cases:frontline_home", roles=FRONTLINE),
    Row("cases:report_list", roles=STAFF),
    Row("cases:new_report", roles=STAFF, methods=FORM),
    Row("cases:report_matches", roles=STAFF, methods=("POST",)),
    Row("cases:reports_waiting", roles=STAFF),
    Row("cases:report", roles=STAFF, target="report"),
    Row("cases:decide_report", roles=STAFF, target="report", methods=FORM),
    Row("cases:correct_report", roles=STAFF, target="report", methods=FORM),
    Row("cases:correct_decision", roles=STAFF, target="decision", methods=FORM),
    Row("cases:case_list", roles=STAFF),
    Row("cases:case", roles=STAFF, target="case"),
    Row("cases:case_names", roles=STAFF, target="case", methods=("POST",)),
    Row("cases:case_summary", roles=STAFF, target="case"),
    Row("cases:edit_summary", roles=STAFF, target="case", methods=FORM),
    Row("cases:edit_elements", roles=STAFF, target="case", methods=FORM),
    Row("cases:add_person", roles=STAFF, target="case", methods=FORM),
    Row("cases:add_note", roles=STAFF, target="case", methods=FORM),
    Row("cases:add_statement", roles=STAFF, target="case", methods=FORM),
    Row("cases:add_exhibit", roles=STAFF, target="case", methods=FORM),
    Row("cases:add_exploitation", roles=STAFF, target="case", methods=FORM),
    Row("cases:correct_exploitation", roles=STAFF, target="exploitation", methods=FORM),
    Row("cases:add_proof", roles=STAFF, target="case", methods=FORM),
    Row("cases:correct_proof", roles=STAFF, target="proof", methods=FORM),
    Row("cases:add_role", roles=STAFF, target="involvement", methods=FORM),
    Row("cases:more_of_role", roles=STAFF, target="role", methods=FORM),
    Row("cases:end_role", roles=STAFF, target="role", methods=FORM),
    Row("cases:correct_role", roles=STAFF, target="role", methods=FORM),
    Row("cases:course", roles=STAFF, target="case"),
    Row("cases:correct_stage", roles=STAFF, target="stage", methods=FORM),
    Row("cases:correct_note", roles=STAFF, target="note", methods=FORM),
    Row("cases:correct_statement", roles=STAFF, target="statement", methods=FORM),
    Row("cases:correct_exhibit", roles=STAFF, target="exhibit", methods=FORM),
    Row("cases:exhibit", roles=STAFF, target="exhibit"),
    Row("cases:record_custody", roles=STAFF, target="exhibit", methods=FORM),
    Row("cases:correct_custody", roles=STAFF, target="custody", methods=FORM),
    Row("cases:assign", roles=SUPERVISOR, target="case", methods=FORM),
    Row("cases:danger", roles=STAFF, target="case", methods=FORM),
    Row("cases:take", roles=STAFF, target="case", methods=FORM),
    Row("cases:close", roles=STAFF, target="case", methods=FORM),
    Row("cases:reopen", roles=STAFF, target="case", methods=FORM),
    Row("cases:restrict", roles=STAFF, target="case", methods=FORM),
    Row("cases:access", roles=STAFF, target="case"),
    *(
        Row(f"cases:{name}", roles=STAFF, target="case", methods=FORM)
        for name in (
            "seal",
            "let_in",
            "put_out",
            "exclude",
            "open_wider",
            "readmit",
            "share",
            "copy",
            "hold",
            "dispose",
        )
    ),
    Row("cases:hold_report", roles=STAFF, target="report", methods=FORM),
    Row("cases:dispose_report", roles=STAFF, target="report", methods=FORM),
    Row("cases:lift_hold_report", roles=STAFF, target="report_hold", methods=FORM),
    Row("cases:approval_report", roles=STAFF, target="report_approval", methods=FORM),
    Row("cases:lift_hold", roles=STAFF, target="hold", methods=FORM),
    Row("cases:copy_file", roles=STAFF, target="approval", methods=FORM),
    Row("cases:approval", roles=STAFF, target="approval", methods=FORM),
    Row("cases:emergency", roles=STAFF, methods=FORM),
    # Ends one's own and answers alike for anything else, so no object is asked about.
    Row("cases:emergency_end", roles=STAFF, methods=("POST",), extra={"pk": "00000000-0000-4000-8000-000000000000"}),
    Row("cases:emergency_review", roles=STAFF, target="emergency", methods=FORM),
    Row("cases:sealed_clocks", roles={Role.AUDITOR}),
    Row("cases:new_lead", roles={Role.AUDITOR}, methods=FORM),
    Row("cases:decide_new_lead", roles={Role.AUDITOR}, target="new_lead", methods=FORM),
    Row("cases:unit_people", roles=SUPERVISOR),
    Row("cases:let_go", roles=SUPERVISOR, target="colleague", methods=FORM),
    Row("cases:access_review", roles=SUPERVISOR, methods=FORM),
    Row("cases:absence", roles=AWAY, methods=FORM),
    Row("cases:end_absence", roles=AWAY, target="delegation", methods=FORM),
    Row("cases:person", roles=STAFF, target="involvement"),
    Row("cases:person_names", roles=STAFF, target="involvement", methods=("POST",)),
    Row("cases:add_name", roles=STAFF, target="involvement", methods=FORM),
    Row("cases:mistake", roles=STAFF, target="identity", methods=FORM),
    Row("cases:edit_person", roles=STAFF, target="involvement", methods=FORM),
    Row("cases:erase_identity", roles=STAFF, target="involvement", methods=FORM),
    Row("cases:say_same_human", roles=STAFF, target="involvement", methods=FORM),
    Row("cases:end_same_human", roles=STAFF, target="same_person", methods=FORM),
    Row("cases:find_person", roles=STAFF, methods=FORM),
    Row("cases:find_text", roles=STAFF, methods=FORM),
]
