"""The browser for the browser tests: `python -m tests.find_browser` prints its path, installing one where it can.

Never "no browser, so no browser tests": a page that nobody has opened counts as broken. The same engine without the
windows that nobody sees is taken first: a fresh profile costs the whole browser a second (docs/decisions/test-time.md).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SHELL, WHOLE = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")  # as Debian puts them


class NoBrowser(Exception):
    """Nothing was found and nothing could be installed; the message says what to do."""


def find_browser() -> str:
    named = os.environ.get("BROWSER_PATH")
    if named:
        if not os.access(named, os.X_OK):
            raise NoBrowser(f"BROWSER_PATH={named} is not a program.")
        return named
    found = _debian(SHELL) or _playwrights_shell() or _debian(WHOLE) or _playwrights() or _installed()
    if not found:
        raise NoBrowser("No browser for the browser tests: install chromium, or name one in BROWSER_PATH.")
    return found


def _debian(program: Path) -> str | None:
    return str(program) if os.access(program, os.X_OK) else None


def _playwrights_shell() -> str | None:
    """Playwright keeps it beside the browser that it names (chromium-1200/..., chromium_headless_shell-1200/...)."""
    with sync_playwright() as playwright:
        whole = Path(playwright.chromium.executable_path)
    folder = next((parent for parent in whole.parents if parent.name.startswith("chromium-")), None)
    if folder is None:
        return None
    beside = folder.with_name(folder.name.replace("chromium-", "chromium_headless_shell-"))
    shells = (*beside.glob("*/chrome-headless-shell"), *beside.glob("*/headless_shell"))
    return next((str(shell) for shell in shells if os.access(shell, os.X_OK)), None)


def _playwrights() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.access(path, os.X_OK) else None


def _installed() -> str | None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _try("apt-get", "update", "-q")
        for program in (SHELL, WHOLE):
            _try("apt-get", "install", "-q", "-y", "--no-install-recommends", program.name)
            if found := _debian(program):
                return found
    _try(sys.executable, "-m", "playwright", "install", "chromium")
    return _playwrights_shell() or _playwrights()


def _try(*argv: str) -> None:
    """What it says goes to standard error: standard output is the path alone."""
    print(f"Running {' '.join(argv)} ...", file=sys.stderr, flush=True)
    subprocess.run(argv, check=False, stdout=sys.stderr, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


if __name__ == "__main__":
    try:
        print(find_browser())
    except NoBrowser as error:
        sys.exit(str(error))
