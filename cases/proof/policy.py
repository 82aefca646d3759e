"""Who may do what here."""

from carisecure.access.policy import allow
from cases.record.policy import STAFF

allow("cases.record_proof", roles=STAFF, needs="change")
