"""pg_dump into the second place and back again: what was written is read to its end, and its rows are counted."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO

from pyrage import x25519

from carisecure.backup import envelope, source
from carisecure.backup.envelope import Run, Sealed, Writable
from carisecure.backup.source import Source

# The quickest of each; whoever reads it back needs to know nothing of it.
COMPRESSIONS = ("zstd:1", "lz4:1", "gzip:1")
_AT_ONCE = 1 << 20
_END = b"\n\\.\n"


class DumpFailed(Exception):
    """pg_dump or pg_restore says no. The message holds their first line."""


@lru_cache(maxsize=1)
def compression() -> str:
    """The first that this pg_dump was built with: asked of itself, with an address where nobody is."""
    for kind in COMPRESSIONS[:-1]:
        asked = [source.program("pg_dump"), "--format=custom", f"--compress={kind}", "--host=/nowhere", "--no-password"]
        said = subprocess.run(
            asked, capture_output=True, text=True, check=False, env={"PATH": os.environ.get("PATH", "")}
        )
        if "does not support compression" not in said.stderr:
            return kind
    return COMPRESSIONS[-1]


def write(of: Source, snapshot: str, to: Writable, run: Run) -> Sealed:
    """Everything in the database as the snapshot holds it, sealed. Raises DumpFailed, and what writing raises."""
    command = [
        source.program("pg_dump"), "--format=custom", f"--compress={compression()}", f"--snapshot={snapshot}",
        "--no-password", "--lock-wait-timeout=60s",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=of.environment(), cwd="/") as dump:
            assert dump.stdout is not None  # noqa: S101  (asked for above)
            try:
                sealed = run.seal(dump.stdout, to)
            except BaseException:
                dump.kill()
                raise
        if dump.returncode:
            raise DumpFailed(f"pg_dump failed: {_first_line(said)}")
    return sealed


def rows_in(path: Path, identity: x25519.Identity) -> dict[str, int]:
    """How many rows of each table are in a dump as it lies there, by quoted name.

    Every byte of it is read, opened and unpacked. Raises Unreadable, DumpFailed.
    """
    command = [source.program("pg_restore"), "--data-only", "--file=-"]
    with path.open("rb") as sealed, tempfile.TemporaryFile() as said:
        forget_cached(sealed)
        with (
            envelope.opened(sealed, [identity]) as clear,
            subprocess.Popen(
                command, stdin=clear, stdout=subprocess.PIPE, stderr=said, env={"LC_ALL": "C"}, cwd="/"
            ) as restore,
        ):
            assert restore.stdout is not None  # noqa: S101  (asked for above)
            found = dict(_counted(restore.stdout))
            restore.wait()
        if restore.returncode:
            raise DumpFailed(f"What pg_dump wrote cannot be read back: {_first_line(said)}")
    return found


def _counted(stream: IO[bytes]) -> Iterator[tuple[str, int]]:
    """(table, rows) of each block of COPY in a stream of SQL, without looking at single rows."""
    held, at = b"", 0
    table, rows = "", 0
    while part := stream.read(_AT_ONCE):
        held, at = held[at:] + part, 0
        while True:
            if not table:
                end = held.find(b"\n", at)
                if end < 0:
                    break
                line = held[at:end]
                if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;"):
                    table, rows = _name_in(line), -1
                    at = end  # the line's own end may be that of an empty block
                else:
                    at = end + 1
                continue
            end = held.find(_END, at)
            if end < 0:
                upto = max(at, len(held) - len(_END) + 1)
                rows += held.count(b"\n", at, upto)
                at = upto
                break
            rows += held.count(b"\n", at, end + 1)
            yield table, rows
            table, at = "", end + len(_END)


def _name_in(line: bytes) -> str:
    """`COPY public.cases_case (id, ...) FROM stdin;`"""
    return line.removeprefix(b"COPY ").partition(b" (")[0].decode()


def forget_cached(stream: IO[bytes]) -> None:
    """What is read next comes from the disk, where the operating system can be told so."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _first_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read(4000).decode(errors="replace").strip().splitlines()
    return lines[0] if lines else "it gives no reason."
