"""Who may ask the URLs of figures. Rows are an agency's: another agency's are not here, for nobody."""

from carisecure.accounts.roles import Role
from tests.access.table import Row

ANALYST: set[str] = {Role.ANALYST}
DEFINED = {"code": "unit.victims"}

ROWS = [
    Row("reports:figures", ANALYST),
    Row("reports:choose_figures", ANALYST, methods=("GET", "POST")),
    Row("reports:run_list", ANALYST),
    Row("reports:run", ANALYST, "run"),
    Row("reports:export_run", ANALYST, "run", ("POST",), extra={"ending": "csv"}),
    Row("reports:definitions", ANALYST),
    Row("reports:definition", ANALYST, extra=DEFINED),
    Row("reports:collection_list", ANALYST),
    Row("reports:collection", ANALYST, "collection"),
    Row("reports:start_import", ANALYST, methods=("GET", "POST")),
    Row("reports:import", ANALYST, "import_batch"),
    Row("reports:import_opening", ANALYST, "import_batch", ("GET", "POST")),
    Row("reports:look_into_import", ANALYST, "import_batch", ("POST",)),
    Row("reports:commit_again", ANALYST, "import_batch", ("POST",)),
    Row("reports:import_columns", ANALYST, "import_batch", ("GET", "POST")),
    Row("reports:import_values", ANALYST, "import_batch", ("GET", "POST")),
    Row("reports:save_mapping", ANALYST, "import_batch", ("GET", "POST")),
    Row("reports:check_import", ANALYST, "import_batch", ("POST",)),
    Row("reports:commit_import", ANALYST, "import_batch", ("POST",)),
    Row("reports:undo_import", ANALYST, "import_batch", ("POST",)),
    Row("reports:discard_import", ANALYST, "import_batch", ("POST",)),
    Row("reports:import_faults", ANALYST, "import_batch"),
]
