"""Who may do what here."""

from carisecure.access.policy import allow
from cases.record.policy import STAFF

allow("cases.ask_approval", roles=STAFF, needs="change")
allow("cases.decide_approval", roles=STAFF, needs="change")
