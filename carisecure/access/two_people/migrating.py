"""What a migration runs for a table that takes two people."""

from __future__ import annotations

from typing import Any

from carisecure.access.migration_operations import OnTable


class TakeTwo(OnTable):
    """Hold a table of `models.TwoPeople` to its rule, whoever speaks to it (sql/two_people.sql).

    `free`: further columns that may change at any time. `again`: a yes may be used more than once.
    """

    def __init__(self, model: str, *, free: tuple[str, ...] = (), again: bool = False) -> None:
        super().__init__(model)
        self.free, self.again = free, again

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {"free": self.free, "again": self.again}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        if unknown := set(self.free) - {f.column for f in model._meta.local_fields}:
            raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
        used = "again" if self.again else "once"
        schema_editor.execute(
            f"create or replace trigger guard before insert or update on {table} for each row "
            f"execute function carisecure.guard_two_people('{{{','.join(self.free)}}}', '{used}')"
        )
