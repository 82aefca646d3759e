"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role
from screening.contact.policy import UNIT

allow("screening.send_own", roles={Role.CASEWORKER, Role.FRONTLINE}, needs="change")
allow("screening.refer_out", roles=UNIT, needs="change")
allow("screening.refer_out_identity", roles=UNIT, needs="see_identity")
allow("screening.view_referral", roles={*UNIT, Role.CASEWORKER}, needs="view")
allow("screening.show_names", roles={*UNIT, Role.CASEWORKER}, needs="see_identity")
allow("screening.answer_referral", roles={Role.CASEWORKER}, needs="view")
allow("screening.handle_inbound", roles=UNIT, needs="change")
allow("screening.follow_receipt", roles={Role.FRONTLINE}, needs="view")
allow("screening.refer_in", roles={Role.CASEWORKER, Role.FRONTLINE})
allow("screening.my_clients", roles={Role.CASEWORKER})
allow("screening.see_inbound", roles=UNIT)
