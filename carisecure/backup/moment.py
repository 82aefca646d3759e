"""Back to a moment: a base unpacked into an empty folder, and the log replayed up to there.

The server that replays listens on a private socket alone, and with settings of its own: those of the house it came
from name addresses and files that are not here.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGINT

import psycopg2
from pyrage import x25519

from carisecure.backup import base as bases
from carisecure.backup import envelope, segments, tar, vouching
from carisecure.backup.base import Base
from carisecure.backup.envelope import Unreadable
from carisecure.backup.place import Place
from carisecure.backup.segments import Row, Segment
from carisecure.backup.shipping import SUFFIX
from carisecure.embedded import children, places, postgres

PATIENCE_SECONDS = 6 * 3600.0
SAID = "said.log"
_ENDED_BEFORE = "recovery ended before configured recovery target was reached"


class CannotRecover(Exception):
    """The moment was not reached and the folder is empty again; the message says why and what to do."""


@dataclass(frozen=True)
class Opening:
    """What opens the second place, and the house's wrapping keys by number, which vouch for what lies there."""

    identity: x25519.Identity = field(repr=False)
    keys: Mapping[int, bytes] = field(repr=False)


@dataclass
class Recovered:
    """A running server in which it is that moment again. `reached`: the last commit that it holds."""

    server: postgres.Postgres
    reached: datetime | None
    said: list[str] = field(default_factory=list)

    def superuser(self, database: str) -> str:
        return self.server.address(postgres.SUPERUSER, database)


def choose(known: Sequence[Base], moment: datetime | None) -> Base:
    """The newest base from which the moment can be reached. Raises CannotRecover where there is none."""
    if not known:
        raise CannotRecover("The second place holds no base: manage.py backup --base makes one.")
    if moment is None:
        return known[-1]
    fitting = [base for base in known if base.reached <= moment]
    if not fitting:
        raise CannotRecover(
            f"The first moment that can be reached is {known[0].reached:%Y-%m-%d %H:%M:%S} UTC, when the oldest base "
            f"was ready; {moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC is before it."
        )
    return fitting[-1]


@contextmanager
def recovered(
    place: Place,
    base: Base,
    opening: Opening,
    *,
    data: Path,
    programs: Path,
    moment: datetime | None = None,
    also: Sequence[Path] = (),
) -> Iterator[Recovered]:
    """A server on the empty folder `data`, in which it is that moment again; stopped, and the folder kept, at the end.

    `moment` None: the last that is known. `also`: folders with the log in clear, if the dead server's `pg_wal` or the
    receiver's spool can still be read: they know more than the second place. `programs`: where PostgreSQL's own are.
    Whatever goes wrong, inside the block too, the folder is empty again. Raises CannotRecover, NoPlace.
    """
    if data.exists() and any(data.iterdir()):
        raise CannotRecover(f"{data} is not empty: a server is only ever brought back into an empty folder.")
    account = places.server_account()
    places.own_folder(data, account)
    scratch = places.temporary_folder(account)
    # On the disk of the data: the log since a base can be as large.
    staged = Path(tempfile.mkdtemp(prefix=".log-", dir=data.parent))
    try:
        with place.in_words():
            row = _unpack(place, base, opening, LogThere(place, base, opening, also), data, staged)
        if moment is None and row.missing is not None:
            raise CannotRecover(_gap(row.missing))
        _hand_over([data, staged], account)
        server = postgres.Postgres(programs=programs, data=data, sockets=scratch, account=account, durable=True)
        with _running(server, scratch, staged, row, moment) as back:
            yield back
    except BaseException:
        _empty(data)
        raise
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        shutil.rmtree(scratch, ignore_errors=True)


class LogThere:
    """The log at the second place, and what lies in clear elsewhere."""

    def __init__(self, place: Place, base: Base, opening: Opening, also: Sequence[Path]) -> None:
        self.place, self.base, self.folder, self.opening = place, base, base.log, opening
        self.clear = {
            path.name: path
            for folder in also
            for path in folder.rglob("*")
            if path.is_file() and (segments.segment(path.name, base.segment_bytes) or segments.is_history(path.name))
        }

    def names(self) -> set[str]:
        return {name.removesuffix(SUFFIX) for name in self.place.names(self.folder)} | set(self.clear)

    def bring(self, name: str, target: Path) -> None:
        """Raises CannotRecover where the file at the second place is not what was written there."""
        sealed = self.place.path(f"{self.folder}/{name}{SUFFIX}")
        # Of an open segment the one that lay beside the server is the newer.
        if name in self.clear and (name.endswith(segments.PARTIAL) or not sealed.exists()):
            shutil.copyfile(self.clear[name], target)
            return
        packed = target.with_name("packed")
        try:
            with sealed.open("rb") as stream, envelope.opened(stream, [self.opening.identity]) as content:
                said = content.readline(200).decode("ascii", "replace").strip()
                with packed.open("wb") as out:
                    shutil.copyfileobj(content, out, 1 << 20)
            with packed.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            piece = vouching.of_piece(self.base.identifier, name, sha256)
            if not vouching.is_of_house(self.opening.keys, piece, said):
                raise CannotRecover(f"{sealed.name} at the second place was not written by this house.")
            with gzip.open(packed) as content, target.open("wb") as out:
                shutil.copyfileobj(content, out, 1 << 20)
        except (Unreadable, EOFError, gzip.BadGzipFile) as fault:
            raise CannotRecover(f"{sealed.name} at the second place was cut or altered.") from fault
        finally:
            packed.unlink(missing_ok=True)


