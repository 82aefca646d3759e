"""Who may do what here."""

from carisecure.access.policy import allow
from cases.record.policy import STAFF

allow("cases.view_names", roles=STAFF, needs="see_identity")
allow("cases.add_person", roles=STAFF, needs="change")
allow("cases.update_person", roles=STAFF, needs="change")
allow("cases.add_name", roles=STAFF, needs="see_identity")
