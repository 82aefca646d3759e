"""The browser for the browser tests: `python -m tests.find_browser` prints its path, installing one where it can.

Never "no browser, so no browser tests": a page that nobody has opened counts as broken.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

DEBIAN = Path("/usr/bin/chromium")


class NoBrowser(Exception):
    """Nothing was found and nothing could be installed; the message says what to do."""


def find_browser() -> str:
    named = os.environ.get("BROWSER_PATH")
    if named:
        if not os.access(named, os.X_OK):
            raise NoBrowser(f"BROWSER_PATH={named} is not a program.")
        return named
    found = _debian() or _playwrights() or _installed()
    if not found:
        raise NoBrowser("No browser for the browser tests: install chromium, or name one in BROWSER_PATH.")
    return found


def _debian() -> str | None:
    return str(DEBIAN) if os.access(DEBIAN, os.X_OK) else None


def _playwrights() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.access(path, os.X_OK) else None


def _installed() -> str | None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _try("apt-get", "update", "-q")
        _try("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium")
        if found := _debian():
            return found
    _try(sys.executable, "-m", "playwright", "install", "chromium")
    return _playwrights()


def _try(*argv: str) -> None:
    """What it says goes to standard error: standard output is the path alone."""
    print(f"Running {' '.join(argv)} ...", file=sys.stderr, flush=True)
    subprocess.run(argv, check=False, stdout=sys.stderr, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


if __name__ == "__main__":
    try:
        print(find_browser())
    except NoBrowser as error:
        sys.exit(str(error))
