"""Who works with figures: the analyst; a supervisor reads what is counted of the unit (rows: `models.owned`)."""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

allow("reports.view_figures", roles={Role.ANALYST, Role.SUPERVISOR})
allow("reports.view_run", roles={Role.ANALYST, Role.SUPERVISOR})
# Unmasked small cells: on the analyst's own screen alone (design 8).
allow("reports.view_small_cells", roles={Role.ANALYST})
allow("reports.view_collection", roles={Role.ANALYST})
allow("reports.import", roles={Role.ANALYST})
allow("reports.run_figures", roles={Role.ANALYST})
allow("reports.export_run", roles={Role.ANALYST})
