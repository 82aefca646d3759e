"""A program out of Debian's packages (Ubuntu's too), unpacked in a folder: nothing is installed, nobody has to be root.

apt works out which packages the machine lacks, fetches them and checks their signatures; dpkg-deb unpacks them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 90  # seconds for each step; without a network apt gives up sooner
_NO_WAITING = ("-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::https::Timeout=10")
# "Inst liblzf1 (3.6-3 ...)"; with "[1.2]" behind the name it is there already, and another version would only do harm.
_NEW = re.compile(r"^Inst (\S+) \(", re.MULTILINE)


@dataclass(frozen=True)
class Unpacked:
    program: Path
    library_path: str


def unpacked(names: Sequence[str], folder: Path) -> Unpacked | None:
    """The first of these packages' programs, unpacked in the folder before or now; None where that is not to be had."""
    for name in names:
        if (found := _found(name, folder)) is not None:
            return found
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return None
    print("Fetching Redis from this machine's package sources ...", file=sys.stderr, flush=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as working:
        for lists in (_the_machines, _our_own):
            options = lists(Path(working))
            for name in names:
                if _unpack(name, options, Path(working) / name, folder):
                    return _found(name, folder)
    return None


def _found(name: str, folder: Path) -> Unpacked | None:
    program = folder / "usr" / "bin" / name
    if not program.exists():
        return None
    libraries = sorted({str(library.parent) for library in folder.rglob("lib*.so*")})
    return Unpacked(program, ":".join(libraries))


def _the_machines(working: Path) -> list[str]:
    return []


def _our_own(working: Path) -> list[str]:
    """Fresh lists of packages, read by nobody else: a container has none, and those of a machine may be old."""
    for part in ("lists/partial", "archives/partial"):
        (working / part).mkdir(parents=True)
    options = ["-o", f"Dir::State::lists={working / 'lists'}", "-o", f"Dir::Cache={working}"]
    _apt(*options, "update")
    return options


def _unpack(name: str, options: Sequence[str], working: Path, folder: Path) -> bool:
    said = _apt(*options, "--simulate", "--no-install-recommends", "install", name)
    missing = _NEW.findall(said or "")
    if name not in missing:
        return False
    working.mkdir(exist_ok=True)
    if _apt(*options, "download", *missing, cwd=working) is None:
        return False
    content = working / "content"
    for package in sorted(working.glob("*.deb")):
        if _run("dpkg-deb", "--extract", str(package), str(content)) is None:
            return False
    try:
        content.rename(folder)  # at once, so that another start never sees half of it
    except OSError:
        return folder.exists()  # another start was first
    return True


def _apt(*argv: str, cwd: Path | None = None) -> str | None:
    return _run("apt-get", *_NO_WAITING, "-q", *argv, cwd=cwd)


def _run(*argv: str, cwd: Path | None = None) -> str | None:
    """What the command says, or None where it fails: then there is another way."""
    try:
        done = subprocess.run(
            argv, cwd=cwd, env={**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, check=False, timeout=_PATIENCE,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
