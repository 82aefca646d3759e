"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role
from cases.record.policy import STAFF

allow("cases.restrict_case", roles=STAFF, needs="change")
allow("cases.share_case", roles=STAFF, needs="change")
allow("cases.end_access", roles={Role.SUPERVISOR}, needs="change")
allow("cases.view_access", roles=STAFF, needs="view")
allow("cases.seal_case", roles=STAFF, needs="change")
allow("cases.let_in", roles=STAFF, needs="change")
allow("cases.exclude_person", roles=STAFF, needs="change")
allow("cases.review_emergency", roles=STAFF, needs="change")
allow("cases.ask_emergency", roles=STAFF)
allow("cases.view_sealed_clocks", roles={Role.AUDITOR})
allow("cases.name_new_lead", roles={Role.AUDITOR})
allow("cases.let_go", roles={Role.SUPERVISOR})
allow("cases.review_access", roles={Role.SUPERVISOR})
allow("cases.stand_in", roles={Role.INVESTIGATOR, Role.SUPERVISOR, Role.CASEWORKER, Role.PROSECUTOR})
