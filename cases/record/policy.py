"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# Who works on a case: the people of the unit.
STAFF = {Role.INVESTIGATOR, Role.SUPERVISOR}

allow("cases.work", roles=STAFF)
allow("cases.view_case", roles=STAFF, needs="view")
allow("cases.view_person", roles=STAFF, needs="view")
allow("cases.move_stage", roles=STAFF, needs="change")
