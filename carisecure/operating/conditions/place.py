"""The machine and its surroundings: clock, disks, mail, secrets, what the database knows of this release."""

from __future__ import annotations

import os
import shutil
import smtplib
import stat
import time
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from carisecure import env, history
from carisecure.access.vault import proving
from carisecure.audit import ledger
from carisecure.operating import pulses
from carisecure.operating.conditions.found import Fact, Found, bad, ok, unknown, warn
from carisecure.operating.models import Kind
from carisecure.storage import keeping

CLOCK_WARN_SECONDS, CLOCK_BAD_SECONDS = 2.0, 60.0
GIB = 1 << 30
# Whichever comes first: a share of the disk, or what a busy week and a large upload need.
DISK_WARN, DISK_BAD = (0.10, 2 * GIB), (0.03, GIB // 2)
# Docker's secrets: the container shows every file in them as readable, the folder on the host is closed.
HANDED_IN = Path("/run/secrets")


def clock() -> Found:
    """This machine's against the database's; nothing outside is asked."""
    before = time.time()
    ((theirs,),) = ledger.ask("select extract(epoch from clock_timestamp())::float", [])
    after = time.time()
    apart = max(0.0, before - theirs, theirs - after)
    facts: dict[str, Fact] = {"seconds": round(apart, 1)}
    if apart > CLOCK_BAD_SECONDS:
        return bad("apart", **facts)
    return warn("apart", **facts) if apart > CLOCK_WARN_SECONDS else ok(**facts)


def _disk(path: str | Path) -> Found:
    try:
        used = shutil.disk_usage(path)
    except OSError:
        return bad("gone")
    return _judged(used.free, used.total)


def _judged(free: int, total: int) -> Found:
    facts: dict[str, Fact] = {"free_gb": round(free / GIB, 1), "percent": round(100 * free / max(1, total))}

    def below(limit: tuple[float, int]) -> bool:
        return free < limit[0] * total or free < limit[1]

    if below(DISK_BAD):
        return bad("full", **facts)
    return warn("filling", **facts) if below(DISK_WARN) else ok(**facts)


def disk_files() -> Found:
    root = keeping.root()
    if not root.exists():
        return unknown("no_folder")
    return _disk(root) if os.access(root, os.W_OK) else bad("closed")


def disk_database() -> Found:
    """Where the database's disk can be seen from here: only an installation can say where (DATABASE_DISK)."""
    return _disk(settings.DATABASE_DISK) if settings.DATABASE_DISK else unknown("not_visible")


def disk_backup() -> Found:
    """Asked where backups are made; elsewhere what the last backup found there (`backup.making`)."""
    if settings.BACKUP_PLACE and Path(settings.BACKUP_PLACE).exists():
        return _disk(settings.BACKUP_PLACE)
    pulse = pulses.last(Kind.BACKUP)
    if pulse is None or "free_bytes" not in pulse.detail:
        return unknown("not_visible") if settings.BACKUP_PLACE else unknown("no_place")
    return _judged(int(pulse.detail["free_bytes"]), int(pulse.detail["total_bytes"]))


def keys() -> Found:
    """One data key of each number is opened; see `vault.proving`."""
    found = proving.tried()
    if any(not one.is_here for one in found):
        return bad("missing", number=next(one.number for one in found if not one.is_here))
    if any(not one.opens for one in found):
        return bad("other", number=next(one.number for one in found if not one.opens))
    return ok(n=len(found))


def migrations() -> Found:
    if history.fault():
        return bad("other_release")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return bad("waiting", n=len(waiting)) if waiting else ok()


def mail() -> Found:
    """What became of the last mail, without sending one: `mail_server` asks the server itself."""
    if not settings.ALARM_EMAIL:
        return warn("nobody")
    pulse = pulses.last(Kind.MAIL)
    if pulse is None:
        return unknown("never")
    return bad("not_sent") if pulse.detail.get("fault") else ok()


def mail_server() -> Found:
    """Whether the mail server takes our name and password; nothing is sent."""
    if not settings.ALARM_EMAIL:
        return unknown("nobody")
    server = get_connection(fail_silently=False)
    if not hasattr(server, "host"):
        return unknown("no_server")  # mail goes to the console or a file
    try:
        server.open()
        server.close()
    except smtplib.SMTPAuthenticationError:
        return bad("refused")
    except (OSError, smtplib.SMTPException):
        return bad("unreachable")
    return ok()


def secrets() -> Found:
    """None is an example's, none lies in a file that others can read or write. Values are compared, never told."""
    values = [str(getattr(settings, name, "") or "") for name in env.SECRETS]
    if any(example in value for value in values for example in env.EXAMPLES):
        return bad("example")
    files = [Path(path) for name in sorted(env.SECRETS) if (path := os.environ.get(f"{name}_FILE", "").strip())]
    modes = [(file, file.stat().st_mode) for file in files if file.exists()]
    if writable := sum(bool(mode & (stat.S_IWGRP | stat.S_IWOTH)) for _file, mode in modes):
        return bad("writable", n=writable)
    if readable := sum(bool(mode & stat.S_IROTH) and HANDED_IN not in file.parents for file, mode in modes):
        return warn("readable", n=readable)
    return ok(n=len(modes))


def demonstration() -> Found:
    if settings.DEMO:
        return bad("on")
    return bad("debug") if settings.DEBUG else ok()
