"""Who may do what here."""

from carisecure.access.policy import allow
from cases.record.policy import STAFF

allow("cases.raise_danger", roles=STAFF, needs="change")
allow("cases.end_danger", roles=STAFF, needs="change")
