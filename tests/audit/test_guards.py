"""What guards the records is compared, each by its name, with what the release says."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from django.db import connection, transaction

from carisecure.audit import guards
from tests.roles import acting_as, as_system

ROOT = Path(__file__).resolve().parents[2]
# One of each kind, and what it is called in the line that names it.
WEAKENED = {
    "create or replace function carisecure.audit_row() returns trigger language plpgsql security definer"
    " set search_path = pg_catalog, pg_temp as 'begin return null; end'": "function carisecure.audit_row()",
    "alter table audit_entry disable trigger append_only": "trigger append_only on public.audit_entry: off in place",
    "alter table cases_case enable replica trigger ledger": "trigger ledger on public.cases_case: in replicas only",
    "drop trigger kept on cases_note": "trigger kept on public.cases_note is gone.",
    "create trigger aside before insert on cases_note for each row execute function"
    " suppress_redundant_updates_trigger()": "trigger aside on public.cases_note is not of this release",
    "alter table cases_case disable row level security": "table public.cases_case",
    "alter table cases_person no force row level security": "table public.cases_person: nothing in place of forced.",
    "drop policy wall_select on cases_note": "policy wall_select on public.cases_note is gone.",
    "alter policy wall_select on cases_case using (true)": "policy wall_select on public.cases_case",
    "create policy mine on cases_case using (true)": "policy mine on public.cases_case is not of this release",
    "grant select on audit_entry to carisecure_app": "table public.audit_entry",
    "grant select (detail) on audit_entry to carisecure_app": "column public.audit_entry.detail is not of this release",
    "grant usage on sequence audit_entry_id_seq to carisecure_app": "sequence public.audit_entry_id_seq",
    "grant execute on function carisecure.hold_ledger() to carisecure_app": "function carisecure.hold_ledger()",
    "grant create on schema carisecure to carisecure_app": "schema carisecure",
    "alter default privileges for role carisecure_owner in schema public grant truncate on tables to carisecure_app":
        "default rights of carisecure_owner on tables in public",
    "alter table cases_note owner to carisecure_app": "table public.cases_note",
    "alter function carisecure.seal_ledger(integer) owner to postgres": "function carisecure.seal_ledger(",
    "create rule quiet as on delete to cases_note do instead nothing": "rule quiet on public.cases_note is not of",
    "alter table access_keyrequest drop constraint keyrequest_takes_two_people": "constraint keyrequest_takes",
    "alter table cases_note disable trigger all": "foreign keys of public.cases_note",
    "alter role carisecure_app bypassrls": "role carisecure_app",
    "grant carisecure_system to carisecure_app": "membership of carisecure_app in carisecure_system",
    "create role other superuser": "role other is not of this release: superuser nologin.",
    "create role other bypassrls login": "role other is not of this release: bypassrls login.",
    "create role other replication": "role other is not of this release: replication nologin.",
    "create role other; grant pg_read_all_data to other": "role other is not of this release: in_pg_read_all_data ",
    "create role other; grant pg_write_all_data to other with inherit false": "role other is not of this release: in_",
    "create role other; grant pg_execute_server_program to other": "role other is not of this release: in_pg_execute",
    "alter role carisecure_app set session_replication_role = replica": "setting of carisecure_app: session_replicat",
}  # fmt: skip


def test_the_list_is_that_of_the_migrations(db: None) -> None:
    """With WRITE_GUARDS=1 it writes the list from the database of the tests, which is migrated already."""
    if "WRITE_GUARDS" in os.environ:
        guards.write()
    assert guards.differences() == [], "older than the migrations: run `make guards`, or this with WRITE_GUARDS=1"


def test_each_kind_that_is_weakened_is_named_and_nothing_else_is(db: None) -> None:
    for statement, named in WEAKENED.items():
        before = guards.differences()
        with transaction.atomic():
            with as_system(), connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
                cursor.execute(statement)
            now = [line for line in guards.differences() if line not in before]
            transaction.set_rollback(True)
        assert any(line.startswith(named) for line in now), (statement, now)
        assert len(now) == 1 or "disable trigger all" in statement or "owner to" in statement, (statement, now)


def test_a_role_that_passes_the_walls_through_others_is_named_with_each_of_them(db: None) -> None:
    """A server knows more roles than the house's own; those that reach nothing are nobody's business."""
    statements = (
        "create role harmless login createdb",
        "create role wide bypassrls",
        "create role between in role wide",
        "create role reaching login in role between",
        "create role helper in role carisecure_system",
    )
    with transaction.atomic():
        before = guards.differences()
        with as_system(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        with acting_as("carisecure_app"):
            now = [line for line in guards.differences() if line not in before]
        transaction.set_rollback(True)
    assert now == [
        "membership of helper in carisecure_system is not of this release: inherit set.",
        "role between is not of this release: in_wide nologin.",
        "role helper is not of this release: in_carisecure_system nologin.",
        "role reaching is not of this release: in_wide login.",
        "role wide is not of this release: bypassrls nologin.",
    ]


def test_of_every_trigger_policy_and_function_one_taken_at_random_is_named(db: None) -> None:
    """A sample of all, another one each time that the list changes; each is switched off, dropped or renamed."""
    names = sorted(guards.found())
    chance = random.Random(len(names))  # noqa: S311  (the same for the same list)
    for kind, statement in (
        ("trigger ", "alter table {table} disable trigger {name}"),
        ("policy ", "drop policy {name} on {table}"),
        ("function ", "alter function {name} security definer set work_mem = '4MB'"),
    ):
        for guard in chance.sample([name for name in names if name.startswith(kind)], 4):
            name, _, table = guard.removeprefix(kind).partition(" on ")
            with transaction.atomic():
                with as_system(), connection.cursor() as cursor:
                    cursor.execute(statement.format(name=name, table=table))
                assert any(line.startswith(guard) for line in guards.differences()), guard
                transaction.set_rollback(True)


def test_the_owner_and_the_application_see_the_same(db: None) -> None:
    with acting_as("carisecure_owner"):
        assert guards.found() == as_the_application()


def as_the_application() -> dict[str, str]:
    with acting_as("carisecure_app"):
        return guards.found()


def test_a_postgresql_without_a_list_is_not_said_to_be_whole(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "version", lambda _ask=None: 99)
    (line,) = guards.differences()
    assert "no list for PostgreSQL 99" in line


def test_the_documented_installation_has_a_list() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert f"image: postgres:{guards.path(18).stem.rpartition('-')[2]}\n" in compose
    assert guards.path(18).exists()
