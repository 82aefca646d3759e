"""Who may do what here."""

from carisecure.access.policy import allow
from cases.record.policy import STAFF

allow("cases.add_note", roles=STAFF, needs="change")
allow("cases.add_statement", roles=STAFF, needs="change")
allow("cases.correct_material", roles=STAFF, needs="change")
