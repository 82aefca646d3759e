"""Kinds of work that the tests ask for. What a work did is a group with its name: any table would do."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group
from django.db import OperationalError, connection
from django.utils.translation import get_language, gettext_lazy

from carisecure.access.errors import NotPermitted, TransitionRefused
from carisecure.accounts.models import User
from carisecure.jobs import files
from carisecure.jobs.errors import WORDED, JobRefused
from carisecure.jobs.kinds import find_kind, job_kind
from carisecure.jobs.running import Running

LONG_ENOUGH_SECONDS = 30.0
SHORTLY_SECONDS = 2
# A sentence of the house's own that has its Spanish.
WORDED["tests.file_faulty"] = gettext_lazy(
    "The quotation marks in line %(line)s do not match, so the rest cannot be read."
)
_PERSON = "Petra Possible"  # invented; must never be seen in a log


def leave_mark(mark: str) -> None:
    Group.objects.create(name=f"mark:{mark}:{Group.objects.filter(name__startswith=f'mark:{mark}:').count()}")


def marks(mark: str) -> int:
    return Group.objects.filter(name__startswith=f"mark:{mark}:").count()


def mark_work(running: Running, mark: str) -> dict[str, Any]:
    leave_mark(mark)
    running.progress(1, 1)
    return {"mark": mark}


def slow_the_first_time(running: Running, mark: str) -> dict[str, Any]:
    """Half done, then waits for whatever the test does to it; the second attempt goes through."""
    leave_mark(mark)
    deadline = time.monotonic() + LONG_ENOUGH_SECONDS
    while running.attempt == 1 and time.monotonic() < deadline:
        running.progress(1, 2, "half")
        running.stop_if_cancelled()
        time.sleep(0.05)
    return {"mark": mark}


def spin(running: Running, how: str, mark: str) -> dict[str, Any]:
    """Works for hours and never looks up, the first time. How far it is, is its own process number."""
    leave_mark(mark)
    running.progress(os.getpid())
    if running.attempt > 1:
        return {"mark": mark}
    while how == "python":
        pass
    if how == "c":  # one call that lets no other line of Python run, signal handlers neither
        pow(3, 10**12, 7 ** (10**6))
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(3600)")
    return {}


def fail(running: Running, mark: str) -> dict[str, Any]:
    leave_mark(mark)
    raise ZeroDivisionError(_PERSON)


def refuse(running: Running, how: str) -> dict[str, Any]:
    errors: dict[str, Callable[[], Exception]] = {
        "job": lambda: JobRefused("tests.file_faulty", line=3),
        "transition": lambda: TransitionRefused("The month is closed."),
        "permission": lambda: NotPermitted("reports.run", "an-id"),
        "database": lambda: OperationalError("server closed the connection"),
        "no_room": lambda: OSError(errno.ENOSPC, "no space"),
    }
    raise errors[how]()


def switch_person_off(running: Running, mark: str) -> dict[str, Any]:
    """What an administrator does meanwhile, in a transaction of theirs: here through the second connection."""
    leave_mark(mark)
    assert running.aside is not None
    wrapper = running.aside._wrapper
    with wrapper.cursor() as cursor:
        cursor.execute(f"update {User._meta.db_table} set is_active = false where id = %s", [running.person.pk])
    running.stop_if_cancelled()
    return {}


def talkative(running: Running, mark: str) -> dict[str, Any]:
    return {"said": _PERSON}


def speak(running: Running) -> dict[str, Any]:
    return {"language": get_language()}


def write_file(running: Running, mark: str) -> dict[str, Any]:
    file = files.keep(
        name=f"{mark}.csv", content_type="text/csv", write=lambda s: s.write(b"a,b\n"), by=running.by,
        job_id=running.job_id,
    )  # fmt: skip
    return {"file": str(file.pk)}


def register() -> None:
    """Once a process: the tests import this module, and so does the worker they start."""
    for name, work in (
        ("tests.mark", mark_work), ("tests.slow", slow_the_first_time), ("tests.fail", fail),
        ("tests.refuse", refuse), ("tests.switch_off", switch_person_off), ("tests.talk", talkative),
        ("tests.file", write_file), ("tests.speak", speak),
    ):  # fmt: skip
        if find_kind(name) is None:
            job_kind(name, title="Sample", notes={"half": "Half of it"})(work)
    if find_kind("tests.spin") is None:
        job_kind("tests.spin", title="Sample")(spin)
        job_kind("tests.house_spin", purpose="maintenance", title="Sample")(spin)
        job_kind("tests.spin_shortly", title="Sample", limit_seconds=SHORTLY_SECONDS)(spin)
    if find_kind("tests.statistics") is None:
        job_kind("tests.statistics", purpose="statistics", title="Sample")(mark_work)


register()
