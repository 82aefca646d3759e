"""Who may do what here."""

from carisecure.access.policy import allow
from cases.record.policy import STAFF

allow("cases.view_exhibit", roles=STAFF, needs="view")
allow("cases.add_exhibit", roles=STAFF, needs="change")
allow("cases.correct_exhibit", roles=STAFF, needs="change")
allow("cases.add_exhibit_file", roles=STAFF, needs="change")
allow("cases.record_custody", roles=STAFF, needs="change")
