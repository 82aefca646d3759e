"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# Who works on a case: the people of the unit.
UNIT = {Role.INVESTIGATOR, Role.SUPERVISOR}

allow("prosecutions.view_matter", roles={*UNIT, Role.PROSECUTOR}, needs="view")
allow("prosecutions.see_names", roles={*UNIT, Role.PROSECUTOR}, needs="see_identity")
