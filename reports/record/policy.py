"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

allow("reports.view_collection", roles={Role.ANALYST})
