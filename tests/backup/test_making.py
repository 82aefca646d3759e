"""A backup of a real database by the real pg_dump: what is in it, who opens it, and what stops it with nothing kept."""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import threading
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from freezegun import freeze_time

from carisecure.access.vault.keyring import read_keys
from carisecure.audit import ledger
from carisecure.backup import dump, envelope, kept, making, manifest, place, snapshot, source, tables
from carisecure.backup.dump import DumpFailed
from carisecure.backup.envelope import Unreadable
from carisecure.backup.kept import DATABASE, MANIFEST, NotWhole
from carisecure.backup.making import NotKept
from carisecure.backup.manifest import Forged
from carisecure.backup.place import BACKUPS, KEYS, NoPlace
from carisecure.backup.snapshot import Empty
from carisecure.backup.source import ROLE, NoSource, Source
from carisecure.operating import pulses
from carisecure.storage import keeping
from tests.backup.house import IDENTITY, SAID, SecondPlace, address, superuser
from tests.factories import make_case
from tests.people import People

# Beside the house's own tables: what is walled, and the list by which an undo goes.
OF_THE_WALLS = {"carisecure.walled_table", "carisecure.undone_row"}
# Of this database alone: other test processes have backups of their own.
ENDED = """
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = %s
"""


def test_a_backup_holds_every_table_and_the_same_rows(lived_in: SecondPlace) -> None:
    one = lived_in.back_up()
    said = lived_in.manifest(one)
    with superuser() as cursor:
        tables.set_up(cursor)
        differ = tables.differences(dict(said.tables), tables.states(cursor))
        # What the run has told since: a line of the log, a sign of life.
        assert {line.split(" ")[0] for line in differ} <= {"public.audit_entry", "public.operating_pulse"}
        cursor.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
        assert {f"public.{name}" for (name,) in cursor.fetchall()} == set(said.tables) - OF_THE_WALLS
    assert said.tables["public.cases_case"].rows == 2
    assert dump.rows_in(one.part(DATABASE), IDENTITY) == {name: state.rows for name, state in said.tables.items()}
    assert said.seal is not None
    assert (said.seal["number"], said.seal["root"]) == (ledger.last_seals(1)[0].number, ledger.last_seals(1)[0].root)
    assert said.ledger["faults"] == []
    assert (last := pulses.last("backup")) is not None
    told = {"backup": one.stamp, "seal": one.about["seal"], "bytes": one.size}
    assert last.detail.items() >= told.items()
    assert 0 < last.detail["free_bytes"] < last.detail["total_bytes"], "how much room the second place has"
    with superuser() as cursor:
        cursor.execute("select detail from audit_entry where action = 'backup.kept'")
        assert cursor.fetchall() == [(told,)]
    assert said.ledger["anchors"] == 1
    assert lived_in.opened(one, "anchors.age").count(b"\n") == 1
    one.demand()


def test_its_keys_lie_apart_and_open_what_is_in_it(lived_in: SecondPlace, settings: LazySettings) -> None:
    one = lived_in.back_up()
    kept_keys = json.loads(lived_in.opened(one, one.keys))["secrets"]
    assert kept_keys["VAULT_KEYS"] == settings.VAULT_KEYS
    assert kept_keys["SECRET_KEY"] == settings.SECRET_KEY
    assert one.part(one.keys).parent == lived_in.place.path(KEYS)
    manifest.demand_vouched_for(lived_in.manifest(one), read_keys(kept_keys["VAULT_KEYS"]))


def test_nothing_of_the_house_is_readable_there_and_the_next_run_opens_none_of_it(lived_in: SecondPlace) -> None:
    one = lived_in.back_up()
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version')")
    everything = b"".join(lived_in.files().values())
    for word in (b"cases_case", b"PGDMP", b"VAULT_KEYS", b"investigator"):
        assert word not in everything
    run = envelope.Run(lived_in.place.recipient())
    for name in one.about["parts"]:
        with pytest.raises(Unreadable):
            lived_in.opened(one, name, run.identity)


