"""Who may do what here."""

from carisecure.access.policy import allow
from screening.contact.policy import UNIT

allow("screening.decide_status", roles=UNIT, needs="change")
allow("screening.view_status", roles=UNIT, needs="view")
