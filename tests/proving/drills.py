"""Drills: back up under load, lose everything but the second place and two shares, restore on an empty server, live on.

Each house that was restored is the one that the next drill destroys; the first that is not as it was ends them. The
restore itself compares every table's digest, the guards, the log and the keys with the backup and refuses where one
differs; here it is asked from outside what people would ask.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from carisecure.access import session
from carisecure.access.vault import keys
from carisecure.accounts.leaving import deactivate_user
from carisecure.accounts.models import User
from carisecure.audit import anchors, guards, ledger
from carisecure.backup import endings_kept, shares
from carisecure.backup.place import Place
from carisecure.backup.source import ROLE
from carisecure.embedded import places
from carisecure.storage import keeping
from tests.audit.ledger_database import Ledger
from tests.proving.desk import Load, each, sign_in
from tests.proving.figures import Findings
from tests.proving.house import ROOT, Database, House, house
from tests.proving.staff import Staff, move_in, notes, speak_to

TITLE = "### Drills: everything lost but the second place and two shares"
MANY, WRITERS, SECONDS = 10, 2, 3.0


@dataclass
class Drills:
    """What is left between two of them: the second place, the shares, and what people remember."""

    one: House
    staff: Staff
    place: Place
    recipient: str
    shares: list[str]
    chance: random.Random
    stack: ExitStack
    must_be_there: list[str] = field(default_factory=list)
    gone: list[User] = field(default_factory=list)
    made: list[float] = field(default_factory=list)
    restored: list[float] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        return {
            **self.one.environment,
            "BACKUP_PLACE": str(self.place.root),
            "BACKUP_RECIPIENT": self.recipient,
            "BACKUP_DATABASE_URL": self.one.database.address(ROLE),
        }


def prove(*, seed: int, many: int = MANY) -> Findings:
    findings = Findings()
    with house() as one, ExitStack() as stack:
        speak_to(one.database.address())
        settings.FILES_ROOT, settings.LEDGER_ANCHOR_FILE = one.files, str(one.anchors)
        secret, typed = shares.make()
        place = Place(one.folder / "second")
        place.root.mkdir()
        place.prepare(shares.recipient(secret))
        staff = move_in(WRITERS + many)
        drills = Drills(one, staff, place, shares.recipient(secret), list(typed), random.Random(seed), stack)
        succeeded = 0
        while succeeded < many and _one(findings, drills, succeeded):
            succeeded += 1
        findings.add("drills", many)
        findings.add("of these in which everything asked below was as it was", succeeded, many)
        findings.add("entries acknowledged before a backup, all of them there and opened", len(drills.must_be_there))
        findings.add("people who had left, none of them let in", len(drills.gone))
        findings.add("seconds to back up under load, median and longest", _told(drills.made))
        findings.add("seconds to restore with every check, median and longest", _told(drills.restored))
    return findings


def _told(seconds: list[float]) -> str:
    return f"{median(seconds):.1f} and {max(seconds):.1f}" if seconds else "none"


def _one(findings: Findings, drills: Drills, number: int) -> bool:
    one, before = drills.one, len(findings.faults)
    one.start_web()
    _back_up_under_load(findings, drills)
    _somebody_leaves(drills, number)
    files = _files(one.files)
    _lose_everything(drills)
    if _restore(findings, drills, number):
        for words in _asked(drills, files):
            findings.fault(f"drill {number}: {words}")
    one.stop_all()
    is_well = len(findings.faults) == before
    sys.stderr.write(f"drill {number}: {'as it was' if is_well else findings.faults[before:]}\n")
    return is_well


def _back_up_under_load(findings: Findings, drills: Drills) -> None:
    """What was acknowledged when the backup began has to be in it."""
    one = drills.one
    drills.staff.browsers.clear()  # sessions do not survive a restore
    keeping.keep("jobs", lambda stream: stream.write(os.urandom(5000)))
    load = Load(drills.staff.writers(one.home, WRITERS))
    load.begin()
    time.sleep(SECONDS)
    taken = list(load.taken)
    begun = time.monotonic()
    done = _manage(["backup"], drills.environment())
    drills.made.append(time.monotonic() - begun)
    load.end()
    if done.returncode:
        findings.fault(f"the backup: {done.stderr[-400:]}")
    drills.must_be_there += taken


def _somebody_leaves(drills: Drills, number: int) -> None:
    """After the backup: only the list of endings at the second place knows of it."""
    leaver = drills.staff.more[WRITERS + number]
    with transaction.atomic():
        session.enter(drills.staff.people.administrator, purpose=session.REQUEST)
        deactivate_user(user=User.objects.get(pk=leaver.pk), by=drills.staff.people.administrator)
    while ledger.seal() or ledger.unsealed().waiting:
        time.sleep(0.05)
    with transaction.atomic():
        session.enter(None, purpose="maintenance")
        anchors.anchor(mail=False)
    endings_kept.append(drills.place, drills.recipient)
    drills.gone.append(leaver)


def _lose_everything(drills: Drills) -> None:
    one = drills.one
    one.stop_all()
    connection.close()
    keys.forget()
    one.database.kill()
    shutil.rmtree(one.database.server.data)
    shutil.rmtree(one.files)
    one.anchors.unlink()


def _restore(findings: Findings, drills: Drills, number: int) -> bool:
    """On a server that is made now, by two shares, with no key and no setting of the house at hand."""
    one, account = drills.one, places.server_account()
    data, sockets = places.temporary_folder(account), places.temporary_folder(account)
    for folder in (data, sockets):
        drills.stack.callback(shutil.rmtree, folder, ignore_errors=True)
    one.database = Database(data, sockets, one.folder / f"postgresql-{number}.log")
    drills.stack.callback(one.database.kill)
    one.database.server.initialise()
    one.database.start()
    papers = one.folder / f"papers-{number}"
    papers.mkdir()
    for place, share in enumerate(drills.chance.sample(drills.shares, 2)):
        (papers / f"share-{place}").write_text(share)
    (papers / "server").write_text(one.database.address())
    begun = time.monotonic()
    done = _manage(
        ["restore", f"--place={drills.place.root}", f"--share={papers / 'share-0'}", f"--share={papers / 'share-1'}",
         f"--server-file={papers / 'server'}", f"--keys-to={papers}", "--asked-by=administrator",
         "--agreed-by=supervisor"],
        {"PATH": os.environ["PATH"], "FILES_ROOT": str(one.files), "LEDGER_ANCHOR_FILE": str(one.anchors)},
    )  # fmt: skip
    drills.restored.append(time.monotonic() - begun)
    if done.returncode:
        findings.fault(f"drill {number}, the restore: {(done.stdout + done.stderr)[-600:]}")
        return False
    if (papers / "vault_keys").read_text() != settings.VAULT_KEYS:
        findings.fault(f"drill {number}: other keys came out of it")
    speak_to(one.database.address())
    return True


def _asked(drills: Drills, files: dict[str, str]) -> list[str]:
    """What is not as it was, in words."""
    one, wrong = drills.one, []
    if lost := [text for text, times in each(notes(drills.staff.case.pk), drills.must_be_there) if times != 1]:
        wrong.append(f"{len(lost)} entries are not there once")
    if _files(one.files) != files:
        wrong.append("the files are other ones")
    if Session.objects.exists():
        wrong.append("a session lives on")
    if alive := User.objects.filter(pk__in=[user.pk for user in drills.gone], is_active=True).count():
        wrong.append(f"{alive} who had left are alive again")
    at = Ledger(one.database.address())
    try:
        at.seal_all()
        verdict = at.verify(anchors.kept(one.anchors.read_text()))
        wrong += [f"the access log: {problem}" for problem in verdict.problems]
        wrong += guards.differences(at.ask)
    finally:
        at.close()
    one.start_web()
    for user, may in ((drills.staff.people.investigator, True), (drills.gone[-1], False)):
        if _is_let_in(one, user) is not may:
            wrong.append(f"{user.username} is {'not ' if may else ''}let in")
    return wrong


def _is_let_in(one: House, user: User) -> bool:
    try:
        sign_in(one.home, user.username)
    except RuntimeError:
        return False
    return True


def _files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _manage(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
