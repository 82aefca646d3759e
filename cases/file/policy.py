"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

allow("cases.view_unit", roles={Role.SUPERVISOR})
allow("cases.view_duty", roles={Role.FRONTLINE})
