from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# The database says the same by itself: the view behind the page is empty unless an active auditor asks.
allow("audit.read_log", roles={Role.AUDITOR})
# The database says the same: a line of the list is its reviewer's, and the reader's once something was asked of them.
allow("audit.review_reading", roles={Role.SUPERVISOR, Role.AUDITOR})
allow("audit.answer_question", roles=set(Role))
# Who holds somebody of a case has no page of it: how busily the unit works on it is not theirs to watch.
allow("audit.watch_case", roles=set(Role) - {Role.FRONTLINE, Role.CASEWORKER})
