"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role
from cases.record.policy import STAFF

allow("cases.edit_summary", roles=STAFF, needs="change")
allow("cases.take_case", roles=STAFF, needs="change")
allow("cases.close_case", roles=STAFF, needs="change")
allow("cases.reopen_case", roles=STAFF, needs="change")
allow("cases.assign_lead", roles={Role.SUPERVISOR}, needs="change")
allow("cases.correct_stage", roles=STAFF, needs="change")
