"""pg_restore, out of a sealed dump: several processes of it at once where the dump can lie somewhere for that time.

They cannot share a pipe. So it lies open in memory while it is loaded, or, where it is large, in a file without a name
on the disk of the house's files, which is gone with the process. Where neither can be, it runs through a pipe.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import IO

from psycopg2.extensions import make_dsn, parse_dsn

from carisecure.backup.target import CannotRestore

Pour = Callable[[IO[bytes]], object]

IN_MEMORY = 256 << 20  # bytes
# What stays free on the disk besides it: the files of the house come there as well.
SPARE = 1 << 30
JOBS = max(2, min(4, os.cpu_count() or 1))
# Of these connections alone. What is committed is on the disk when the database gets its name, which waits for it.
OPTIONS = "-c synchronous_commit=off -c maintenance_work_mem=256MB"


@dataclass(frozen=True)
class Dump:
    """`pour` writes it open into what it is given, and raises where it is not what was sealed. `size`: in bytes, open.

    `beside`: a folder on a disk where it may lie for a while.
    """

    pour: Pour
    size: int
    beside: Path


def load(address: str, program: str, dump: Dump) -> None:
    """All of it into that empty database, or an error: then what is there is of no use. Raises CannotRestore."""
    where = parse_dsn(address)
    password = {"PGPASSWORD": where.pop("password")} if "password" in where else {}
    command = [program, "--exit-on-error", "--no-password", f"--dbname={make_dsn(**where)}"]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGOPTIONS": OPTIONS, **password}
    with ExitStack() as lying:
        file = _poured(dump, lying)
        if file is None:
            _through_a_pipe(command, environment, dump.pour)
        else:
            # Each process opens it anew, so that each reads at a place of its own.
            command += [f"--jobs={JOBS}", f"/proc/self/fd/{file.fileno()}"]
            with _running(command, environment, stdin=subprocess.DEVNULL, pass_fds=[file.fileno()]) as child:
                _demand_done(child)


def _poured(dump: Dump, lying: ExitStack) -> IO[bytes] | None:
    """The whole dump in a file; None where there is no place for one, or no longer."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        file = lying.enter_context(_somewhere(dump))
        dump.pour(file)
        file.flush()
    except OSError:  # no room, or a file system that knows no such files
        lying.close()
        return None
    return file


def _somewhere(dump: Dump) -> IO[bytes]:
    if dump.size <= IN_MEMORY:
        return os.fdopen(os.memfd_create("dump"), "w+b")
    dump.beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(dump.beside).free < dump.size + SPARE:
        raise OSError("no room")
    return tempfile.TemporaryFile(dir=dump.beside)


def _through_a_pipe(command: Sequence[str], environment: dict[str, str], pour: Pour) -> None:
    with _running(command, environment, stdin=subprocess.PIPE) as child:
        assert child.stdin is not None  # noqa: S101  (asked for above)
        with suppress(BrokenPipeError), child.stdin as pipe:  # it has ended, and says why below
            pour(pipe)
        _demand_done(child)


@contextmanager
def _running(
    command: Sequence[str], environment: dict[str, str], *, stdin: int, pass_fds: Sequence[int] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """In a session of its own: whatever goes wrong here, all of its processes end."""
    child = subprocess.Popen(
        list(command), stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment,
        pass_fds=pass_fds, start_new_session=True,
    )  # fmt: skip
    try:
        yield child
    finally:
        if child.poll() is None:
            os.killpg(child.pid, SIGKILL)
        child.wait()


def _demand_done(child: subprocess.Popen[bytes]) -> None:
    said = child.stderr.read().decode(errors="replace") if child.stderr else ""
    if child.wait():
        raise CannotRestore(_why(said))


def _why(said: str) -> str:
    """The first line of an error, which names an object and holds no row."""
    if "No space left on device" in said:
        return "The disk of the new server is full. Nothing of it was kept; make room and begin again."
    first = next((line for line in said.splitlines() if "error:" in line), "")
    return f"The database could not be loaded: {first[:200] or 'pg_restore ended without a word'}."
