"""Who may do what with a prosecution. The unit that holds the case reads along and answers; the DPP's people act."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

UNIT = {Role.INVESTIGATOR, Role.SUPERVISOR}

# Asked about the case: nobody at the DPP holds anything on it.
allow("prosecutions.submit_file", roles=UNIT, needs="change")

allow("prosecutions.view_matter", roles={*UNIT, Role.PROSECUTOR}, needs="view")
allow("prosecutions.see_names", roles={*UNIT, Role.PROSECUTOR}, needs="see_identity")
allow("prosecutions.answer_query", roles=UNIT, needs="change")

allow("prosecutions.my_matters", roles={Role.PROSECUTOR})
allow("prosecutions.ask_query", roles={Role.PROSECUTOR}, needs="change")
allow("prosecutions.settle_query", roles={Role.PROSECUTOR}, needs="change")
allow("prosecutions.record_advice", roles={Role.PROSECUTOR}, needs="change")
allow("prosecutions.lay_charge", roles={Role.PROSECUTOR}, needs="change")
allow("prosecutions.record_stage", roles={Role.PROSECUTOR}, needs="change")
allow("prosecutions.schedule_hearing", roles={Role.PROSECUTOR}, needs="change")
allow("prosecutions.record_outcome", roles={Role.PROSECUTOR}, needs="change")
allow("prosecutions.assign_matter", roles={Role.PROSECUTOR}, needs="change")
