"""Who may do what in the case file: the unit's own people, and nobody else by any of these lines."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

_STAFF = {Role.INVESTIGATOR, Role.SUPERVISOR}

# Pages that are about no single case.
allow("cases.work", roles=_STAFF)
allow("cases.log_report", roles=_STAFF)
allow("cases.view_unit", roles={Role.SUPERVISOR})
allow("cases.view_duty", roles={Role.FRONTLINE})

# Reading.
allow("cases.view_case", roles=_STAFF, needs="view")
allow("cases.view_person", roles=_STAFF, needs="view")
allow("cases.view_names", roles=_STAFF, needs="see_identity")
allow("cases.find_person", roles=_STAFF, needs="see_identity")
allow("cases.search_texts", roles=_STAFF, needs="view")

# The case diary: whoever works on the case.
for _action in (
    "add_person",
    "update_person",
    "add_note",
    "add_statement",
    "add_exhibit",
    "edit_summary",
    "take_case",
    "raise_danger",
    "end_danger",
    "close_case",
    "reopen_case",
    "restrict_case",
    "move_stage",
    "share_case",
    "take_up_involvement",
    "make_copy",
    "place_hold",
    "dispose_case",
):
    allow(f"cases.{_action}", roles=_STAFF, needs="change")

# Names are written only by who may read them.
allow("cases.add_name", roles=_STAFF, needs="see_identity")
allow("cases.erase_identity", roles=_STAFF, needs="change")
allow("cases.assign_lead", roles={Role.SUPERVISOR}, needs="change")
allow("cases.end_access", roles={Role.SUPERVISOR}, needs="change")

# Who is inside, who is not, and what nobody does alone.
allow("cases.view_access", roles=_STAFF, needs="view")
for _action in ("seal_case", "let_in", "exclude_person", "ask_approval", "decide_approval", "review_emergency"):
    allow(f"cases.{_action}", roles=_STAFF, needs="change")
allow("cases.ask_emergency", roles=_STAFF)
allow("cases.view_sealed_clocks", roles={Role.AUDITOR})
allow("cases.name_new_lead", roles={Role.AUDITOR})
allow("cases.let_go", roles={Role.SUPERVISOR})
allow("cases.review_access", roles={Role.SUPERVISOR})
allow("cases.stand_in", roles={Role.INVESTIGATOR, Role.SUPERVISOR, Role.CASEWORKER, Role.PROSECUTOR})
