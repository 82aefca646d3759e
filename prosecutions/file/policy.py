"""Who may do what here."""

from carisecure.access.policy import allow
from prosecutions.record.policy import UNIT

allow("prosecutions.submit_file", roles=UNIT, needs="change")
