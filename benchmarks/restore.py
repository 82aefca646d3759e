"""A restore with all its checks against plain `pg_restore` of the same rows, in one run: budget 1.5 times its time.

Ours reads and unseals, loads beside, digests every table, compares the guards, walks the whole access log, opens keys
and texts, closes sessions and records itself. `RESTORE_LINES` (default: as many as cases) is how long the log is.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from benchmarks import ledger
from benchmarks.case_data import build, make_people, make_units
from carisecure import env
from carisecure.accounts.operations import make_agency, make_user
from carisecure.backup import making, opening, restoring, shares, source
from carisecure.backup.place import Place
from carisecure.backup.restoring import Order
from carisecure.backup.source import ROLE, Source
from carisecure.backup.target import Target
from carisecure.embedded import database
from tests.audit.ledger_database import Ledger

TWO = ("bench-administrator", "bench-auditor")


def run(cases: int, *, superuser: str) -> None:
    build(cases, superuser=superuser, people=make_people(), units=make_units())
    with transaction.atomic():
        for name, role, kind in ((TWO[0], "administrator", "it"), (TWO[1], "auditor", "oversight")):
            agency = make_agency(code=name, name=name, kind=kind, country="TT")
            make_user(username=name, full_name=name, role=role, agency=agency)
    at = Ledger(superuser)
    ledger.generate(at, int(os.environ.get("RESTORE_LINES", str(cases))))
    at.seal_all()
    at.close()
    of = Source(env.read_database("BACKUP_DATABASE_URL", superuser.replace("postgres@", f"{ROLE}@", 1)))
    secret, sheets = shares.make()
    settings.BACKUP_RECIPIENT, settings.LEDGER_ANCHOR_FILE = shares.recipient(secret), ""
    with tempfile.TemporaryDirectory() as folder:
        settings.FILES_ROOT = Path(folder) / "files"
        place, dumped = Place(Path(folder) / "second"), Path(folder) / "plain.dump"
        place.root.mkdir()
        place.prepare(settings.BACKUP_RECIPIENT)
        made = making.back_up(place, of)
        subprocess.run(
            [source.program("pg_dump"), "--format=custom", f"--file={dumped}"], env=of.environment(), check=True
        )
        plain = _plain(Target(superuser).of("bench_plain"), dumped)
        began = time.perf_counter()
        backup = opening.opened(made, sheets[:2])
        to = Target(Target(superuser).of("bench_restored"))
        restoring.restore(backup, Order(to, Path(folder) / "new", None, TWO, lambda line: None))
        ours = time.perf_counter() - began
    database.drop(superuser, to.name)
    print(f"\n{cases:,} cases, {made.about['rows']:,} rows in {made.size:,} bytes\n")
    print(f"plain pg_restore {plain:.1f} s, restore with its checks {ours:.1f} s")
    print(f"\n**{ours / plain:.2f}** times the time of plain pg_restore (budget 1.5)", flush=True)


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
