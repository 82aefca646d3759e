"""Migration operations that raise the wall around a table, attach the ledger's trigger and keep facts as recorded.

What they build is written into the comment of each policy, and a test compares it with what the model declares.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from carisecure.access.fields import PROTECTED, TypedField
from carisecure.access.index_fields import BlindIndex

GROUPS = "(select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]"
MASKED = (*PROTECTED, TypedField, BlindIndex)
COMMANDS = ("select", "insert", "update", "delete")


def grant_probe(*, anchor: str, table: str, app_label: str, model: str, permission: str) -> str:
    """A scalar subselect: the planner hashes a whole grant table for EXISTS (design 4.4, 4.5)."""
    return f"""(select true from {table} g where g.content_object_id = {anchor}
      and g.permission_id = (select p.id from auth_permission p join django_content_type c on c.id = p.content_type_id
                              where c.app_label = '{app_label}' and p.codename = '{permission}_{model}')
      and g.group_id = any({GROUPS})
      and (g.expires_at is null or g.expires_at > now()) limit 1)"""  # noqa: S608  (names of our own tables)


class OnTable(Operation):
    """An operation on the database alone; the models' state stays as it is."""

    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        return None

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        return None

    def describe(self) -> str:
        return f"{type(self).__name__} {self.model}"


class Watch(OnTable):
    """Attach the ledger's trigger: every insert, update and delete, bulk and raw SQL included.

    `model` of another app is "app.Model". `masked`: further columns of which only the change is kept.
    """

    def __init__(self, model: str, *, masked: tuple[str, ...] = ()) -> None:
        super().__init__(model)
        self.masked = masked

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {"masked": self.masked} if self.masked else {}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        named = self.model if "." in self.model else f"{app_label}.{self.model}"
        attach_trigger(schema_editor, to_state.apps.get_model(named), self.masked)


def attach_trigger(schema_editor: Any, model: type[models.Model], more: tuple[str, ...] = ()) -> None:
    table = model._meta.db_table
    fields = model._meta.local_fields
    masked = [f"'{f.column}'" for f in fields if isinstance(f, MASKED) or f.name == "password" or f.column in more]
    # Of a column that the database has and the model does not, the same.
    masked += [f"'{column}'" for column in more if column not in {f.column for f in fields}]
    schema_editor.execute(
        f"drop trigger if exists ledger on {table}; create trigger ledger after insert or update or delete on {table} "
        f"for each row execute function carisecure.audit_row({', '.join(masked)})"
    )


class RaiseWall(OnTable):
    """Row-level security, FORCEd, after the design's one template.

    `guard`: the anchor as app.Model. `anchor`: the column that points at it ("id" for the anchor itself).
    `through`/`through_column`/`own`: reach the anchor by rows of another walled table, as Person by Involvement.
    `ends`: several columns in the place of `own`, each of which must reach one: what ties two people together.
    """

    def __init__(
        self,
        model: str,
        *,
        guard: str,
        anchor: str = "",
        through: str = "",
        through_column: str = "",
        own: str = "id",
        ends: tuple[str, ...] = (),
        parties: tuple[str, ...] = (),
        reading: str = "view",
        writing: str = "change",
        statistics: bool = False,
        keeper: str = "",
        uncounted: str = "",
    ) -> None:
        super().__init__(model)
        self.guard, self.anchor, self.parties = guard, anchor, parties
        self.through, self.through_column, self.own, self.ends = through, through_column, own, ends
        self.reading, self.writing, self.statistics, self.keeper = reading, writing, statistics, keeper
        self.uncounted = uncounted

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        names = ["guard", "anchor", "through", "through_column", "own", "parties", "reading", "writing", "statistics"]
        names += [name for name in ("ends", "keeper", "uncounted") if getattr(self, name)]
        return type(self).__name__, [self.model], {name: getattr(self, name) for name in names}

    def signature(self) -> str:
        """What a policy's comment says; the test compares it with the model's `wall`."""
        own = ",".join(self.ends) or self.own
        return (
            f"guard={self.guard} anchor={self.anchor} through={self.through}:{self.through_column}:{own} "
            f"parties={','.join(self.parties)} reading={self.reading} writing={self.writing} "
            f"statistics={self.statistics}"
        ) + "".join(f" {name}={getattr(self, name)}" for name in ("keeper", "uncounted") if getattr(self, name))

    def condition(self, apps: Any, table: str, command: str) -> str:
        permission = self.reading if command == "select" else self.writing
        held = self.held(apps, table, permission)
        if self.keeper:
            own = self.held(apps, table, "view" if command == "select" else "change")
            kept_by = f"{table}.{self.keeper}"
            held = f"(({kept_by} is null and {held}) or ({kept_by} = any({GROUPS}) and {own}))"
        parts = [held, f"not {table}.excluded_groups && {GROUPS}"]
        if self.parties:
            parts.append("(" + " or ".join(f"{table}.{c} = any({GROUPS})" for c in self.parties) + ")")
        rule = " and ".join(parts)  # no group at all makes each part null, and null is no
        if self.statistics and command == "select":
            counting = "(select current_setting('carisecure.purpose', true)) = 'statistics'"
            if self.uncounted:
                counting = f"({counting} and {table}.{self.uncounted} is null)"
            return f"{counting} or ({rule})"
        return rule

    def held(self, apps: Any, table: str, permission: str) -> str:
        """That a group of the asker has this permission on the row's anchor, or on one at each of its ends."""
        guard = apps.get_model(self.guard)
        grants = guard._meta.get_field("grants").related_model._meta.db_table
        where = {"table": grants, "app_label": guard._meta.app_label, "model": guard._meta.model_name}
        if not self.through:
            return grant_probe(anchor=f"{table}.{self.anchor}", permission=permission, **where)
        hop = apps.get_model(self.through)._meta.db_table
        probe = grant_probe(anchor="h.id", permission=permission, **where)
        return " and ".join(
            f"(select true from {hop} h where h.{self.through_column} = {table}.{own} and {probe} limit 1)"  # noqa: S608
            for own in self.ends or (self.own,)
        )

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        schema_editor.execute(f"alter table {table} enable row level security")
        schema_editor.execute(f"alter table {table} force row level security")
        for command in COMMANDS:
            rule = self.condition(to_state.apps, table, command)
            using = "" if command == "insert" else f"using ({rule})"
            check = f"with check ({rule})" if command in ("insert", "update") else ""
            schema_editor.execute(f"drop policy if exists wall_{command} on {table}")
            schema_editor.execute(f"create policy wall_{command} on {table} for {command} {using} {check}")
            schema_editor.execute(f"comment on policy wall_{command} on {table} is '{self.signature()}'")
        attach_trigger(schema_editor, model)
        guard = to_state.apps.get_model(self.guard)._meta.db_table
        if self.through:
            hop = to_state.apps.get_model(self.through)._meta.db_table
            for own in self.ends or (self.own,):
                follow_exclusions(schema_editor, table, own, hop, self.through_column, shared=True)
            if self.ends:
                take_from_ends(schema_editor, table, self.ends, hop, self.through_column)
        elif self.anchor != "id":
            follow_exclusions(schema_editor, table, self.anchor, guard, "id")


