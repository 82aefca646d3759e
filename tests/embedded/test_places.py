"""Where data and programs go, so that the account PostgreSQL runs as can reach them and the sockets' names fit."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from carisecure.embedded import demo, places, postgres, servers
from carisecure.embedded.errors import CannotStart
from carisecure.embedded.places import Account

STRANGER = Account("stranger", 64_999, 64_999)


@pytest.fixture
def folder() -> Path:
    """Outside pytest's own folder, which has mode 700 itself."""
    made = Path(tempfile.mkdtemp(dir="/tmp"))
    made.chmod(0o755)
    return made


def test_a_folder_that_is_closed_on_the_way_cannot_be_entered(folder: Path) -> None:
    inner = folder / "home" / "clone"
    inner.mkdir(parents=True)
    assert places.may_enter(inner, STRANGER)
    (folder / "home").chmod(0o700)
    assert not places.may_enter(inner, STRANGER)
    assert not places.may_enter(inner / "not" / "there yet", STRANGER)


def test_data_stays_in_the_clone_unless_the_account_cannot_get_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "VAR", folder / "var")
    assert places.server_home(None) == folder / "var" / "servers"
    assert places.server_home(STRANGER) == folder / "var" / "servers"
    folder.chmod(0o700)
    outside = places.server_home(STRANGER)
    assert str(outside).startswith("/var/lib/carisecure-demo-")
    assert outside == places.server_home(STRANGER)
    assert places.server_home(None) == folder / "var" / "servers"


def test_two_clones_do_not_share_data_outside_of_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "VAR", folder / "var")
    folder.chmod(0o700)
    first = places.server_home(STRANGER)
    monkeypatch.setattr(places, "ROOT", folder)
    assert places.server_home(STRANGER) != first


def test_the_path_of_a_socket_fits_even_where_the_temporary_folder_is_deep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    made = places.temporary_folder(None)
    assert len(os.fsencode(made / ".s.PGSQL.5432.lock")) <= 107
    assert made.stat().st_mode & 0o777 == 0o700
    made.rmdir()


def test_the_copied_programs_are_found_again(folder: Path) -> None:
    package = folder / "package"
    (package / "pginstall18" / "bin").mkdir(parents=True)
    (package / "pginstall18" / "bin" / "postgres").write_text("program")
    (folder / "package.libs").mkdir()
    mine = Account("me", os.geteuid(), os.getegid())
    home = folder / "home"
    first = places._copied(package, home, mine)
    assert (first / "postgres").read_text() == "program"
    assert (first.parents[2] / "package.libs").is_dir()
    assert places._copied(package, home, mine) == first
    assert len(list(home.iterdir())) == 1


def test_a_stray_pid_file_of_another_process_stops_nobody(folder: Path) -> None:
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n/somewhere\n")
    assert not postgres.stop_stray(folder)


def test_only_one_start_of_a_clone_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_LOCK", folder / "servers.lock")
    monkeypatch.setattr(servers, "_ADDRESSES", folder / "servers.json")
    with servers.only_one() as first:
        assert first is not None
        servers.publish(servers.Addresses("a", "o", "s", "redis+socket:///nowhere/redis.sock"), "http://localhost:8000")
        assert (folder / "servers.json").stat().st_mode & 0o777 == 0o600
        with servers.only_one() as second:
            assert second is None
            assert servers.published() is not None
    assert servers.published() is None


def test_a_port_that_is_in_use_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(demo, "_can_bind", lambda host, port: port not in {0, 8000, 8001})
    assert demo._free_port("") == 8002


def test_a_port_that_was_asked_for_is_not_exchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8000")
    monkeypatch.setattr(demo, "_can_bind", lambda host, port: port != 8000)
    with pytest.raises(CannotStart, match="Port 8000 is in use"):
        demo._free_port("")
