"""A base: the whole data folder as it is, from which the log leads to any moment after it.

    base/<moment>/complete.json   written last: server, timeline, positions in the log, size and digest, for whom
    base/<moment>/data.age        pg_basebackup's own tar, with the log between its beginning and its end
    keys/<moment>-base.age        the keys that open what is sealed in it
    wal/<server>/<segment>.gz.age the log (`wal.py`)

Taken while people work. Nothing in `complete.json` is about anybody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

from carisecure.access.vault.keyring import keyring
from carisecure.backup import envelope, registry, release, segments, tar, vouching
from carisecure.backup.envelope import Run, Sealed, Unreadable
from carisecure.backup.kept import ABOUT, MOMENT
from carisecure.backup.place import BASE, FORMAT, KEYS, WAL, NoPlace, Place
from carisecure.backup.receiving import CannotReceive, Log
from carisecure.backup.segments import Segment
from carisecure.backup.shares import is_recipient
from carisecure.backup.shipping import SUFFIX
from carisecure.backup.source import program

DATA = "data.age"
# How many stay. With one a week: every moment of the last one or two weeks.
KEPT = 2
EVERY = dt.timedelta(days=7)


class CannotTakeBase(Exception):
    """No base was made, and nothing is left of the attempt; the message says why."""


@dataclass(frozen=True)
class Base:
    """What `complete.json` says: moments in UTC, positions in the log, sizes in bytes."""

    format: int
    stamp: str
    release: str
    recipient: str
    keys: str
    identifier: int
    timeline: int
    start: str
    end: str
    ended_at: str
    segment_bytes: int
    files: int
    data_bytes: int
    size: int
    sha256: str
    database: str
    major: int
    code: str = ""

    def vouched_for(self, keys: Mapping[int, bytes]) -> Base:
        return replace(self, code=vouching.code(keys, self._said()))

    def is_of_house(self, keys: Mapping[int, bytes]) -> bool:
        return vouching.is_of_house(keys, self._said(), self.code)

    def _said(self) -> str:
        return json.dumps(asdict(replace(self, code="")), sort_keys=True)

    @property
    def name(self) -> str:
        return f"{BASE}/{self.stamp}"

    @property
    def log(self) -> str:
        """The folder of the second place with the log that leads on from it."""
        return f"{WAL}/{self.identifier}"

    @property
    def first(self) -> Segment:
        """The first segment of the log that it needs."""
        return Segment(segments.position(self.start) // self.segment_bytes, self.timeline, self.segment_bytes)

    @property
    def last(self) -> Segment:
        """The last segment that it holds itself, whole: the server begins a new one when a base is ready."""
        return Segment((segments.position(self.end) - 1) // self.segment_bytes, self.timeline, self.segment_bytes)

    @property
    def reached(self) -> dt.datetime:
        """The earliest moment that it leads to."""
        return dt.datetime.fromisoformat(self.ended_at)


def run() -> Run:
    """For one base, or for one receiver of the log. Raises NoPlace."""
    if not is_recipient(settings.BACKUP_RECIPIENT):
        raise NoPlace(
            "BACKUP_RECIPIENT is not set, or is no line that begins with age1: manage.py backup_keys makes it."
        )
    return Run(settings.BACKUP_RECIPIENT)


def take_if_due(place: Place, log: Log, *, say: Callable[[str], None]) -> None:
    """One a week, with the first backup of it. Raises what `take` raises."""
    there = listed(place)
    if not there or timezone.now() - there[-1].reached >= EVERY:
        take(place, log, run(), say=say)


def take(place: Place, log: Log, sealing: Run, *, say: Callable[[str], None] = lambda line: None) -> Base:
    """Take a base, read it back, and take away those that are superseded, with the log that only they needed.

    Raises CannotTakeBase and NoPlace; whatever goes wrong, the bases that were there are untouched.
    """
    place.demand(sealing.recipient)
    with place.held(BASE), place.in_words():
        for left in place.clear_unfinished(BASE):
            say(f"Taken away: {left}, which an earlier run did not finish.")
        stamp = timezone.now().astimezone(dt.UTC).strftime(MOMENT)
        if stamp in place.names(BASE):
            raise NoPlace("A base of this very second is there already. Ask again.")
        keys = f"{KEYS}/{stamp}-base.age"
        try:
            with place.making(f"{BASE}/{stamp}") as folder:
                write_keys(place, sealing, keys, stamp)
                named = {"stamp": stamp, "release": release.here(), "keys": keys, "database": log.source.name}
                made = _take(Place(folder), log, sealing, named).vouched_for(keyring().keys)
                with Place(folder).writing(ABOUT) as about:
                    about.write(json.dumps(asdict(made), indent=1, sort_keys=True).encode("ascii"))
        except BaseException as fault:
            place.remove(keys)
            if isinstance(fault, CannotReceive | tar.NotWhole | Unreadable):
                raise CannotTakeBase(f"No base was made: {fault}") from fault
            raise
        _tidy(place, say)
    say(
        f"Base {made.stamp} is whole: {made.files:,} files, {made.size:,} bytes sealed. From "
        f"{timezone.localtime(made.reached):%Y-%m-%d %H:%M:%S} on the house can be brought back to any moment."
    )
    return made


def write_keys(place: Place, run: Run, name: str, stamp: str) -> None:
    """The keys of the house, and what it has chosen, in a file of their own, read back."""
    said = {"format": FORMAT, "stamp": stamp, "secrets": registry.secrets(), "settings": registry.plain_settings()}
    data = json.dumps(said).encode()
    with place.writing(name) as target:
        run.seal(io.BytesIO(data), target)
    with place.path(name).open("rb") as stream:
        if envelope.read_all(stream, [run.identity]) != data:
            raise Unreadable(f"{name} is not what was written")


def write_keys_once(place: Place, run: Run) -> None:
    """The keys with which the log is vouched for from now on, unless those very ones are there. Raises NoPlace."""
    place.demand(run.recipient)
    marks = json.dumps(registry.fingerprints(), sort_keys=True).encode()
    name = f"{KEYS}/wal-{hashlib.sha256(marks).hexdigest()[:16]}.age"
    with place.in_words():
        if not place.path(name).exists():
            write_keys(place, run, name, timezone.now().astimezone(dt.UTC).strftime(MOMENT))


def _take(folder: Place, log: Log, run: Run, named: Mapping[str, str]) -> Base:
    with log.connected() as cursor:
        # For as long as this session lives the server keeps the log that the base will need at its end.
        cursor.execute("select pg_create_physical_replication_slot('carisecure_base_' || pg_backend_pid(), true, true)")
        with folder.writing(DATA) as target:
            sealed = _send(log, lambda stream: run.seal(stream, target))
        cursor.execute(
            "select clock_timestamp(), pg_size_bytes(current_setting('wal_segment_size')),"
            " current_setting('server_version_num')::int / 10000"
        )
        ((ended_at, size, major),) = cursor.fetchall()
    with folder.path(DATA).open("rb") as stream, envelope.opened(stream, [run.identity]) as content:
        contents = tar.read(content)
    return Base(
        format=FORMAT, recipient=run.recipient, identifier=contents.identifier, timeline=contents.timeline,
        start=contents.start, end=contents.end, ended_at=ended_at.astimezone(dt.UTC).isoformat(),
        segment_bytes=int(size), files=contents.files, data_bytes=contents.bytes, size=sealed.size,
        sha256=sealed.sha256, major=int(major), **named,
    )  # fmt: skip


def _send(log: Log, take: Callable[[IO[bytes]], Sealed]) -> Sealed:
    """Run pg_basebackup and hand over what it sends. Raises CannotReceive with its words where it failed."""
    command = [program("pg_basebackup"), "--pgdata=-", "--format=tar", "--wal-method=fetch", "--no-password"]
    command += ["--checkpoint=fast", "--manifest-checksums=SHA256", "--compress=client-gzip:1", "--label=carisecure"]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=log.environment()) as sending,
    ):
        assert sending.stdout is not None  # noqa: S101
        try:
            taken = take(sending.stdout)
        except BaseException:
            sending.kill()
            raise
        if sending.wait():
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise CannotReceive(lines[-1] if lines else f"pg_basebackup ended with {sending.returncode}.")
    return taken


def listed(place: Place) -> list[Base]:
    """The bases that are whole by their own word, oldest first. Raises NoPlace."""
    with place.in_words():
        found = [_about(place, stamp) for stamp in place.names(BASE)]
    return [base for base in found if base is not None]


def _about(place: Place, stamp: str) -> Base | None:
    try:
        said: dict[str, Any] = json.loads((place.path(BASE) / stamp / ABOUT).read_text(encoding="ascii"))
        return Base(**said) if said["format"] <= FORMAT else None
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return None


def _tidy(place: Place, say: Callable[[str], None]) -> None:
    """Only after a base that is whole: take away older ones and what of the log none needs any more."""
    bases = listed(place)
    kept, gone = bases[-KEPT:], bases[:-KEPT]
    for base in gone:
        place.remove(base.name)
        place.remove(base.keys)
        say(f"Taken away: the base of {base.stamp}, which newer ones supersede.")
    for name in place.names(KEYS):
        path = place.path(KEYS) / name
        if name.startswith("wal-") and kept and path.stat().st_mtime < kept[0].reached.timestamp():
            place.remove(f"{KEYS}/{name}")
    for server in place.names(WAL):
        own = [base for base in kept if str(base.identifier) == server]
        for name in without_use(place.names(f"{WAL}/{server}"), own):
            place.remove(f"{WAL}/{server}/{name}")


def without_use(names: Iterable[str], bases: Iterable[Base]) -> list[str]:
    """Which files of a server's log none of its bases needs. Where it has none, one may be on its way: nothing."""
    first = min((base.first for base in bases), default=None)
    if first is None:
        return []
    found = ((name, segments.segment(name.removesuffix(SUFFIX), first.bytes)) for name in names)
    return [name for name, one in found if one is not None and one.number < first.number]


def part(place: Place, base: Base) -> Path:
    return place.path(base.name) / DATA
