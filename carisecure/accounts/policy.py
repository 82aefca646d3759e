from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

allow("accounts.manage", roles={Role.ADMINISTRATOR})
