"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role
from screening.contact.policy import UNIT

allow("screening.screen", roles=UNIT, needs="change")
allow("screening.assess", roles=UNIT, needs="change")
allow("screening.answer", roles={*UNIT, Role.FRONTLINE}, needs="change")
allow("screening.view_result", roles={*UNIT, Role.FRONTLINE}, needs="change")
allow("screening.screen_at_the_door", roles={Role.FRONTLINE})
