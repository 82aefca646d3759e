"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role
from screening.contact.policy import UNIT

# A caseworker screens a client of their own agency; `change` on the person tells whose they are.
allow("screening.screen", roles={*UNIT, Role.CASEWORKER}, needs="change")
allow("screening.assess", roles=UNIT, needs="change")
allow("screening.answer", roles={*UNIT, Role.FRONTLINE, Role.CASEWORKER}, needs="change")
allow("screening.view_result", roles={*UNIT, Role.FRONTLINE, Role.CASEWORKER}, needs="change")
allow("screening.screen_at_the_door", roles={Role.FRONTLINE})
