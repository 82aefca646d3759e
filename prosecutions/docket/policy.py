"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

allow("prosecutions.my_matters", roles={Role.PROSECUTOR})