class KeepForever(OnTable):
    """Append-only, for every role: no row is removed, no column changes (sql/append_only.sql).

    `may_change`: the columns that may. `once`: those that may be filled where they were empty, and stay then.
    """

    def __init__(self, model: str, *, may_change: tuple[str, ...] = (), once: tuple[str, ...] = ()) -> None:
        super().__init__(model)
        self.may_change, self.once = may_change, once

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {"may_change": self.may_change, "once": self.once}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        if unknown := {*self.may_change, *self.once} - {f.column for f in model._meta.local_fields}:
            raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
        keep = f"carisecure.keep_row('{{{','.join(self.may_change)}}}', '{{{','.join(self.once)}}}')"
        for trigger in (
            f"kept after update or delete on {table} for each row",
            f"kept_whole before truncate on {table} for each statement",  # row triggers do not see TRUNCATE
        ):
            schema_editor.execute(f"create or replace trigger {trigger} execute function {keep}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for name in ("kept", "kept_whole"):
            schema_editor.execute(f"drop trigger if exists {name} on {table}")


class CountTogether(OnTable):
    """Let the planner count a grant's group and permission together, as the path asks for them.

    Counted apart, it took the 20,000 grants of a group for 8,000 and read all of them instead of 51. A thousand pairs
    are kept.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        name = f"{table}_held"
        schema_editor.execute(f"create statistics {name} (mcv) on group_id, permission_id from {table}")
        schema_editor.execute(f"alter statistics {name} set statistics 1000")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f"drop statistics {table}_held")


class Follow(OnTable):
    """An anchor takes its exclusions from another one that its column points at: a person of a case from the case."""

    def __init__(self, model: str, *, column: str, parent: str) -> None:
        super().__init__(model)
        self.column, self.parent = column, parent

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {"column": self.column, "parent": self.parent}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        child = to_state.apps.get_model(app_label, self.model)._meta.db_table
        parent = to_state.apps.get_model(self.parent)._meta.db_table
        follow_exclusions(schema_editor, child, self.column, parent, "id")


def follow_exclusions(
    schema_editor: Any, child: str, child_column: str, parent: str, parent_column: str, *, shared: bool = False
) -> None:
    """New rows of `child` take `excluded_groups` from their parent, and follow it when it changes (exclusions.sql)."""
    schema_editor.execute(
        "select carisecure.follow_exclusions(%s, %s, %s, %s, %s)", [child, child_column, parent, parent_column, shared]
    )


def take_from_ends(schema_editor: Any, table: str, ends: tuple[str, ...], parent: str, parent_column: str) -> None:
    """A row with several ends is closed to whom either end is closed (exclusions_of_ends.sql)."""
    arguments = ", ".join(f"'{name}'" for name in (parent, parent_column, *ends))
    schema_editor.execute(
        f"create or replace trigger inherit_exclusions before insert or update of {', '.join(ends)}, excluded_groups"
        f" on {table} for each row execute function carisecure.exclusions_of_ends({arguments})"
    )
