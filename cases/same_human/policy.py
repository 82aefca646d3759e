"""Who may do what here."""

from carisecure.access.policy import allow
from cases.record.policy import STAFF

# A link has two ends: what is needed is needed at both.
allow("cases.view_same_human", roles=STAFF, needs="see_identity")
allow("cases.end_same_human", roles=STAFF, needs="change")
allow("cases.say_same_human", roles=STAFF, needs="change")
