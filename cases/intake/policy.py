"""Who may do what here."""

from carisecure.access.policy import allow
from cases.record.policy import STAFF

allow("cases.log_report", roles=STAFF)
allow("cases.match_report", roles=STAFF)
allow("cases.view_report", roles=STAFF, needs="view")
allow("cases.decide_report", roles=STAFF, needs="change")
allow("cases.correct_report", roles=STAFF, needs="change")
allow("cases.take_up_involvement", roles=STAFF, needs="change")
