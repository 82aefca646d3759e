"""Row-level security by agency, frozen runs, and the ledger's triggers.

These rows hang on no anchor (no grants on published records or on counts), so their policies ask for the group of the
agency instead. The purpose `statistics` counts records and writes runs; no request can take it.
"""

from typing import Any

from django.db import migrations

from carisecure.access.migration_operations import GROUPS, Watch

STATISTICS = "(select current_setting('carisecure.purpose', true)) = 'statistics'"


def mine(table: str) -> str:
    return f"{table}.agency_group_id = any({GROUPS})"


def policies(table: str, *, select: str, insert: str, update: str, delete: str) -> list[str]:
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy own_select on {table} for select using ({select})",
        f"create policy own_insert on {table} for insert with check ({insert})",
        f"create policy own_update on {table} for update using ({update}) with check ({insert})",
        f"create policy own_delete on {table} for delete using ({delete})",
    ]


def ordinary(table: str, *, counted: bool) -> list[str]:
    own = mine(table)
    return policies(table, select=f"{own} or {STATISTICS}" if counted else own, insert=own, update=own, delete=own)


RUN = "reports_reportrun"
RUN_MAKERS = f"{mine(RUN)} or {STATISTICS}"
NOT_YET_COUNTED = f"{RUN}.sha256 = '' and ({RUN_MAKERS})"

STATEMENTS: list[Any] = [
    *ordinary("reports_collection", counted=True),
    *ordinary("reports_importmapping", counted=False),
    *ordinary("reports_importbatch", counted=True),
    *ordinary("reports_referencerecord", counted=True),
    *policies(
        RUN,
        select=f"{RUN_MAKERS} or {RUN}.shared_groups && {GROUPS}",
        insert=RUN_MAKERS,
        update=NOT_YET_COUNTED,  # what has been counted stays as it is
        delete=NOT_YET_COUNTED,
    ),
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("audit", "0002_functions"), ("access", "0001_initial")]

    operations = [
        migrations.RunSQL(STATEMENTS, migrations.RunSQL.noop),
        Watch("Collection"),
        Watch("ImportMapping"),
        Watch("ImportBatch"),
        Watch("ReferenceRecord"),
        Watch("ReportRun"),
    ]
