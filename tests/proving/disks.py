"""Full disks, one after the other, under load: the database's, that of its files, that of the logs and of the anchors.

Words meanwhile, nothing by halves, and everything goes on when there is room again.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg2
from django.db import connection

from carisecure.audit import anchors
from carisecure.embedded import places
from carisecure.embedded.errors import CannotStart
from carisecure.jobs.models import Job, JobFile
from reports.figures.models import ReportRun
from tests.audit.ledger_database import Ledger
from tests.proving import small_disk
from tests.proving.desk import NO_ANSWER, Desk, Load
from tests.proving.figures import Findings, statuses
from tests.proving.house import ROOT, House, house, wait_for
from tests.proving.redis import ask, until_done
from tests.proving.restarts import count
from tests.proving.small_disk import SmallDisk
from tests.proving.staff import move_in, speak_to

TITLE = "### Full disks"
WRITERS, SECONDS = 6, 10
# The service manager's pause before it starts a server again that has ended.
RESTART_SECONDS = 1.0
# What a file system in memory gives a file at once.
BLOCK = 4096


def prove(*, seed: int, many: int = SECONDS) -> Findings:
    """`many`: seconds that each disk is full."""
    findings, chance = Findings(), random.Random(seed)
    try:
        small_disk.apart()
    except OSError as error:
        findings.fault(f"no small disk can be mounted here ({error}): nothing was proved")
        return findings
    with tempfile.TemporaryDirectory(prefix="cs-disks-") as folder, ExitStack() as stack:
        top = Path(folder)
        top.chmod(0o755)
        disks = {}
        for name, megabytes in (("database", 400), ("files", 4), ("logs", 4), ("anchors", 1)):
            (top / name).mkdir()
            disks[name] = SmallDisk(top / name, megabytes)
            stack.callback(disks[name].take_away)
        data = places.own_folder(top / "database" / "data", places.server_account())
        (top / "files" / "kept").mkdir()
        with house(data=data, files=top / "files" / "kept") as one:
            one.output, one.anchors = top / "logs" / "all.log", top / "anchors" / "anchors.txt"
            _prove(findings, one, disks, chance, many)
    return findings


def _prove(findings: Findings, one: House, disks: dict[str, SmallDisk], chance: random.Random, seconds: int) -> None:
    speak_to(one.database.address())
    staff = move_in(WRITERS)
    one.start_web()
    one.start_worker()
    analyst = staff.desk(one.home, staff.people.analyst)
    ask(analyst)
    until_done(1)
    load = Load(staff.writers(one.home, WRITERS))
    load.begin()
    for switched in (False, True):
        _database(findings, one, disks["database"], load, seconds + chance.random(), switched=switched)
    _files(findings, one, disks["files"], analyst)
    _logs(findings, one, disks, load, seconds + chance.random())
    load.end()
    count(findings, load, staff, one)
    _anchors(findings, one, disks["anchors"])


def _database(findings: Findings, one: House, disk: SmallDisk, load: Load, seconds: float, *, switched: bool) -> None:
    """`switched`: the server is made to begin new files of its write-ahead log, which on a full disk ends it."""
    begun, ended = time.monotonic(), 0
    disk.fill()
    if switched:
        with suppress(psycopg2.Error), psycopg2.connect(one.database.address()) as own, own.cursor() as cursor:
            for _ in range(20):
                cursor.execute("select pg_switch_wal()")
                cursor.execute("select pg_logical_emit_message(false, 'proof', 'one more line')")
                own.commit()
    while time.monotonic() - begun < seconds:
        if not one.database.is_running:
            ended += 1
            time.sleep(RESTART_SECONDS)
            with suppress(CannotStart):
                one.database.start(patience=2)
        time.sleep(0.1)
        disk.fill()
    disk.clear()
    if not one.database.is_running:
        one.database.start()
    wait_for(one.database.address())
    room = time.monotonic()
    taken = load.is_taken_again(room)
    what = "its write-ahead log too" if switched else "its tables"
    told = load.told_between(begun, room)
    findings.add(f"disk of the database full ({what}), seconds", f"{seconds:.0f}")
    findings.add("answers meanwhile", statuses(told))
    others = sum(status not in ("302", "503", NO_ANSWER) for status in told)
    findings.add("answers that were neither 302, 503 nor none", others, 0)
    findings.add("times the server ended and was started again", ended)
    findings.add("seconds until something was taken once there was room", f"{taken:.1f}")
    if taken < 0:
        findings.fault("nothing was taken when there was room again")


def _files(findings: Findings, one: House, disk: SmallDisk, analyst: Desk) -> None:
    """A file of figures is asked for while there is no room for it, and again when there is."""
    connection.close()
    run = ReportRun.objects.all()[0].pk
    disk.fill()
    done = Job.objects.exclude(actor=None).filter(finished_at__isnull=False).count()
    for when in ("full", "room"):
        before = JobFile.objects.count()
        analyst.post(f"/figures/runs/{run}/export/csv/", {})
        done += 1
        _until_ended(done)
        job = Job.objects.exclude(actor=None).order_by("-asked_at")[0]
        left = [path for path in one.files.rglob("*") if path.is_file() and path.suffix == ".part"]
        findings.add(f"disk of the files {'full' if when == 'full' else 'with room again'}: the job's end",
                     f"{job.state} {job.error}".strip(), "failed no_room" if when == "full" else "done")  # fmt: skip
        findings.add("files and rows more", JobFile.objects.count() - before, 0 if when == "full" else 1)
        findings.add("half files", len(left), 0)
        disk.clear()


def _until_ended(many: int) -> None:
    begun = time.monotonic()
    while Job.objects.exclude(actor=None).filter(finished_at__isnull=False).count() < many:
        if time.monotonic() - begun > 60:
            raise RuntimeError("a job did not end")
        time.sleep(0.1)


def _logs(findings: Findings, one: House, disks: dict[str, SmallDisk], load: Load, seconds: float) -> None:
    """What web and worker say has no room; nobody may notice."""
    disks["logs"].fill()
    begun = time.monotonic()
    time.sleep(seconds)
    told = load.told_between(begun, time.monotonic())
    disks["logs"].clear()
    findings.add("disk of the logs full: answers meanwhile", statuses(told))
    findings.add("of these other than 302", sum(status != "302" for status in told), 0)


def _anchors(findings: Findings, one: House, disk: SmallDisk) -> None:
    """The line does not fit any more, but for its beginning: half a line would make the whole file unreadable."""
    at = Ledger(one.database.address())
    try:
        at.seal_all()
        _anchor(one)
        line = one.anchors.read_text().splitlines()[-1]
        while BLOCK - one.anchors.stat().st_size > len(line):
            one.anchors.write_text(f"{one.anchors.read_text()}{line}\n")
        before = one.anchors.read_text()
        at.write(3)
        at.seal_all()
        disk.fill()
        said = _anchor(one)
        # Without the name of the file, which is the machine's.
        words = said.strip().splitlines()[-1].partition(": '")[0] if said else "nothing"
        findings.add("disk of the anchors full: what is said", words)
        findings.add("the anchors are as they were", one.anchors.read_text() == before, True)
        disk.clear()
        _anchor(one)
        kept = anchors.kept(one.anchors.read_text())
        findings.add("with room again: anchors more", len(kept) - len(before.splitlines()), 1)
        findings.add("with room again: anchors that fit", at.verify(kept).anchors, len(kept))
    finally:
        at.close()


def _anchor(one: House) -> str:
    """What `manage.py anchor_ledger` says where it ends badly; "" where it does not."""
    done = subprocess.run(
        [sys.executable, "manage.py", "anchor_ledger"], env=one.environment, cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return done.stderr or "no words" if done.returncode else ""
