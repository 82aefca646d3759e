"""Who may do what here."""

from carisecure.access.policy import allow
from cases.record.policy import STAFF

allow("cases.place_hold", roles=STAFF, needs="change")
allow("cases.dispose_case", roles=STAFF, needs="change")
allow("cases.keep_report", roles=STAFF, needs="change")
allow("cases.erase_identity", roles=STAFF, needs="change")
