"""`python -m carisecure.backup.daily ZONE PLACE`: what `manage.py backup --daily` becomes once it has its settings.

It stays for months and looks each minute whether a backup is due; the house itself is loaded for the time of one, in a
process of its own. So it costs some 12 MB, where a whole process that slept took 90.
"""

from __future__ import annotations

import datetime as dt
import logging
import logging.config
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from carisecure import logs
from carisecure.backup import kept
from carisecure.backup.place import NoPlace, Place

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
# When it begins, at the country's time; how long after a failure it is tried again, in seconds.
AT = dt.time(2, 15)
AGAIN_AFTER = 3600.0
LOOKS_EVERY = 60.0
# How long one that is under way gets when the service is stopped. Compose kills after two minutes.
GRACE_SECONDS = 100.0


@dataclass
class Daily:
    """`one`: the command that makes a backup; 0 where it is kept. `root`: of the second place, "" where none is set."""

    zone: ZoneInfo
    root: str
    one: list[str]
    stopped: threading.Event
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)

    def run(self) -> None:
        """Until `stopped`. What goes wrong is said by whoever met it, and tried again an hour later."""
        not_before = time.monotonic()
        while not self.stopped.is_set():
            if time.monotonic() >= not_before and self.is_due() and not self._make():
                not_before = time.monotonic() + AGAIN_AFTER
            self.stopped.wait(LOOKS_EVERY)

    def is_due(self) -> bool:
        """Whether none is there since the last time one should have begun. True as well where nobody can tell."""
        now = self.now().astimezone(self.zone)
        last = dt.datetime.combine(now.date(), AT, self.zone)
        if last > now:
            last = dt.datetime.combine(now.date() - dt.timedelta(days=1), AT, self.zone)
        try:
            here = kept.listed(Place(Path(self.root))) if self.root else []
        except (NoPlace, OSError):
            return True
        return not here or here[-1].at < last

    def _make(self) -> bool:
        child = subprocess.Popen(self.one, cwd=ROOT)
        while child.poll() is None and not self.stopped.is_set():
            self.stopped.wait(0.2)
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
        status = child.wait()
        if status < 0 and not self.stopped.is_set():
            logger.critical("backup.killed signal=%s", -status)
        return status == 0


def main(zone: str, root: str) -> int:
    logging.config.dictConfig(
        {
            "version": 1,
            "formatters": {"line": logs.formatter(logs.chosen())},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["console"], "level": "INFO"},
        }
    )
    stopped = threading.Event()

    def stop(*_: Any) -> None:
        stopped.set()

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    one = [sys.executable, str(ROOT / "manage.py"), "backup", "--nightly"]
    Daily(ZoneInfo(zone), root, one, stopped).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
