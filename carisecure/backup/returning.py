"""Out of a base, the log and two shares, the house as it was at a moment: in an empty data folder, proved and settled.

What `restoring` does with a backup in a running server, this does with a whole server: it holds the roles, rights and
passwords of its moment, and becomes the house's own when it is started on that folder. See docs/decisions/backup.md.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2
from django.utils import timezone

from carisecure import history, libpq
from carisecure.access.vault.keyring import read_keys
from carisecure.backup import base as bases
from carisecure.backup import envelope, moment, opening, registry, release, restoring, scratch, shares
from carisecure.backup.base import Base
from carisecure.backup.envelope import Unreadable
from carisecure.backup.moment import CannotRecover, Opening
from carisecure.backup.place import FILES, KEYS, Place
from carisecure.embedded import places

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Wish:
    """`moment` None: the last that is known. `data`: the empty folder; None in a drill, which throws its own away.

    `people`: the user names of the two who answer for it; None in a drill. `also`: what can still be read of the dead
    server's log. `anchor_file`: the one outside.
    """

    moment: datetime | None
    data: Path | None
    people: tuple[str, str] | None
    files_root: Path
    anchor_file: Path | None
    also: Sequence[Path] = ()
    say: Callable[[str], None] = print


@dataclass(frozen=True)
class Returned:
    """`reached`: the last commit that is there. `settled`: what `settling` returned. `secrets`: the house's keys."""

    base: Base
    reached: datetime | None
    seconds: float
    settled: Mapping[str, Any]
    secrets: Mapping[str, str]
    data: Path | None

    def lines(self) -> list[str]:
        """What is told to whoever restored."""
        ended = ", ".join(f"{kind} {count}" for kind, count in self.settled["ended_again"].items()) or "nothing"
        reached = f"{timezone.localtime(self.reached):%Y-%m-%d %H:%M:%S}" if self.reached else "the base itself"
        after = "It was thrown away again."
        if self.data is not None:
            after = (
                f"Set the superuser's password, start the server on {self.data}, and take a new base: backup --base."
            )
        return [
            f"The last that is there was written at {reached}.",
            f"Ended again, because it was ended after that: {ended}.",
            *restoring.losses_in_words(self.settled),
            f"Brought back in {self.seconds:,.0f} seconds: {self.settled['lines']:,} lines of the access log, whole; "
            f"{self.settled['can_sign_in']} of {self.settled['people']} people can sign in. {after}",
        ]


def read_moment(text: str) -> datetime | None:
    """As typed: "2026-11-30 14:05" at the house's time, or with a zone of its own. None for "latest"."""
    if text == "latest":
        return None
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        raise CannotRecover(f"{text!r} is no moment. Write it as 2026-11-30 14:05, or: latest.") from None
    return typed if typed.tzinfo else timezone.make_aware(typed)


def bring_back(place: Place, typed: Sequence[str], wish: Wish) -> Returned:
    """Raises CannotRecover, WrongShares, NoPlace; then the folder is empty again and nothing else was touched."""
    began, drill = time.monotonic(), wish.data is None
    base = moment.choose(bases.listed(place), wish.moment)
    identity = shares.demanded(typed, base.recipient)
    kept = _keys(place, base, identity)
    keys = read_keys(kept["secrets"]["VAULT_KEYS"]).keys
    for name, mark in registry.fingerprints_of(kept["secrets"]).items():
        wish.say(f"The {name} of what lies there is {mark}: compare it with the sheet.")
    wish.say(f"From the base of {base.stamp}, {base.data_bytes:,} bytes, and the log after it ...")
    with ExitStack() as thrown_away:
        if wish.data is None:
            wish = thrown_away.enter_context(_drill(wish))
        assert wish.data is not None  # noqa: S101
        programs = scratch.programs(places.server_account(), base.major, exactly=True)
        opened = Opening(identity, keys)
        with moment.recovered(
            place, base, opened, data=wish.data, programs=programs, moment=wish.moment, also=wish.also
        ) as found:
            for line in found.said:
                wish.say(line)
            _demand_release(base, found.superuser(base.database))
            placed = _put_files(place, wish.files_root)
            try:
                if base.release != release.here():
                    wish.say("Migrating it to this release ...")
                    as_owner = f"{found.superuser(base.database)}&{urlencode({'options': '-crole=carisecure_owner'})}"
                    _run(["migrate", "--noinput", "--verbosity=0"], _environment(kept, as_owner, wish))
                wish.say("Proving and settling it ...")
                settled = _settle(place, identity, kept, found.superuser(base.database), wish)
            except BaseException:
                for path in placed:
                    path.unlink(missing_ok=True)
                raise
            reached = found.reached
    return Returned(base, reached, time.monotonic() - began, settled, kept["secrets"], None if drill else wish.data)


