from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

allow("accounts.manage", roles={Role.ADMINISTRATOR})
allow("accounts.release_name", roles={Role.SUPERVISOR, Role.ADMINISTRATOR})
# Whoever was added waits for one of these, who is somebody else (see `releases`); a supervisor for their own agency's.
allow("accounts.let_in", roles={Role.SUPERVISOR, Role.ADMINISTRATOR})
# A second factor lost at night: who may ask, and who may be the second person.
allow("accounts.ask_enrolment", roles={Role.SUPERVISOR, Role.ADMINISTRATOR})
allow("accounts.confirm_enrolment", roles=set(Role))
# The wrapping keys: one administrator asks, another agrees.
allow("accounts.keep_keys", roles={Role.ADMINISTRATOR})
