"""A dump is loaded by several processes at once where it can lie open for a while, through a pipe where it cannot."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import psycopg2
import pytest

from carisecure.backup import loading, source
from carisecure.backup.envelope import Unreadable
from carisecure.backup.loading import Dump
from carisecure.backup.target import CannotRestore
from carisecure.embedded import database
from tests.backup.scratch import NAME, Scratch, ask, scratch_server

ROWS = 500
INTO = "loaded"
TABLES = ("one", "two", "three")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="files that have no name are Linux's")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house() -> Iterator[Scratch]:
    with scratch_server() as made:
        for table in TABLES:
            ask(made.server, f"create table {table} as select n, md5(n::text) as m from generate_series(1, {ROWS}) n")
            ask(made.server, f"alter table {table} add primary key (n)")
        ask(made.server, "alter table two add foreign key (n) references one (n)")
        yield made


@pytest.fixture
def into(house: Scratch) -> Iterator[str]:
    servers = house.server.address("postgres", "postgres")
    database.create(servers, INTO)
    yield house.server.address("postgres", INTO)
    database.drop(servers, INTO)


@pytest.fixture(scope="module")
def dumped(house: Scratch) -> bytes:
    """As it lies at the second place: written to a pipe, so without a list of where each table begins."""
    command = [source.program("pg_dump"), "--format=custom", house.server.address("postgres", NAME)]
    return subprocess.run(command, check=True, capture_output=True).stdout


class Poured:
    """Gives the dump, and remembers what it was poured into."""

    def __init__(self, data: bytes) -> None:
        self.data, self.into = data, list[str]()

    def __call__(self, stream: IO[bytes]) -> None:
        self.into.append(str(Path(f"/proc/self/fd/{stream.fileno()}").readlink()))
        stream.write(self.data)


def rows(address: str) -> dict[str, int]:
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_constraint where contype in ('p', 'f') and convalidated")
        assert cursor.fetchall()[0][0] >= len(TABLES) + 1
        cursor.execute(" union all ".join(f"select '{table}', count(*) from {table}" for table in TABLES))
        return dict(cursor.fetchall())


def load(address: str, pour: Any, beside: Path, size: int = 0) -> None:
    loading.load(address, source.program("pg_restore"), Dump(pour, size, beside))


@linux
def test_in_memory(into: str, dumped: bytes, tmp_path: Path) -> None:
    pour = Poured(dumped)
    load(into, pour, tmp_path / "files")
    assert rows(into) == dict.fromkeys(TABLES, ROWS)
    assert ["memfd" in path for path in pour.into] == [True]
    assert not (tmp_path / "files").exists()


@linux
def test_a_large_one_lies_where_the_files_lie_and_has_no_name(into: str, dumped: bytes, tmp_path: Path) -> None:
    pour, seen = Poured(dumped), list[Path]()

    def and_look(stream: IO[bytes]) -> None:
        pour(stream)
        seen.extend(tmp_path.rglob("*"))

    load(into, and_look, tmp_path / "files", size=loading.IN_MEMORY + 1)
    assert rows(into) == dict.fromkeys(TABLES, ROWS)
    assert [path.startswith(str(tmp_path / "files")) for path in pour.into] == [True]
    assert seen == [tmp_path / "files"]
    assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("why", ["no room by the count", "no room after all", "another system"])
def test_without_a_place_for_it_it_runs_through_a_pipe(
    into: str, dumped: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    pour, tries = Poured(dumped), list[str]()

    def full_at_first(stream: IO[bytes]) -> None:
        tries.append(why)
        if why == "no room after all" and len(tries) == 1:
            stream.write(dumped[:1000])
            raise OSError(errno.ENOSPC, "No space left on device")
        pour(stream)

    if why == "no room by the count":
        monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=loading.SPARE))
    if why == "another system":
        monkeypatch.setattr(sys, "platform", "darwin")
    load(into, full_at_first, tmp_path / "files", size=loading.IN_MEMORY + 1)
    assert rows(into) == dict.fromkeys(TABLES, ROWS)
    assert ["pipe:" in path for path in pour.into] == [True]
    assert not list((tmp_path / "files").glob("*"))


@pytest.mark.parametrize("lies", [True, False])
def test_what_was_not_sealed_so_is_not_loaded(
    into: str, dumped: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lies: bool
) -> None:
    if not lies:
        monkeypatch.setattr(loading, "_poured", lambda *_: None)

    def cut(stream: IO[bytes]) -> None:
        stream.write(dumped[: len(dumped) // 2])
        raise Unreadable("altered, cut short, or sealed for somebody else")

    with pytest.raises(Unreadable):
        load(into, cut, tmp_path)


@pytest.mark.parametrize("lies", [True, False])
def test_pg_restore_says_what_it_cannot_do(
    into: str, dumped: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lies: bool
) -> None:
    if not lies:
        monkeypatch.setattr(loading, "_poured", lambda *_: None)
    with closing(psycopg2.connect(into)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("create table two ()")
    with pytest.raises(CannotRestore, match=r'could not be loaded: pg_restore: error: .*relation "two" already exists'):
        load(into, Poured(dumped), tmp_path)