def _demand_release(base: Base, address: str) -> None:
    """Raises CannotRecover for a house whose migrations are not all here: this release would damage it."""
    with closing(psycopg2.connect(address)) as signed_in, signed_in.cursor() as cursor:
        others = history.found_by(cursor)
    if others:
        raise CannotRecover(
            f"What is there was made by a newer release (the base by {base.release}): it knows the migration"
            f" {others[0]}, which is not here. Bring it back with that release."
        )


@contextmanager
def _drill(wish: Wish) -> Iterator[Wish]:
    """The same into folders that are thrown away; the anchors outside are only read."""
    data = places.temporary_folder(places.server_account())
    try:
        with tempfile.TemporaryDirectory(prefix="carisecure-drill-") as folder:
            anchor_file = Path(folder) / "anchors.txt"
            if wish.anchor_file is not None and wish.anchor_file.exists():
                shutil.copyfile(wish.anchor_file, anchor_file)
            yield replace(wish, data=data, files_root=Path(folder) / "files", anchor_file=anchor_file)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _keys(place: Place, base: Base, identity: Any) -> dict[str, Any]:
    """The newest keys that lie there, with every older wrapping key that the base may still need."""
    read = []
    for name in place.names(KEYS):
        try:
            with place.path(f"{KEYS}/{name}").open("rb") as stream:
                read.append(json.loads(envelope.read_all(stream, [identity])))
        except (Unreadable, ValueError):
            if f"{KEYS}/{name}" == base.keys:
                raise CannotRecover(
                    f"The keys of the base of {base.stamp} were altered, or sealed for others."
                ) from None
    own = [one for one in read if one["stamp"] >= base.stamp]
    if not own:
        raise CannotRecover(f"The keys of the base of {base.stamp} are not there.")
    newest: dict[str, Any] = max(own, key=lambda one: str(one["stamp"]))
    wrapping: dict[str, str] = {}
    for one in sorted(own, key=lambda one: str(one["stamp"])):
        pairs = (pair.partition(":") for pair in one["secrets"]["VAULT_KEYS"].split(","))
        wrapping |= {number.strip(): key.strip() for number, _, key in pairs}
    secrets = newest["secrets"] | {"VAULT_KEYS": ",".join(f"{n}:{wrapping[n]}" for n in sorted(wrapping, key=int))}
    return newest | {"secrets": secrets}


def _put_files(place: Place, root: Path) -> list[Path]:
    """Every file that lies there and not here; a row without its file is told by the house itself."""
    placed = []
    store = place.path(FILES)
    for path in sorted(store.rglob("*")) if store.is_dir() else ():
        to = root / path.relative_to(store)
        if path.is_file() and path.parent != store and path.suffix != ".part" and not to.exists():
            to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = to.with_suffix(".part")
            shutil.copyfile(path, part)
            part.chmod(0o600)
            part.rename(to)
            placed.append(to)
    return placed


def _settle(place: Place, identity: Any, kept: Mapping[str, Any], address: str, wish: Wish) -> dict[str, Any]:
    """By the same command as after a restore from a backup, in a process that has the house's keys."""
    listed = opening.endings_there(place, identity)
    asked = {
        "backup": f"{timezone.now() if wish.moment is None else wish.moment:%Y%m%dT%H%M%SZ}",
        "people": wish.people,
        "endings": [[one.name, asdict(one.batch)] for one in listed],
    }
    said = _run(["settle_restored"], _environment(kept, address, wish), json.dumps(asked, default=str))
    found: dict[str, Any] = json.loads(said)
    return found


def _run(command: Sequence[str], environment: Mapping[str, str], asked: str = "") -> str:
    """Raises CannotRecover with the command's own last words."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command], env=dict(environment), cwd=ROOT, input=asked,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        lines = [line for line in done.stderr.strip().splitlines() if line.strip()]
        raise CannotRecover(lines[-1].removeprefix("CommandError: ") if lines else "It could not be proved.")
    return done.stdout


def _environment(kept: Mapping[str, Any], address: str, wish: Wish) -> dict[str, str]:
    secrets: Mapping[str, str] = kept["secrets"]
    hidden = {*secrets, "DATABASE_URL", "BACKUP_DATABASE_URL"}
    given = {
        name: value
        for name, value in libpq.without(os.environ, but_sign_in=True).items()
        if name.removesuffix("_FILE") not in hidden
    }
    found = {
        **kept["settings"], **given, **secrets, "DATABASE_URL": address, "FILES_ROOT": str(wish.files_root),
        "LEDGER_ANCHOR_FILE": str(wish.anchor_file or ""), "DEMO": "0",
    }  # fmt: skip
    if found.get("DJANGO_SETTINGS_MODULE") == "carisecure.settings.restoring":
        found["DJANGO_SETTINGS_MODULE"] = "carisecure.settings.base"
    found.setdefault("REDIS_URL", "memory://")
    return found