def test_digests_are_of_the_moment_of_the_dump_while_people_go_on(lived_in: SecondPlace, people: People) -> None:
    """Somebody writes all the time: what pg_dump wrote and what was counted are still of one moment."""
    over = threading.Event()

    def write() -> None:
        with superuser() as cursor:
            while not over.is_set():
                cursor.execute("insert into auth_group (name) values (gen_random_uuid()::text)")

    writing = threading.Thread(target=write)
    writing.start()
    try:
        one = lived_in.back_up()
    finally:
        over.set()
        writing.join()
    said = lived_in.manifest(one)
    with superuser() as cursor:
        cursor.execute("select count(*) from auth_group")
        assert cursor.fetchone()[0] > said.tables["public.auth_group"].rows
    assert dump.rows_in(one.part(DATABASE), IDENTITY)["public.auth_group"] == said.tables["public.auth_group"].rows


@pytest.mark.parametrize("name", [DATABASE, MANIFEST, "files.age", "anchors.age", "keys"])
def test_one_byte_altered_or_cut_is_named(lived_in: SecondPlace, name: str) -> None:
    one = lived_in.back_up()
    path = one.part(one.keys if name == "keys" else name)
    whole = path.read_bytes()
    for data, told in ((whole[:-1], "is cut short"), (whole[:-1] + bytes([whole[-1] ^ 1]), "was altered")):
        path.write_bytes(data)
        with pytest.raises(NotWhole, match=told):
            one.demand()
        with pytest.raises(Unreadable):
            lived_in.opened(one, one.keys if name == "keys" else name)
    path.write_bytes(whole)
    one.demand()


def test_what_somebody_else_seals_for_the_place_is_known_as_theirs(lived_in: SecondPlace) -> None:
    said = lived_in.manifest(lived_in.back_up())
    other = read_keys("1:" + "b3RoZXItcGVvcGxlcy1rZXktb3RoZXItcGVvcGxlcyE=")
    forged = manifest.read(said.vouched_for(other))
    with pytest.raises(Forged):
        manifest.demand_vouched_for(forged, read_keys("1:dGVzdHMtc2VhbC1ub3RoaW5nLXRoYXQtbWF0dGVycyE="))


