from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# The database says the same by itself: the view behind the page is empty unless an active auditor asks.
allow("audit.read_log", roles={Role.AUDITOR})
