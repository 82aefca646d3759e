from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# Whether the machine is well says nothing of a case; who keeps it reads it.
allow("operating.see_condition", roles={Role.ADMINISTRATOR})
# By the card a supervisor alone starts, stops and restores: it hangs where they find it when nobody answers.
allow("operating.print_card", roles={Role.SUPERVISOR, Role.ADMINISTRATOR})
