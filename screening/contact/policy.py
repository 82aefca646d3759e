"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# Who works on a case: the people of the unit.
UNIT = {Role.INVESTIGATOR, Role.SUPERVISOR}

allow("screening.view_person", roles=UNIT, needs="view")
