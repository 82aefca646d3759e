"""One backup: the house as it was at one moment, sealed, at the second place, read back. Whole, or none at all."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import psycopg2
from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import transaction
from django.utils import timezone

from carisecure.access import session
from carisecure.access.vault.keyring import CannotOpen, read_keys
from carisecure.audit import anchors, ledger
from carisecure.audit.record import record
from carisecure.audit.verification import verify
from carisecure.backup import (
    dump,
    endings_kept,
    envelope,
    kept,
    manifest,
    registry,
    release,
    retention,
    snapshot,
    stores,
)
from carisecure.backup.envelope import Run, Sealed
from carisecure.backup.kept import ANCHORS, DATABASE, FILE_LIST, MANIFEST, MOMENT, Kept
from carisecure.backup.manifest import Manifest
from carisecure.backup.place import BACKUPS, FORMAT, KEYS, PART, NoPlace, Place
from carisecure.backup.shares import is_recipient
from carisecure.backup.snapshot import Snapshot
from carisecure.backup.source import NoSource, Source
from carisecure.backup.stores import Copied, Copying
from carisecure.backup.tables import TableState
from carisecure.operating import pulses

# About how many of the newest lines of the access log are checked with every backup; the nightly check walks them all.
LINES_CHECKED = 5_000


class NotKept(Exception):
    """What was written is not what was meant to be. Nothing of this run is kept. The message says why."""


@dataclass
class Making:
    """A run under way. `parts`: what was written so far, by name."""

    place: Place
    source: Source
    run: Run
    stamp: str
    folder: Path
    parts: dict[str, Sealed] = field(default_factory=dict)

    def seal(self, name: str, data: bytes) -> None:
        self.write(name, lambda stream: self.run.seal(io.BytesIO(data), stream))

    def write(self, name: str, work: Callable[[IO[bytes]], Sealed]) -> None:
        with self.place.in_words(), self._at(name).writing(Path(name).name) as stream:
            self.parts[name] = work(stream)

    def _at(self, name: str) -> Place:
        return Place(self.place.path(name).parent) if "/" in name else Place(self.folder)

    def read_back(self, name: str) -> bytes:
        """A small part, as it lies there. Raises Unreadable."""
        with (self._at(name).root / Path(name).name).open("rb") as stream:
            dump.forget_cached(stream)
            return envelope.read_all(stream, [self.run.identity])


def back_up(place: Place, source: Source, *, say: Callable[[str], None] = lambda line: None) -> Kept:
    """Make one, and take away those that no rule keeps. Raises NoPlace, NoSource, NotKept and what its rooms raise."""
    began = time.monotonic()
    if not is_recipient(settings.BACKUP_RECIPIENT):
        raise NoPlace("BACKUP_RECIPIENT is not set, or is none: manage.py backup_keys makes it.")
    place.demand(settings.BACKUP_RECIPIENT)
    with place.held(BACKUPS), place.in_words():
        _clear(place, say)
        try:
            made = _make(place, source, say)
        except (psycopg2.Error, DatabaseFault) as fault:
            raise NoSource(
                f"The database did not answer to the end ({type(fault).__name__}). Nothing of this run was kept; what "
                "was there before is as it was. Run it again when the database is back."
            ) from fault
        _tidy(place, say)
    _tell(place, made, say)
    say(_summary(made, time.monotonic() - began))
    return made


def _clear(place: Place, say: Callable[[str], None]) -> None:
    """What a run that was killed left: its folder, and the keys that had their name already."""
    for left in place.clear_unfinished(BACKUPS):
        for name in (f"{left.removesuffix(PART)}.age", f"{left.removesuffix(PART)}.age{PART}"):
            place.remove(f"{KEYS}/{name}")
        say(f"Taken away: {left}, which an earlier run did not finish.")
    if place.shares_disk_with(Path(settings.FILES_ROOT)):
        say(f"The second place {place.root} is on the disk of the house's own files: it is lost together with them.")


def _make(place: Place, source: Source, say: Callable[[str], None]) -> Kept:
    stamp = _free_moment(place)
    copying = Copying(place, timezone.now().timestamp(), number=timezone.now().toordinal())
    copying.run()
    keys_name = f"{KEYS}/{stamp}.age"
    try:
        with place.making(f"{BACKUPS}/{stamp}") as folder:
            making = Making(place, source, Run(settings.BACKUP_RECIPIENT), stamp, folder)
            with snapshot.taken(source) as moment:
                said = _write(making, moment, copying, keys_name)
                _read_back(making, moment, said, keys_name)
            _complete(making, said, keys_name)
    except BaseException:
        with suppress(OSError):
            place.remove(keys_name)
        raise
    for name in copying.strangers[:10]:
        say(f"Not copied: {name} below FILES_ROOT is no file that the house has sealed.")
    for fault in said.ledger["faults"]:
        say(f"The access log does not fit its seals: {fault}. The backup was kept as it is; manage.py verify_ledger.")
    return kept.kept(place, stamp)


def _free_moment(place: Place) -> str:
    """Now, or the next second that has no backup."""
    moment, taken = timezone.now().astimezone(dt.UTC), place.names(BACKUPS)
    while (stamp := moment.strftime(MOMENT)) in taken:
        moment += dt.timedelta(seconds=1)
    return stamp


def _write(making: Making, moment: Snapshot, copying: Copying, keys_name: str) -> Manifest:
    """Everything but the last word. While pg_dump writes, the digests are made of the same moment."""
    secrets = {"format": FORMAT, "stamp": making.stamp, "secrets": registry.secrets()}
    making.seal(keys_name, json.dumps(secrets).encode())
    with ThreadPoolExecutor(1) as beside:
        states = beside.submit(moment.states)
        making.write(DATABASE, lambda stream: dump.write(making.source, moment.name, stream, making.run))
        tables = states.result()
    moment.demand_not_empty(tables)
    copying.run()
    copying.finish()
    making.seal(FILE_LIST, _list_of(copying.found))
    path = anchors.file()
    making.seal(ANCHORS, path.read_bytes() if path and path.exists() else b"")
    said = _manifest(making, moment, tables, copying)
    making.seal(MANIFEST, said.vouched_for(read_keys(settings.VAULT_KEYS)))
    return said


def _manifest(making: Making, moment: Snapshot, tables: dict[str, TableState], copying: Copying) -> Manifest:
    files = list(copying.found.values())
    return Manifest(
        stamp=making.stamp,
        release=release.here(),
        server=moment.server(),
        migrations=moment.migrations(),
        tables=tables,
        seal=moment.seal(),
        fingerprints=registry.fingerprints(),
        parts={name: asdict(part) for name, part in making.parts.items()},
        files={"count": len(files), "bytes": sum(one.size for one in files), "strangers": len(copying.strangers)},
        settings=registry.plain_settings(),
        ledger=_ledger(),
    )


def _ledger() -> dict[str, Any]:
    """The newest seals and all anchors, as the application sees them. Faults are told, and keep nobody from copying."""
    first, lines = 1, 0
    for seal in ledger.last_seals(100):
        first, lines = seal.number, lines + seal.count
        if lines > LINES_CHECKED:
            break
    try:
        verdict = verify(anchors.kept_in_file(), first=first)
    except (OSError, ValueError) as fault:
        return {"from": first, "lines": 0, "anchors": 0, "faults": [f"the anchors cannot be read ({fault})"]}
    faults = [f"{one.fault} seal={one.seal} line={one.entry}" for one in verdict.problems]
    return {"from": first, "lines": verdict.lines, "anchors": verdict.anchors, "faults": faults}


def _list_of(files: dict[str, Copied]) -> bytes:
    """A line a file: digest, bytes, path."""
    lines = "".join(f"{one.sha256} {one.size} {name}\n" for name, one in sorted(files.items()))
    return gzip.compress(lines.encode("ascii"), mtime=0)


def files_of(data: bytes) -> list[Copied]:
    """What `files.age` holds, once it is open. Raises ValueError."""
    found = []
    for line in gzip.decompress(data).decode("ascii").splitlines():
        sha256, size, path = line.split(" ", 2)
        found.append(Copied(path, int(size), sha256))
    return found


def _read_back(making: Making, moment: Snapshot, said: Manifest, keys_name: str) -> None:
    """Everything, from the place, with the one identity that this run has. Raises NotKept."""
    try:
        keys = json.loads(making.read_back(keys_name))["secrets"]
        ring = read_keys(keys["VAULT_KEYS"])
        if registry.fingerprints_of(keys) != said.fingerprints:
            raise NotKept("The keys that were written are not those that are here.")
        moment.demand_opened(ring)
        found = manifest.read(making.read_back(MANIFEST))
        manifest.demand_vouched_for(found, ring)
        if replace(found, code={}) != said:
            raise NotKept("The manifest that was written is not the one that was meant.")
        for name in (FILE_LIST, ANCHORS):
            making.read_back(name)
        _compare_rows(said.tables, dump.rows_in(making.folder / DATABASE, making.run.identity))
    except CannotOpen as fault:
        raise NotKept(f"The keys that are here do not open what is in the database: {fault}.") from fault
    except envelope.Unreadable as fault:
        raise NotKept(
            "What was written to the second place does not read back as it was written: its disk or the way there is "
            "not to be trusted."
        ) from fault


def _compare_rows(tables: Any, found: dict[str, int]) -> None:
    wrong = [name for name, state in tables.items() if found.get(name, 0) != state.rows]
    if wrong or set(found) - set(tables):
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        name = (wrong or sorted(set(found) - set(tables)))[0]
        raise NotKept(
            f"The dump holds {found.get(name, 0):,} rows of {name}{more}, and the database "
            f"{tables[name].rows if name in tables else 0:,}."
        )


def _complete(making: Making, said: Manifest, keys_name: str) -> None:
    parts = {name: {"size": part.size, "sha256": part.sha256} for name, part in making.parts.items()}
    about = {
        "format": FORMAT,
        "stamp": making.stamp,
        "release": said.release,
        "postgresql": said.server["version"],
        "seal": said.seal["number"] if said.seal else 0,
        "recipient": making.run.recipient,
        "keys": keys_name,
        "parts": parts,
        "tables": len(said.tables),
        "rows": said.rows,
        "files": {"count": said.files["count"], "bytes": said.files["bytes"]},
    }
    with Place(making.folder).writing(kept.ABOUT) as stream:
        stream.write(json.dumps(about, indent=1, sort_keys=True).encode())


def _tidy(place: Place, say: Callable[[str], None]) -> None:
    """Only after a backup that is whole: take away what is superseded, the keys that go with it, and old files."""
    here = kept.listed(place)
    gone = retention.superseded(here)
    for one in gone:
        place.remove(f"{BACKUPS}/{one.stamp}")
        place.remove(one.keys)
        say(f"Taken away: the backup of {one.stamp}, which no rule keeps any longer.")
    left = [one for one in here if one not in gone]
    if not kept.unreadable(place):  # a backup that cannot be read may still need them
        stores.remove_unneeded(place, left[0].at.timestamp())
    if old := endings_kept.remove_unneeded(place):
        say(f"Taken away: {len(old):,} lists of endings, older than everything that could be gone back to.")


def _tell(place: Place, made: Kept, say: Callable[[str], None]) -> None:
    """A line of the access log: the whole house was copied. The backup is kept whether or not it can be written."""
    detail = {"backup": made.stamp, "seal": made.about["seal"], "bytes": made.size}
    try:
        with transaction.atomic():
            session.enter(None, purpose="maintenance")
            record("backup.kept", detail=detail)
    except DatabaseFault:
        say("The backup is kept, and the access log could not be told so.")
    room = shutil.disk_usage(place.root)
    pulses.beat_if_possible("backup", detail | {"free_bytes": room.free, "total_bytes": room.total})


def _summary(made: Kept, seconds: float) -> str:
    about = made.about
    return (
        f"Backup {made.stamp} is whole: {about['tables']} tables, {about['rows']:,} rows, {about['files']['count']:,} "
        f"files, {made.size:,} bytes, up to seal {about['seal']}; {seconds:.0f} seconds."
    )
