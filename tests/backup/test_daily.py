"""The small process that waits for the night: when a backup is due, one at a time, and what becomes of a failure."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from carisecure.backup import daily
from carisecure.backup.daily import Daily
from tests.backup.test_retention import put

ROOT = Path(__file__).resolve().parents[2]
# 11:00 in Port of Spain: the last one should have begun at 2:15, eight hours and three quarters ago.
NOW = dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC)
TRINIDAD = ZoneInfo("America/Port_of_Spain")
NOTES = "import sys, pathlib; path = pathlib.Path(sys.argv[1]); path.write_text(path.read_text() + 'x')"


def waiting(root: Path | str, *one: str, now: Callable[[], dt.datetime] = lambda: NOW) -> Daily:
    return Daily(TRINIDAD, str(root), [sys.executable, "-c", *one], threading.Event(), now)


@pytest.mark.parametrize(("hours", "due"), [(1, False), (8, False), (9, True), (40, True)])
def test_it_is_due_once_after_a_quarter_past_two(tmp_path: Path, hours: int, due: bool) -> None:
    assert waiting(tmp_path).is_due(), "nothing is there yet"
    put(tmp_path, NOW - dt.timedelta(hours=hours))
    assert waiting(tmp_path).is_due() is due


def test_before_the_hour_it_is_yesterdays_that_counts(tmp_path: Path) -> None:
    early = dt.datetime(2026, 12, 1, 6, 14, tzinfo=dt.UTC)  # 02:14 there
    put(tmp_path, dt.datetime(2026, 11, 30, 6, 16, tzinfo=dt.UTC))
    assert not waiting(tmp_path, now=lambda: early).is_due()
    assert waiting(tmp_path, now=lambda: early + dt.timedelta(minutes=2)).is_due()


def test_where_nobody_can_tell_it_is_due(tmp_path: Path) -> None:
    assert waiting("").is_due()
    assert waiting(tmp_path / "not mounted").is_due()


def ran(it: Daily, until: Callable[[], bool]) -> None:
    """Let it run until that is so."""
    thread = threading.Thread(target=it.run)
    thread.start()
    patience = time.monotonic() + 60
    while not until() and time.monotonic() < patience:
        time.sleep(0.01)
    it.stopped.set()
    thread.join(60)
    assert not thread.is_alive()
    assert until()


def test_a_failure_is_tried_again_later_and_not_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily, "LOOKS_EVERY", 0.01)
    notes, looks = tmp_path / "notes", list[dt.datetime]()
    notes.write_text("")

    def now() -> dt.datetime:
        looks.append(NOW)
        return NOW

    it = waiting("", f"{NOTES}; sys.exit(1)", str(notes), now=now)
    monkeypatch.setattr(daily, "AGAIN_AFTER", 3600.0)
    ran(it, lambda: notes.read_text() == "x")
    time.sleep(0.2)
    assert (notes.read_text(), len(looks)) == ("x", 1)
    monkeypatch.setattr(daily, "AGAIN_AFTER", 0.0)
    ran(waiting("", f"{NOTES}; sys.exit(1)", str(notes)), lambda: len(notes.read_text()) >= 3)


def test_one_that_is_killed_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """By the kernel, say, that has no memory left: it cannot say so itself."""
    it = waiting("", f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})")
    with caplog.at_level(logging.CRITICAL):
        ran(it, lambda: any("backup.killed signal=9" in record.getMessage() for record in caplog.records))


def test_the_service_is_small_and_ends_when_it_is_asked(tmp_path: Path) -> None:
    """As compose starts it: the command becomes it. One that is under way is asked to end too."""
    put(tmp_path, dt.datetime.now(dt.UTC))
    environment = {**os.environ, "BACKUP_PLACE": str(tmp_path)}
    service = subprocess.Popen(
        [sys.executable, "-m", "carisecure.backup.daily", "America/Port_of_Spain", str(tmp_path)],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        shown = Path(f"/proc/{service.pid}/smaps_rollup")
        if shown.exists():
            time.sleep(1.5)
            loaded = Path(f"/proc/{service.pid}/maps").read_text()
            assert not re.search(r"psycopg2|pyrage|libpq\.so", loaded), "the house stays outside"
        service.terminate()
        assert service.wait(30) == 0
    finally:
        service.kill()
        service.wait()


def test_one_that_is_under_way_is_asked_to_end(tmp_path: Path) -> None:
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    work = (
        "import pathlib, signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path(sys.argv[2]).touch(), sys.exit(1)))\n"
        "pathlib.Path(sys.argv[1]).touch()\n"
        "time.sleep(600)"
    )
    ran(waiting("", work, str(begun), str(ended)), begun.exists)
    assert ended.exists()
