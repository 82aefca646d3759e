"""Who may do what in this room. Screening answers ask for `change`: a recipient, who only holds `view`, gets none."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

UNIT = {Role.INVESTIGATOR, Role.SUPERVISOR}

# On an involvement.
allow("screening.view_person", roles=UNIT, needs="view")
allow("screening.screen", roles=UNIT, needs="change")
allow("screening.assess", roles=UNIT, needs="change")
allow("screening.decide_status", roles=UNIT, needs="change")
allow("screening.record_consent", roles={*UNIT, Role.CASEWORKER, Role.FRONTLINE}, needs="change")
allow("screening.send_own", roles={Role.CASEWORKER, Role.FRONTLINE}, needs="change")
allow("screening.refer_out", roles=UNIT, needs="change")
allow("screening.refer_out_identity", roles=UNIT, needs="see_identity")

# On a screening, a decision, a consent.
allow("screening.answer", roles={*UNIT, Role.FRONTLINE}, needs="change")
allow("screening.view_result", roles={*UNIT, Role.FRONTLINE}, needs="change")
allow("screening.view_status", roles=UNIT, needs="view")
allow("screening.view_consent", roles={*UNIT, Role.CASEWORKER}, needs="view")
allow("screening.withdraw_consent", roles={*UNIT, Role.CASEWORKER}, needs="change")

# On a referral.
allow("screening.view_referral", roles={*UNIT, Role.CASEWORKER}, needs="view")
allow("screening.show_names", roles={*UNIT, Role.CASEWORKER}, needs="see_identity")
allow("screening.answer_referral", roles={Role.CASEWORKER}, needs="view")
allow("screening.handle_inbound", roles=UNIT, needs="change")
allow("screening.follow_receipt", roles={Role.FRONTLINE}, needs="view")

# No object is asked about.
allow("screening.refer_in", roles={Role.CASEWORKER, Role.FRONTLINE})
allow("screening.screen_at_the_door", roles={Role.FRONTLINE})
allow("screening.my_clients", roles={Role.CASEWORKER})
allow("screening.see_inbound", roles=UNIT)
