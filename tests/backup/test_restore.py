"""A house out of a backup: beside what is there, proved, and only then in its place; or nothing at all."""

from __future__ import annotations

import errno
import io
import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddIndex
from psycopg2 import sql
from pytest_django import Settings

from carisecure import history
from carisecure.audit import anchors
from carisecure.backup import loading, opening, restoring, source, written_keys
from carisecure.backup.kept import Kept
from carisecure.backup.opening import Opened
from carisecure.backup.restoring import Order
from carisecure.backup.target import CannotRestore, Target
from carisecure.embedded import database
from tests import server
from tests.backup.house import SHARES, SecondPlace, superuser
from tests.backup.test_opening import flipped
from tests.people import People

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def to(transactional_db: None) -> Iterator[Target]:
    """A database that does not exist yet on the same server."""
    made = Target(server.address(f"{connection.settings_dict['NAME']}_again"))
    yield made
    with made.asking() as cursor:
        cursor.execute("select datname from pg_database where datname like %s", [f"{made.name}%"])
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("alter database {} allow_connections true").format(sql.Identifier(name)))
            database.drop(server.address("postgres"), name)


def opened(backup: Kept) -> Opened:
    return opening.opened(backup, SHARES[:2])


def order(to: Target, folder: Path, people: People, by: tuple[str, str] | None = None) -> Order:
    names = by or (people.administrator.username, people.supervisor.username)
    return Order(to, folder / "restored-files", folder / "anchors.txt", names, lambda line: None)


def ask(to: Target, query: str) -> list[Any]:
    with to.asking(to.name) as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def databases(to: Target) -> set[str]:
    with to.asking() as cursor:
        cursor.execute("select datname from pg_database where datname like %s", [f"{to.name}%"])
        return {name for (name,) in cursor.fetchall()}


def test_a_house_comes_out_of_it(backup: Kept, to: Target, tmp_path: Path, people: People) -> None:
    kept_anchors = (tmp_path / "anchors.txt").read_text()
    done = restoring.restore(opened(backup), order(to, tmp_path, people))
    assert databases(to) == {to.name}
    assert ask(to, "select count(*) from cases_case") == [(3,)]
    assert done.settled["can_sign_in"] == 3
    assert done.settled["texts_opened"] >= 2, "what was reported, and a name"
    line = ask(to, "select detail from audit_entry where action = 'ledger.restored'")[0][0]
    assert (line["asked_by"], line["agreed_by"]) == (str(people.administrator.pk), str(people.supervisor.pk))
    assert line["backup"] == backup.stamp
    said = (tmp_path / "anchors.txt").read_text()
    assert said.startswith(kept_anchors)
    assert [a.restored for a in anchors.kept(said)][-2:] == [True, False]
    files = [path for path in (tmp_path / "restored-files").rglob("*") if path.is_file()]
    assert len(files) == 1
    assert files[0].read_bytes() == next(p for p in (tmp_path / "files").rglob("*") if p.is_file()).read_bytes()


