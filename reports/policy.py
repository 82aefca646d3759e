"""Who works with figures: the analyst alone, until something is released (rows: `models.owned`).

A count of the unit holds its sealed cases too: whoever is excluded from one would see it in the next run. So the people
of the unit read no run, only pages that count what they themselves see.
"""

from carisecure.access.policy import allow
from carisecure.accounts.roles import Role

allow("reports.view_figures", roles={Role.ANALYST})
allow("reports.view_run", roles={Role.ANALYST})
# Unmasked small cells: on the analyst's own screen alone (design 8).
allow("reports.view_small_cells", roles={Role.ANALYST})
allow("reports.view_collection", roles={Role.ANALYST})
allow("reports.import", roles={Role.ANALYST})
allow("reports.run_figures", roles={Role.ANALYST})
allow("reports.export_run", roles={Role.ANALYST})
