"""A backup against plain `pg_dump`, and a restore with all its checks against plain `pg_restore` of the same rows, by
turns in one run: budgets 0.7 times the speed, 1.5 times the time.

Ours reads and unseals, loads beside, digests every table, compares the guards, walks the whole access log, opens keys
and texts, closes sessions and records itself. `RESTORE_LINES` (default: as many as cases) is how long the log is,
`RESTORE_ROUNDS` (default 3) how often each is done.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction

from benchmarks import ledger
from benchmarks.case_data import build, make_people, make_units
from carisecure import env
from carisecure.accounts.operations import make_agency, make_user
from carisecure.backup import making, opening, restoring, shares, source
from carisecure.backup.kept import Kept
from carisecure.backup.place import Place
from carisecure.backup.restoring import Order
from carisecure.backup.source import ROLE, Source
from carisecure.backup.target import Target
from carisecure.embedded import database
from tests.audit.ledger_database import Ledger

TWO = ("bench-administrator", "bench-auditor")
ROUNDS = int(os.environ.get("RESTORE_ROUNDS", "3"))


@dataclass
class Times:
    """Seconds, a number a round. `steps`: of a restore, by the sentence with which each begins."""

    dumped: list[float] = field(default_factory=list)
    backed_up: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    restored: list[float] = field(default_factory=list)
    steps: dict[str, list[float]] = field(default_factory=dict)


class Steps:
    """Hears what a restore says, and notes how long it is until it says the next thing."""

    def __init__(self, times: Times) -> None:
        self.times, self.name, self.began = times, "Reading it, and opening it with two shares", time.perf_counter()

    def say(self, line: str) -> None:
        now = time.perf_counter()
        self.times.steps.setdefault(self.name, []).append(now - self.began)
        self.name, self.began = " ".join(line.split()[:2]), now


def run(cases: int, *, superuser: str) -> None:
    _prepare(cases, superuser)
    of = Source(env.read_database("BACKUP_DATABASE_URL", superuser.replace("postgres@", f"{ROLE}@", 1)))
    secret, sheets = shares.make()
    settings.BACKUP_RECIPIENT, settings.LEDGER_ANCHOR_FILE = shares.recipient(secret), ""
    times = Times()
    with tempfile.TemporaryDirectory() as folder:
        settings.FILES_ROOT = Path(folder) / "files"
        place, dumped = Place(Path(folder) / "second"), Path(folder) / "plain.dump"
        place.root.mkdir()
        place.prepare(settings.BACKUP_RECIPIENT)
        for _ in range(ROUNDS):
            times.dumped.append(_dump(of, dumped))
            began = time.perf_counter()
            made = making.back_up(place, of)
            times.backed_up.append(time.perf_counter() - began)
            times.plain.append(_plain(Target(superuser).of("bench_plain"), dumped))
            times.restored.append(_ours(made, sheets[:2], superuser, Path(folder) / "new", times))
            print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    _report(cases, made, times)


def _prepare(cases: int, superuser: str) -> None:
    build(cases, superuser=superuser, people=make_people(), units=make_units())
    with transaction.atomic():
        for name, role, kind in ((TWO[0], "administrator", "it"), (TWO[1], "auditor", "oversight")):
            agency = make_agency(code=name, name=name, kind=kind, country="TT")
            make_user(username=name, full_name=name, role=role, agency=agency)
    at = Ledger(superuser)
    ledger.generate(at, int(os.environ.get("RESTORE_LINES", str(cases))))
    at.seal_all()
    at.close()


def _dump(of: Source, to: Path) -> float:
    began = time.perf_counter()
    subprocess.run([source.program("pg_dump"), "--format=custom", f"--file={to}"], env=of.environment(), check=True)
    return time.perf_counter() - began


def _plain(address: str, dumped: Path) -> float:
    """Seconds. Into a database of its own, which is dropped again."""
    name = Target(address).name
    database.create(Target(address).of("postgres"), name)
    try:
        began = time.perf_counter()
        command = [source.program("pg_restore"), "--exit-on-error", f"--dbname={address}", str(dumped)]
        subprocess.run(command, check=True)
        return time.perf_counter() - began
    finally:
        database.drop(Target(address).of("postgres"), name)


def _ours(made: Kept, sheets: list[str], superuser: str, files: Path, times: Times) -> float:
    steps, began = Steps(times), time.perf_counter()
    to = Target(Target(superuser).of("bench_restored"))
    try:
        restoring.restore(opening.opened(made, sheets), Order(to, files, None, TWO, steps.say))
        steps.say("")
        return time.perf_counter() - began
    finally:
        database.drop(superuser, to.name)


def _report(cases: int, made: Kept, times: Times) -> None:
    middle = {name: statistics.median(vars(times)[name]) for name in ("dumped", "backed_up", "plain", "restored")}
    print(f"\n{cases:,} cases, {made.about['rows']:,} rows in {made.size:,} bytes; {ROUNDS} rounds, medians\n")
    print("| | seconds |\n|---|---|")
    for name, words in (
        ("dumped", "plain pg_dump"), ("backed_up", "backup, read back"), ("plain", "plain pg_restore"),
        ("restored", "restore with its checks"),
    ):  # fmt: skip
        print(f"| {words} | {middle[name]:.1f} |")
    for words, seconds in times.steps.items():
        print(f"| of it: {words} | {statistics.median(seconds):.1f} |")
    print(f"\n**{middle['dumped'] / middle['backed_up']:.2f}** times the speed of plain pg_dump (budget 0.7)")
    print(f"**{middle['restored'] / middle['plain']:.2f}** times the time of plain pg_restore (budget 1.5)", flush=True)
