"""Who may do what here."""

from carisecure.access.policy import allow
from cases.record.policy import STAFF

allow("cases.find_person", roles=STAFF, needs="see_identity")
allow("cases.search_texts", roles=STAFF, needs="view")
