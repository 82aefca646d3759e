from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# Whoever has something with a reference; what is found is what each room lets them see.
allow(
    "interface.open_reference",
    roles={Role.INVESTIGATOR, Role.SUPERVISOR, Role.FRONTLINE, Role.CASEWORKER, Role.PROSECUTOR},
)
