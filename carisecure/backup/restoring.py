"""Out of a backup, a house: loaded beside whatever is there, proved, settled, and only then put in its place.

The order matters. Roles come first and their rights last, or the application is given a right on every table and
sequence that the dump makes. Digests are compared before anything is written into what was loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlencode

from carisecure import libpq
from carisecure.audit import anchors
from carisecure.audit.restores import Loss, sentence
from carisecure.backup import endings_kept, envelope, loading, source, tables, target
from carisecure.backup.endings import Batch
from carisecure.backup.kept import DATABASE
from carisecure.backup.loading import Dump
from carisecure.backup.opening import Opened
from carisecure.backup.place import FILES, NoPlace
from carisecure.backup.tables import TableState
from carisecure.backup.target import CannotRestore, Target

ROOT = Path(__file__).resolve().parents[2]
OWNER = "carisecure_owner"
CONNECTIONS = 2  # that compare tables at once
TOLD = 5


@dataclass(frozen=True)
class Order:
    """Where to, and who answers for it. `people`: two user names; None in a drill. `anchor_file`: the one outside.

    `despite`: go on with a house that had faults when it was backed up.
    """

    target: Target
    files_root: Path
    anchor_file: Path | None
    people: tuple[str, str] | None
    say: Callable[[str], None] = print
    despite: bool = False


@dataclass(frozen=True)
class Restored:
    """`before`: what the database that was there is called now. `settled`: what `settling` returned."""

    before: str
    seconds: float
    settled: Mapping[str, Any]

    @property
    def losses(self) -> list[str]:
        return losses_in_words(self.settled)


def losses_in_words(settled: Mapping[str, Any]) -> list[str]:
    """In the language that is on: which anchors this restore and earlier ones have lost."""
    return [sentence(Loss(seal, at, tuple(lost), None, None)) for seal, at, lost in settled["losses"]]


def restore(backup: Opened, order: Order) -> Restored:
    """Raises CannotRestore and what the rooms below raise; then everything is as it was."""
    began = time.monotonic()
    target.check(order.target)
    with ExitStack() as undo:
        undo.enter_context(target.loading(order.target))
        # It reads the house's code while the database is loaded, and asks nothing before it is told what to settle.
        settling = undo.enter_context(_started(["settle_restored"], _environment(backup, order)))
        _load(backup, order)
        placed = _put_files(backup, order)
        undo.push(lambda kind, *_: _take_away(placed) if kind else None)
        written = _put_anchors(backup, order)
        undo.push(lambda kind, *_: written.unlink(missing_ok=True) if kind and written else None)
        order.say("Proving and settling it ...")
        settled = _settle(backup, order, settling)
        before = target.take_place(order.target, backup.kept.stamp)
    if order.people is not None:
        _go_on_telling(backup, order, settled)
    return Restored(before, time.monotonic() - began, settled)


def _load(backup: Opened, order: Order) -> None:
    order.say(f"Loading the backup of {backup.kept.stamp} ({backup.manifest.rows:,} rows) ...")
    target.make_roles(order.target)

    def pour(stream: IO[bytes]) -> None:
        with backup.kept.part(DATABASE).open("rb") as sealed:
            envelope.unseal(sealed, stream, [backup.identity])

    size = int(backup.manifest.parts[DATABASE]["clear_size"])
    dump = Dump(pour, size, order.files_root)
    loading.load(order.target.of(order.target.loading), source.program("pg_restore"), dump)
    order.say("Comparing each table with what was backed up ...")
    if unlike := tables.differences(dict(backup.manifest.tables), _states(order.target)):
        raise CannotRestore(f"What was loaded is not what was backed up: {' '.join(unlike[:TOLD])}")
    target.give_rights(order.target)
    if backup.is_older:
        order.say("Migrating it to this release ...")
        _run(["migrate", "--noinput", "--verbosity=0"], _environment(backup, order, role=OWNER))


def _states(of: Target) -> dict[str, TableState]:
    """Of every table, the largest first; each connection takes the next one that is left."""
    with of.asking(of.loading) as cursor:
        left = deque(tables.names(cursor))

    def ask(_number: int) -> dict[str, TableState]:
        found: dict[str, TableState] = {}
        with of.asking(of.loading) as cursor:
            tables.set_up(cursor)
            while True:
                try:
                    name = left.popleft()
                except IndexError:
                    return found
                found[name] = tables.state(cursor, name)

    with ThreadPoolExecutor(CONNECTIONS) as beside:
        return {name: state for part in beside.map(ask, range(CONNECTIONS)) for name, state in part.items()}


def _go_on_telling(backup: Opened, order: Order, settled: Mapping[str, Any]) -> None:
    """The list of endings goes on from the seal that the restore went back to."""
    try:
        endings_kept.put(
            backup.kept.place, str(backup.kept.about["recipient"]),
            Batch(settled["seal"], settled["seal"], settled["root"], ()),
        )  # fmt: skip
    except NoPlace as fault:
        order.say(f"{fault} The list of endings begins anew when the house can write there.")


# --- Files and anchors ------------------------------------------------------------------------------------------------
def _put_files(backup: Opened, order: Order) -> list[Path]:
    """Each file that is not there already, compared with its digest. What was put; nothing is left where it fails."""
    if backup.files:
        order.say(f"Copying {len(backup.files):,} files ...")
    placed: list[Path] = []
    try:
        for file in backup.files:
            to = order.files_root / file.path
            if not to.exists():
                _copy(backup.kept.place.path(f"{FILES}/{file.path}"), to)
                placed.append(to)
            if _sha256(to) != file.sha256:
                raise CannotRestore(f"The file {file.path} is not the one that was backed up.")
    except BaseException as fault:
        _take_away(placed)
        if isinstance(fault, OSError):
            raise CannotRestore(f"The files could not be copied: {fault.strerror}.") from fault
        raise
    return placed


def _copy(source_: Path, to: Path) -> None:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = to.with_suffix(".part")
    try:
        with (
            source_.open("rb") as lying,
            open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as new,
        ):
            shutil.copyfileobj(lying, new, 1 << 20)
            new.flush()
            os.fsync(new.fileno())
        part.rename(to)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _take_away(placed: Sequence[Path]) -> None:
    for path in placed:
        path.unlink(missing_ok=True)


def _put_anchors(backup: Opened, order: Order) -> Path | None:
    """Where the file outside is lost too, it is made anew: the backup's, and the seals that the list of endings knows.

    Returns what was made. Raises CannotRestore where another house's anchors lie there.
    """
    path = order.anchor_file
    if path is None:
        return None
    if path.exists():
        known = backup.anchors.split(b"\n")
        if path.read_bytes().split(b"\n")[: len(known) - 1] != known[:-1]:
            raise CannotRestore(
                f"The anchors in {path} are not those of this house: the backup's do not stand in them."
            )
        return None
    lines = [backup.anchors.decode("ascii")]
    newest = int((backup.manifest.seal or {"number": 0})["number"])
    later = [one for one in backup.endings if one.batch.until > newest and one.name > backup.kept.stamp]
    lines += [f"{one.batch.until} {one.batch.root} {one.name.split('-')[0]}\n" for one in later]
    anchors.kept("".join(lines))  # raises for a line that is none
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="ascii")
    return path


# --- With the keys of the house, in a process of its own --------------------------------------------------------------
def _settle(backup: Opened, order: Order, settling: subprocess.Popen[str]) -> dict[str, Any]:
    asked = {
        "backup": backup.kept.stamp,
        "people": order.people,
        "despite": order.despite,
        "endings": [[listed.name, asdict(listed.batch)] for listed in backup.endings],
    }
    found: dict[str, Any] = json.loads(_said(settling, json.dumps(asked)))
    return found


def _run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    with _started(command, environment) as child:
        _said(child)


@contextmanager
def _started(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """One of our own commands, which ends with the block at the latest."""
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *command], env=dict(environment), cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with child:
        try:
            yield child
        finally:
            child.kill()


def _said(child: subprocess.Popen[str], asked: str = "") -> str:
    """What it prints once it is told what to do. Raises CannotRestore with its own last words."""
    said, faults = child.communicate(asked)
    if child.returncode:
        lines = [line for line in faults.strip().splitlines() if line.strip()]
        raise CannotRestore(lines[-1].removeprefix("CommandError: ") if lines else "It ended without a word.")
    return said


def _environment(backup: Opened, order: Order, *, role: str = "") -> dict[str, str]:
    """What the house had chosen, its keys, and this server. Nothing of a drill reaches a mailbox."""
    given = {
        name: value
        for name, value in libpq.without(os.environ, but_sign_in=True).items()
        if name.removesuffix("_FILE") not in backup.secrets
    }
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "BACKUP_DATABASE_URL", "BACKUP_DATABASE_URL_FILE"):
        given.pop(name, None)
    address = order.target.of(order.target.loading)
    if role:
        address += ("&" if "?" in address else "?") + urlencode({"options": f"-crole={role}"}, quote_via=quote)
    found = {
        **backup.manifest.settings, **given, **backup.secrets,
        "DATABASE_URL": address, "FILES_ROOT": str(order.files_root), "DEMO": "0",
        "LEDGER_ANCHOR_FILE": str(order.anchor_file or ""),
    }  # fmt: skip
    if found.get("DJANGO_SETTINGS_MODULE") == "carisecure.settings.restoring":
        found["DJANGO_SETTINGS_MODULE"] = "carisecure.settings.base"
    if not found.get("REDIS_URL") and not found.get("REDIS_URL_FILE"):
        found["REDIS_URL"] = "memory://"
    if order.people is None:
        found |= {"LEDGER_ANCHOR_EMAIL": ""}
    return found
