from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

# The database says the same by itself: the view behind the page is empty unless an active auditor asks.
allow("audit.read_log", roles={Role.AUDITOR})
# The database says the same: a line of the list is its reviewer's, and the reader's once something was asked of them.
allow("audit.review_reading", roles={Role.SUPERVISOR, Role.AUDITOR})
allow("audit.answer_question", roles=set(Role))
