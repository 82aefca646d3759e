"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

allow("prosecutions.assign_matter", roles={Role.PROSECUTOR}, needs="change")
