"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role
from screening.contact.policy import UNIT

allow("screening.record_consent", roles={*UNIT, Role.CASEWORKER, Role.FRONTLINE}, needs="change")
allow("screening.view_consent", roles={*UNIT, Role.CASEWORKER}, needs="view")
allow("screening.withdraw_consent", roles={*UNIT, Role.CASEWORKER}, needs="change")
