"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# A supervisor belongs to a unit, and sees and brings in that unit's registers alone.
allow("cases.import_register", roles={Role.SUPERVISOR})
allow("cases.confirm_register", roles={Role.SUPERVISOR})
