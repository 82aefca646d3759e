from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# Whose job it is decides, whatever their role: `queries` and the policy of the table show each person their own only.
allow("jobs.view_own", roles=Role)
allow("jobs.cancel_own", roles=Role)
allow("jobs.ask_again", roles=Role)
