"""Who may do what here."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

allow("reports.view_figures", roles={Role.ANALYST})
allow("reports.view_run", roles={Role.ANALYST})
allow("reports.view_small_cells", roles={Role.ANALYST})
allow("reports.run_figures", roles={Role.ANALYST})
allow("reports.export_run", roles={Role.ANALYST})
