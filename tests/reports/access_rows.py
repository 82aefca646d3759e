"""Who may ask the URLs of figures. Rows are an agency's: another agency's are not here, for nobody."""

from carisecure.accounts.roles import Role
from tests.access.table import Row

ANALYST: set[str] = {Role.ANALYST}
READERS: set[str] = {Role.ANALYST, Role.SUPERVISOR}
DEFINED = {"code": "unit.victims"}

ROWS = [
    Row("reports:figures", READERS),
    Row("reports:choose_figures", ANALYST, methods=("GET", "POST")),
    Row("reports:run_list", READERS),
    Row("reports:run", READERS, "run"),
    Row("reports:export_run", ANALYST, "run", ("POST",), extra={"ending": "csv"}),
    Row("reports:definitions", READERS),
    Row("reports:definition", READERS, extra=DEFINED),
    Row("reports:collection_list", ANALYST),
    Row("reports:collection", ANALYST, "collection"),
    Row("reports:start_import", ANALYST, methods=("GET", "POST")),
    Row("reports:import", ANALYST, "import_batch"),
    Row("reports:import_columns", ANALYST, "import_batch", ("GET", "POST")),
    Row("reports:import_values", ANALYST, "import_batch", ("GET", "POST")),
    Row("reports:save_mapping", ANALYST, "import_batch", ("GET", "POST")),
    Row("reports:check_import", ANALYST, "import_batch", ("POST",)),
    Row("reports:commit_import", ANALYST, "import_batch", ("POST",)),
    Row("reports:undo_import", ANALYST, "import_batch", ("POST",)),
    Row("reports:import_faults", ANALYST, "import_batch"),
]