class TestNothingByHalves:
    """Each way to fail leaves the second place as it was, with the sentence that says what to do."""

    @pytest.fixture(autouse=True)
    def _as_it_was(self, lived_in: SecondPlace) -> object:
        lived_in.back_up()
        before = {name: data for name, data in lived_in.files().items() if not name.endswith(".lock")}
        yield
        after = {name: data for name, data in lived_in.files().items() if not name.endswith(".lock")}
        assert after == before

    def test_no_recipient(self, lived_in: SecondPlace, settings: LazySettings) -> None:
        settings.BACKUP_RECIPIENT = ""
        with pytest.raises(NoPlace, match="BACKUP_RECIPIENT is not set"):
            lived_in.back_up()

    def test_an_application_that_does_not_pass_the_walls(self, lived_in: SecondPlace) -> None:
        for role in ("carisecure_app", "carisecure_owner"):
            with pytest.raises(NoSource, match=f"{role} does not pass the walls: a copy made by it would be empty"):
                making.back_up(lived_in.place, Source(address(role)))

    def test_a_database_that_does_not_answer(self, lived_in: SecondPlace) -> None:
        with pytest.raises(NoSource, match="does not let the backup in as"):
            making.back_up(lived_in.place, Source({**address("carisecure_backup"), "HOST": "/nowhere"}))

    def test_a_database_that_goes_away_half_way(self, lived_in: SecondPlace, monkeypatch: pytest.MonkeyPatch) -> None:
        def write(*given: object) -> None:
            with superuser() as cursor:
                cursor.execute(ENDED, [ROLE])
            raise DumpFailed("pg_dump failed: the connection is gone")

        with monkeypatch.context() as patched:
            patched.setattr(dump, "write", write)
            with pytest.raises((DumpFailed, NoSource), match=r"gone|did not answer to the end"):
                lived_in.back_up()
        true = snapshot.Snapshot.seal

        def seal(moment: snapshot.Snapshot) -> object:
            with superuser() as cursor:
                cursor.execute(ENDED, [ROLE])
            return true(moment)

        monkeypatch.setattr(snapshot.Snapshot, "seal", seal)
        with pytest.raises(NoSource, match=r"The database did not answer to the end .*Nothing of this run was kept"):
            lived_in.back_up()

    def test_cases_that_look_gone(self, lived_in: SecondPlace) -> None:
        """As behind a wall that nobody noticed: the log knows of cases, and there is none."""
        with superuser() as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute("create table aside as table cases_case")
            cursor.execute("delete from cases_case")
            with pytest.raises(Empty, match=r"The table cases_case looks empty"):
                lived_in.back_up()
            cursor.execute("insert into cases_case select * from aside")
            cursor.execute("drop table aside")

    def test_a_disk_that_is_full_half_way(self, lived_in: SecondPlace) -> None:
        """As if it had 20 kB left: the operating system itself refuses the rest of the dump."""
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        try:
            with pytest.raises(NoPlace, match=r"is full .*Nothing of this run was kept; what was there before is as"):
                lived_in.back_up()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    def test_a_place_that_cannot_be_written(self, lived_in: SecondPlace, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(path: Path, *_: object, **__: object) -> None:
            raise PermissionError(errno.EROFS, "Read-only file system", str(path))

        monkeypatch.setattr(Path, "mkdir", refuse)
        with pytest.raises(NoPlace, match="cannot be written"):
            lived_in.back_up()

    def test_pg_dump_that_fails(self, lived_in: SecondPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        false = tmp_path / "pg_dump"
        false.write_text("#!/bin/sh\necho half; echo 'pg_dump: error: out of luck' >&2; exit 1\n")
        false.chmod(0o755)
        monkeypatch.setattr(source, "program", lambda name: str(false))
        with pytest.raises(DumpFailed, match="pg_dump failed: pg_dump: error: out of luck"):
            lived_in.back_up()

    def test_a_dump_that_lacks_a_table(self, lived_in: SecondPlace, monkeypatch: pytest.MonkeyPatch) -> None:
        """As pg_dump with --enable-row-security writes one, with an exit of 0."""
        true = subprocess.Popen

        def popen(command: list[str], *given: object, **named: object) -> object:
            more = ["--exclude-table-data=public.cases_case"] if command[0].endswith("pg_dump") else []
            return true([*command, *more], *given, **named)  # type: ignore[call-overload]

        dump.compression()
        monkeypatch.setattr(subprocess, "Popen", popen)
        with pytest.raises(NotKept, match=r"The dump holds 0 rows of public\.cases_case, and the database 2"):
            lived_in.back_up()

    def test_a_disk_that_gives_back_something_else(
        self, lived_in: SecondPlace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def spoil(stream: object) -> None:
            path = Path(stream.name)  # type: ignore[attr-defined]
            data = bytearray(path.read_bytes())
            data[-5] ^= 1
            path.write_bytes(data)

        monkeypatch.setattr(dump, "forget_cached", spoil)
        with pytest.raises(NotKept, match="does not read back as it was written"):
            lived_in.back_up()

    def test_keys_that_open_nothing_here(self, lived_in: SecondPlace, settings: LazySettings) -> None:
        settings.VAULT_KEYS = "1:b3RoZXItcGVvcGxlcy1rZXktb3RoZXItcGVvcGxlcyE="
        with pytest.raises(NotKept, match="do not open what is in the database"):
            lived_in.back_up()

    def test_another_run_at_the_same_time(self, lived_in: SecondPlace) -> None:
        with lived_in.place.held(BACKUPS), pytest.raises(NoPlace, match="Another run writes"):
            lived_in.back_up()


def test_what_an_earlier_run_left_unfinished_is_taken_away_and_said(lived_in: SecondPlace) -> None:
    left = lived_in.place.path(f"{BACKUPS}/20200101T000000Z.part")
    left.mkdir()
    (left / DATABASE).write_bytes(b"half")
    for name in ("20200101T000000Z.age", "20200101T000000Z.age.part"):
        (lived_in.place.path(KEYS) / name).write_bytes(b"its keys")
    one = lived_in.back_up()
    assert os.listdir(lived_in.place.path(KEYS)) == [f"{one.stamp}.age"]
    assert "Taken away: 20200101T000000Z.part, which an earlier run did not finish." in SAID
    assert len(os.listdir(lived_in.place.path(BACKUPS))) == 1


def test_two_of_one_second_are_two(lived_in: SecondPlace) -> None:
    with freeze_time("2026-12-01 06:15:00"):
        assert [lived_in.back_up().stamp for _ in range(2)] == ["20261201T061500Z", "20261201T061501Z"]


def test_a_second_place_on_the_disk_of_the_house_is_told(
    lived_in: SecondPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived_in.back_up()
    assert [line for line in SAID if "is lost together with them" in line] != []
    SAID.clear()
    monkeypatch.setattr(place.Place, "shares_disk_with", lambda *_: False)
    lived_in.back_up()
    assert [line for line in SAID if "is lost together with them" in line] == []


def test_what_no_rule_keeps_goes_with_its_keys_once_a_new_one_is_whole(lived_in: SecondPlace) -> None:
    for day in ("2026-11-30", "2026-12-01"):
        with freeze_time(f"{day} 06:15:00"):
            lived_in.back_up()
    with freeze_time("2026-12-01 18:00:00"):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(making, "_read_back", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                lived_in.back_up()
        assert lived_in.place.names(BACKUPS) == ["20261130T061500Z", "20261201T061500Z"]
        lived_in.back_up()
    assert lived_in.place.names(BACKUPS) == ["20261130T061500Z", "20261201T180000Z"]
    assert lived_in.place.names(KEYS) == ["20261130T061500Z.age", "20261201T180000Z.age"]


def test_a_spoilt_log_is_told_and_copied_all_the_same(lived_in: SecondPlace) -> None:
    with superuser() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("update audit_entry set purpose = 'x' where id = (select min(id) from audit_entry)")
    one = lived_in.back_up()
    assert any("does not fit its seals: changed" in line for line in SAID)
    assert lived_in.manifest(one).ledger["faults"] != []


def test_files_are_copied_once_compared_and_listed(lived_in: SecondPlace, settings: LazySettings) -> None:
    file = keeping.keep("jobs", lambda stream: stream.write(b"a sheet with names"))
    (settings.FILES_ROOT / "jobs" / "stray.txt").write_text("somebody put this here")
    one = lived_in.back_up()
    copy = lived_in.place.path(f"files/{file.path}")
    assert copy.read_bytes() == (settings.FILES_ROOT / file.path).read_bytes()
    assert [found.path for found in making.files_of(lived_in.opened(one, "files.age"))] == [file.path]
    assert lived_in.manifest(one).files == {"count": 1, "bytes": copy.stat().st_size, "strangers": 1}
    assert any("jobs/stray.txt" in line for line in SAID)
    digests = lived_in.place.path("files/SHA256SUMS").read_text()
    assert digests.endswith(f"  {file.path}\n")


def test_the_house_is_not_this_ones_to_copy_where_the_tables_are_others(lived_in: SecondPlace) -> None:
    elsewhere = Source({**address("carisecure_backup"), "NAME": "postgres", "USER": "postgres"})
    with pytest.raises((NotKept, Empty, NoSource)):
        making.back_up(lived_in.place, elsewhere)
    assert kept.listed(lived_in.place) == []


def test_a_snapshot_is_one_for_all_its_connections(lived_in: SecondPlace, people: People) -> None:
    with snapshot.taken(lived_in.source) as moment:
        before = moment.states()
        with transaction.atomic():
            make_case(people.investigator)
        assert moment.states(at_once=3) == before
    with snapshot.taken(lived_in.source) as moment:
        assert moment.states() != before


def test_programs_are_found_or_said_to_be_missing() -> None:
    assert source.program("pg_dump").endswith("pg_dump")
    with pytest.raises(NoSource, match="pg_nothing is missing: install PostgreSQL's client programs"):
        source.program("pg_nothing")


def test_the_place_that_is_not_mounted_gets_nothing(lived_in: SecondPlace) -> None:
    (lived_in.place.root / place.MARK).unlink()
    with pytest.raises(NoPlace, match="Is the disk mounted"):
        lived_in.back_up()
    assert lived_in.files() == {}