def _unpack(place: Place, base: Base, opening: Opening, log: LogThere, data: Path, staged: Path) -> Row:
    """The base into the data folder, and the log that follows it beside it."""
    if not base.is_of_house(opening.keys):
        raise CannotRecover(f"The base of {base.stamp} was not made by this house: somebody else has sealed it.")
    names = log.names()
    histories = {}
    for name in filter(segments.is_history, names):
        log.bring(name, staged / name)
        histories[int(name[:8], 16)] = (staged / name).read_text(encoding="ascii")
    row = segments.row(names, histories, base.last)
    try:
        with bases.part(place, base).open("rb") as stream, envelope.opened(stream, [opening.identity]) as content:
            tar.read(content, data)
    except (tar.NotWhole, Unreadable, FileNotFoundError) as fault:
        raise CannotRecover(f"The base of {base.stamp} is not whole: {fault}.") from fault
    for name in row.names:
        log.bring(name, staged / name.removesuffix(segments.PARTIAL))
    (data / "recovery.signal").touch(mode=0o600)
    return row


def _hand_over(folders: Sequence[Path], account: places.Account | None) -> None:
    if account is None:
        return
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


@contextmanager
def _running(
    server: postgres.Postgres, scratch: Path, staged: Path, row: Row, moment: datetime | None
) -> Iterator[Recovered]:
    said: list[str] = []
    settings = _settings(scratch, staged, row)
    until = {} if moment is None else {"recovery_target_time": moment.astimezone(UTC).isoformat(" ")}
    child = _start(server, scratch, {**settings, **until})
    try:
        if not _is_back(server, child) and until and _ENDED_BEFORE in _said(scratch):
            if row.missing is not None:
                raise CannotRecover(_gap(row.missing))
            said.append(TOO_LATE)
            child = _start(server, scratch, settings)
            _is_back(server, child)
        if child.poll() is not None:
            raise CannotRecover(f"The server could not go back: {_last_fault(_said(scratch))}")
        yield Recovered(server, _reached(server), said)
    finally:
        children.end(child, SIGINT, grace=120.0)


TOO_LATE = "The moment is later than anything that is known: this is the last that is."


def _gap(missing: Segment) -> str:
    return (
        f"The log has a gap: the segment {missing.name} is missing, and nothing behind it can be reached. A moment "
        "before that segment was written can be: restore --to MOMENT."
    )


def _settings(scratch: Path, staged: Path, row: Row) -> dict[str, str]:
    """Nothing of the house's own settings counts here, and nobody but the superuser on this socket gets in."""
    (scratch / "empty.conf").touch()
    (scratch / "hba.conf").write_text("local all all trust\n", encoding="ascii")
    _hand_over([scratch / "empty.conf", scratch / "hba.conf"], places.server_account())
    log = shlex.quote(str(staged)).replace("%", "%%")
    return {
        "config_file": str(scratch / "empty.conf"),
        "hba_file": str(scratch / "hba.conf"),
        "restore_command": f'cp {log}/%f "%p"',
        "recovery_target_timeline": str(row.timeline),
        "recovery_target_action": "promote",
        "hot_standby": "off",
        "archive_mode": "off",
        "ssl": "off",
        "shared_preload_libraries": "",
        "synchronous_standby_names": "",
        "logging_collector": "off",
        "log_destination": "stderr",
        "lc_messages": "C",
    }


def _start(server: postgres.Postgres, scratch: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (scratch / SAID).open("wb") as said:
        return children.spawn(
            [*server.command, *options], env=postgres.ENVIRONMENT, account=server.account, last_signal=SIGINT,
            output=said.fileno(), cwd="/",
        )  # fmt: skip


def _is_back(server: postgres.Postgres, child: subprocess.Popen[bytes]) -> bool:
    """Wait until it is through with the log and lets somebody in; False where it has ended instead."""
    until = time.monotonic() + PATIENCE_SECONDS
    while child.poll() is None and time.monotonic() < until:
        try:
            psycopg2.connect(server.address(postgres.SUPERUSER, "postgres"), connect_timeout=5).close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _reached(server: postgres.Postgres) -> datetime | None:
    address = server.address(postgres.SUPERUSER, "postgres")
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute("select pg_last_xact_replay_timestamp()")
        found: list[tuple[datetime | None]] = cursor.fetchall()
    return found[0][0]


def _said(scratch: Path) -> str:
    return (scratch / SAID).read_text(encoding="utf-8", errors="replace")


def _last_fault(said: str) -> str:
    faults = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line]
    return faults[-1].partition("FATAL:")[2].strip() or faults[-1] if faults else "it ended without a word."


def _empty(data: Path) -> None:
    for path in data.iterdir() if data.is_dir() else ():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
