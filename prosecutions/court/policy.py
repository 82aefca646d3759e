"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

allow("prosecutions.record_stage", roles={Role.PROSECUTOR}, needs="change")
allow("prosecutions.schedule_hearing", roles={Role.PROSECUTOR}, needs="change")