def test_roles_first_and_rights_last(
    backup: Kept, to: Target, tmp_path: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The application gets no right on the ledger's sequence back; where it does, the restore is none."""
    restoring.restore(opened(backup), order(to, tmp_path, people))
    may = "select has_sequence_privilege('carisecure_app', 'audit_entry_id_seq', 'usage')"
    assert ask(to, may) == [(False,)]
    before, load = databases(to), loading.load

    def rights_before(*given: Any) -> None:
        with to.asking(to.loading) as cursor:
            cursor.execute(database.ROLES.read_text(encoding="utf-8"))
        load(*given)

    monkeypatch.setattr(loading, "load", rights_before)
    with pytest.raises(CannotRestore, match=r"not guarded.*audit_entry_id_seq.*--despite-faults goes on"):
        restoring.restore(opened(backup), order(to, tmp_path, people))
    assert databases(to) == before


def test_a_house_that_had_faults_when_it_was_backed_up(
    house: SecondPlace, to: Target, tmp_path: Path, people: People
) -> None:
    """Somebody tampered with it: that is evidence, and comes back when two people say so, with its faults named."""
    with superuser() as cursor:
        cursor.execute("alter table cases_note disable trigger ledger")
    try:
        backup = opened(house.back_up())
    finally:
        with superuser() as cursor:
            cursor.execute("alter table cases_note enable trigger ledger")
    with pytest.raises(CannotRestore, match=r"trigger ledger on public.cases_note.*--despite-faults goes on"):
        restoring.restore(backup, order(to, tmp_path, people))
    done = restoring.restore(backup, replace(order(to, tmp_path, people), despite=True))
    assert len(done.settled["faults"]) == 1
    line = ask(to, "select detail from audit_entry where action = 'ledger.restored'")[0][0]
    assert line["guards"] == 1


def test_a_file_that_was_altered_leaves_nothing(backup: Kept, to: Target, tmp_path: Path, people: People) -> None:
    flipped(next(path for path in backup.place.path("files").rglob("*") if len(path.name) == 32))
    with pytest.raises(CannotRestore, match="is not the one that was backed up"):
        restoring.restore(opened(backup), order(to, tmp_path, people))
    assert databases(to) == set()
    assert not [path for path in (tmp_path / "restored-files").rglob("*") if path.is_file()]


def test_a_disk_that_is_full_half_way(
    backup: Kept, to: Target, tmp_path: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the new server, which says so, and of the files."""
    program = tmp_path / "pg_restore"
    said = "pg_restore: error: could not extend file: No space left on device"
    program.write_text(f"#!/bin/sh\nhead -c 100 > /dev/null\necho '{said}' >&2\nexit 1\n")
    program.chmod(0o755)
    with monkeypatch.context() as only:
        only.setattr(source, "program", lambda name: str(program))
        with pytest.raises(CannotRestore, match="The disk of the new server is full"):
            restoring.restore(opened(backup), order(to, tmp_path, people))
    assert databases(to) == set()

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(CannotRestore, match="The files could not be copied: No space left on device"):
        restoring.restore(opened(backup), order(to, tmp_path, people))
    assert databases(to) == set()
    assert not list((tmp_path / "restored-files").rglob("*.part"))


def test_whoever_waits_to_settle_it_ends_with_a_load_that_fails(
    backup: Kept, to: Target, tmp_path: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[subprocess.Popen[str]] = []

    class Noted(subprocess.Popen[str]):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            waiting.append(self)

    def fails(*_: Any) -> None:
        assert [child.poll() for child in waiting] == [None], "it reads the house's code meanwhile"
        raise CannotRestore("the server has gone")

    monkeypatch.setattr(restoring.subprocess, "Popen", Noted)  # type: ignore[attr-defined]
    monkeypatch.setattr(loading, "load", fails)
    with pytest.raises(CannotRestore, match="the server has gone"):
        restoring.restore(opened(backup), order(to, tmp_path, people))
    assert [child.returncode for child in waiting] == [-9]
    assert databases(to) == set()


def test_digests_that_differ(
    backup: Kept, to: Target, tmp_path: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = loading.load

    def and_change(*given: Any) -> None:
        load(*given)
        with to.asking(to.loading) as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute(
                "update cases_case set stage = 'closed' where id = (select min(id::text)::uuid from cases_case)"
            )

    monkeypatch.setattr(loading, "load", and_change)
    with pytest.raises(CannotRestore, match=r"cases_case has as many rows as the backup \(3\), and not the same ones"):
        restoring.restore(opened(backup), order(to, tmp_path, people))
    assert databases(to) == set()


@pytest.mark.parametrize("names", [("ada", "nobody"), ("investigator", "supervisor")])
def test_two_people_of_the_restored_house_answer_for_it(
    backup: Kept, to: Target, tmp_path: Path, people: People, names: tuple[str, str]
) -> None:
    before = (tmp_path / "anchors.txt").read_bytes()
    with pytest.raises(CannotRestore, match="Two different people who are active in the restored house are needed"):
        restoring.restore(opened(backup), order(to, tmp_path, people, by=names))
    assert databases(to) == set()
    assert (tmp_path / "anchors.txt").read_bytes() == before


def test_anchors_of_another_house(backup: Kept, to: Target, tmp_path: Path, people: People) -> None:
    (tmp_path / "anchors.txt").write_text(f"7 {'cd' * 32} 2026-11-21T00:00:00Z\n")
    with pytest.raises(CannotRestore, match="are not those of this house"):
        restoring.restore(opened(backup), order(to, tmp_path, people))
    assert databases(to) == set()


def test_where_the_anchors_are_lost_as_well_they_come_out_of_the_backup(
    backup: Kept, to: Target, tmp_path: Path, people: People
) -> None:
    was = (tmp_path / "anchors.txt").read_text()
    (tmp_path / "anchors.txt").unlink()
    restoring.restore(opened(backup), order(to, tmp_path, people))
    assert (tmp_path / "anchors.txt").read_text().startswith(was)


# --- The command ------------------------------------------------------------------------------------------------------
@pytest.fixture
def typed(tmp_path: Path, to: Target, people: People, backup: Kept, settings: Settings) -> list[str]:
    """What is typed for a restore, without a word about a house that is there."""
    settings.FILES_ROOT = tmp_path / "restored-files"
    for number in (0, 1):
        (tmp_path / f"share-{number}").write_text(SHARES[number])
    (tmp_path / "server").write_text(to.address + "\n")
    (tmp_path / "keys").mkdir()
    return [
        "restore", f"--share={tmp_path / 'share-0'}", f"--share={tmp_path / 'share-1'}",
        f"--server-file={tmp_path / 'server'}", f"--keys-to={tmp_path / 'keys'}",
        f"--asked-by={people.administrator.username}", f"--agreed-by={people.supervisor.username}",
    ]  # fmt: skip


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_the_command_restores_writes_the_keys_and_says_what_is_next(
    typed: list[str], to: Target, tmp_path: Path
) -> None:
    said = run(*typed)
    assert "3 of 11 people can sign in" in said
    assert ask(to, "select count(*) from cases_case") == [(3,)]
    keys = tmp_path / "keys"
    assert (keys / "vault_keys").read_text().startswith("1:")
    assert stat.S_IMODE((keys / "vault_keys").stat().st_mode) == 0o444
    assert (keys / "vault_keys").read_text() not in said


def test_a_living_house_is_left_alone_unless_two_people_type_its_name(
    typed: list[str], to: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.create(server.address("postgres"), to.name)
    with to.asking(to.name) as cursor:
        cursor.execute("create table something as select 1 as that_is_somebodys")
    answers = iter([to.name, "no"])
    monkeypatch.setattr("builtins.input", lambda _words: next(answers))
    with pytest.raises(CommandError, match="holds a house, and two people did not both type its name"):
        run(*typed)
    with pytest.raises(CommandError, match="two people did not both"):
        run(*typed, "--replaces", to.name, "another")
    assert ask(to, "select * from something") == [(1,)]
    said = run(*typed, "--replaces", to.name, to.name)
    assert ask(to, "select count(*) from cases_case") == [(3,)]
    (aside,) = databases(to) - {to.name}
    assert f"is called {aside} now, and is closed" in said
    with pytest.raises(psycopg2.OperationalError, match="not currently accepting connections"):
        psycopg2.connect(to.of(aside))
    with to.asking() as cursor:
        cursor.execute(sql.SQL("alter database {} allow_connections true").format(sql.Identifier(aside)))
    with to.asking(aside) as cursor:
        cursor.execute("select * from something")
        assert cursor.fetchall() == [(1,)], "what was there is as it was"


def test_the_command_says_in_words_what_is_missing(typed: list[str], tmp_path: Path, to: Target) -> None:
    with pytest.raises(CommandError, match="--server-file"):
        run(*(word for word in typed if not word.startswith("--server-file")))
    with pytest.raises(CommandError, match="Two people answer for a restore"):
        run(*(word for word in typed if not word.startswith("--agreed-by")))
    with pytest.raises(CommandError, match="no second place"):
        run(*typed, f"--place={tmp_path / 'keys'}")
    with pytest.raises(CommandError, match="There is no backup of 19990101T000000Z"):
        run(*typed, "--backup=19990101T000000Z")
    (tmp_path / "server").write_text(server.address("postgres", user=database.APP))
    with pytest.raises(CommandError, match="a superuser of the new server"):
        run(*typed)
    (tmp_path / "server").write_text("postgresql://postgres@/house?host=/nowhere")
    with pytest.raises(CommandError, match="does not answer"):
        run(*typed)
    assert databases(to) == set()


def test_the_list(backup: Kept, tmp_path: Path) -> None:
    said = run("restore", "--list", f"--place={backup.place.root}")
    assert f"{backup.stamp}  {backup.about['rows']:,} rows, 1 files, up to seal" in said
    about = backup.place.path(f"backups/{backup.stamp}/complete.json")
    about.write_text(json.dumps({"format": 99}))
    assert "was altered or cut short" in run("restore", "--list", f"--place={backup.place.root}")


def test_another_key_under_the_name_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "vault_keys").write_text("1:somebody-elses")
    said = written_keys.write(tmp_path, {"VAULT_KEYS": "1:ours", "SECRET_KEY": "s"}, "20261201T120000Z")
    assert (tmp_path / "vault_keys").read_text() == "1:ours"
    assert (tmp_path / "vault_keys.before-20261201T120000Z").read_text() == "1:somebody-elses"
    assert written_keys.write(tmp_path, {"VAULT_KEYS": "1:ours"}, "later") == []
    assert len(said) == 3
    with pytest.raises(CannotRestore, match="no such folder"):
        written_keys.demand_folder(tmp_path / "nowhere")


def a_migration_of_indexes() -> tuple[str, str, list[str]]:
    """One that no other follows and that only adds indexes: app, name, and what the indexes are called."""
    loader = MigrationLoader(None)
    for app, name in loader.graph.leaf_nodes():
        operations = loader.disk_migrations[app, name].operations
        indexes = [one.index.name for one in operations if isinstance(one, AddIndex)]
        if (app, name) in history.here() and len(indexes) == len(operations):
            return app, name, indexes
    raise LookupError("no such migration: let this test take away what another kind of the newest ones has made")


def test_a_backup_of_an_older_release_is_migrated_as_its_owner(
    house: SecondPlace, to: Target, tmp_path: Path, people: People
) -> None:
    app, newest, indexes = a_migration_of_indexes()
    with superuser() as cursor:
        cursor.execute("select pg_get_indexdef(to_regclass(name)) from unnest(%s) name", [indexes])
        made = [made for (made,) in cursor.fetchall()]
        cursor.execute("delete from django_migrations where app = %s and name = %s", [app, newest])
        cursor.execute(f"drop index {', '.join(indexes)}")
    try:
        older = opened(house.back_up())
    finally:
        with superuser() as cursor:
            cursor.execute("; ".join(made))
            cursor.execute("insert into django_migrations (app, name, applied) values (%s, %s, now())", [app, newest])
    assert older.is_older
    restoring.restore(older, order(to, tmp_path, people))
    assert ask(to, f"select count(*) from django_migrations where app = '{app}' and name = '{newest}'") == [(1,)]
    names = ", ".join(f"'{name}'" for name in indexes)
    owners = ask(to, f"select relowner::regrole::text from pg_class where relname in ({names})")
    assert owners == [("carisecure_owner",)] * len(indexes)


def test_on_a_machine_that_has_nothing_yet(backup: Kept, tmp_path: Path) -> None:
    """No keys, no database, no settings: all of them are in the backup."""
    said = subprocess.run(
        [sys.executable, "manage.py", "restore", "--list", f"--place={backup.place.root}"],
        cwd=history.ROOT, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert backup.stamp in said.stdout, said.stderr
