from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# A number that nobody answers costs an hour: the one who says it is right has the unit's roster in hand.
allow("countries.fill_in_number", roles={Role.SUPERVISOR})
