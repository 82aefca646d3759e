"""A backup against plain `pg_dump --format=custom`, in turns on the same database: budget 0.7 times its speed.

Ours digests every table, seals, writes to the disk for good, reads everything back and counts the rows; plain pg_dump
writes a file. `BACKUP_LINES` (default: as many as cases) is how many lines the access log has.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings

from benchmarks import ledger
from benchmarks.case_data import build, make_people, make_units
from carisecure import env
from carisecure.backup import dump, making, shares, snapshot, source
from carisecure.backup.kept import Kept
from carisecure.backup.place import Place
from carisecure.backup.source import Source
from tests.audit.ledger_database import Ledger

ROUNDS = int(os.environ.get("BACKUP_ROUNDS", "3"))


class Stopwatch:
    """Seconds by the clock, and of the processor: ours and that of the programs we wait for."""

    def __init__(self) -> None:
        self.wall, self.busy = [], []  # type: list[float], list[float]

    def time(self, work: Callable[[], Any]) -> Any:
        before, start = os.times(), time.perf_counter()
        answer = work()
        self.wall.append(time.perf_counter() - start)
        self.busy.append(sum(os.times()[:4]) - sum(before[:4]))
        return answer


@contextmanager
def parts_timed(watches: dict[str, Stopwatch]) -> Any:
    """Where our time goes; digests and dump run beside each other."""
    named: tuple[tuple[Any, str], ...] = (
        (snapshot.Snapshot, "states"), (dump, "write"), (dump, "rows_in"), (making, "_ledger"),
    )  # fmt: skip
    patches = []
    for owner, name in named:
        watch, true = watches.setdefault(name, Stopwatch()), getattr(owner, name)
        patches.append(mock.patch.object(owner, name, lambda *a, _w=watch, _t=true, **k: _w.time(lambda: _t(*a, **k))))
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def run(cases: int, *, superuser: str) -> None:
    build(cases, superuser=superuser, people=make_people(), units=make_units())
    at = Ledger(superuser)
    ledger.generate(at, int(os.environ.get("BACKUP_LINES", str(cases))))
    ((size,),) = at.ask("select pg_size_pretty(pg_database_size(current_database()))")
    at.close()
    of = Source(env.read_database("BACKUP_DATABASE_URL", os.environ["BACKUP_DATABASE_URL"]))
    secret, _ = shares.make()
    settings.BACKUP_RECIPIENT = shares.recipient(secret)
    plain, ours, watches = Stopwatch(), Stopwatch(), {}  # type: Stopwatch, Stopwatch, dict[str, Stopwatch]
    with tempfile.TemporaryDirectory() as folder:
        settings.FILES_ROOT = Path(folder) / "files"
        place, file = Place(Path(folder) / "second"), Path(folder) / "plain.dump"
        place.root.mkdir()
        place.prepare(settings.BACKUP_RECIPIENT)
        for _ in range(ROUNDS):
            plain.time(lambda: _plain(of, file))
            with parts_timed(watches):
                made: Kept = ours.time(lambda: making.back_up(place, of))
        ratio = statistics.median(plain.wall) / statistics.median(ours.wall)
        print(f"\n{cases:,} cases, {made.about['rows']:,} rows, {size} in the database; {dump.compression()}\n")
        print("| | seconds | of the processor | bytes |\n|---|---|---|---|")
        print(_line("plain pg_dump", plain, file.stat().st_size))
        print(_line("backup", ours, made.size))
        for name, watch in watches.items():
            print(_line(f"of it: {name}", watch, 0))
        print(f"\n**{ratio:.2f}** times the speed of plain pg_dump (budget 0.7)", flush=True)


def _plain(of: Source, file: Path) -> None:
    command = [source.program("pg_dump"), "--format=custom", f"--file={file}"]
    subprocess.run(command, env=of.environment(), check=True)


def _line(name: str, watch: Stopwatch, size: int) -> str:
    wall, busy = statistics.median(watch.wall), statistics.median(watch.busy)
    return f"| {name} | {wall:.1f} | {busy:.1f} | {f'{size:,}' if size else ''} |"
