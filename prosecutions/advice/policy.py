"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role
from prosecutions.record.policy import UNIT

allow("prosecutions.answer_query", roles=UNIT, needs="change")
allow("prosecutions.ask_query", roles={Role.PROSECUTOR}, needs="change")
allow("prosecutions.settle_query", roles={Role.PROSECUTOR}, needs="change")
allow("prosecutions.record_advice", roles={Role.PROSECUTOR}, needs="change")
