"""A real browser for the sink: everything it asks for must come from this machine, and nothing may go wrong unseen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.find_browser import find_browser

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]  # fmt: skip


# What a page is to show, it shows at once; how long that takes on a machine with other work is no fault of the page.
expect.set_options(timeout=30_000)


@dataclass
class Watched:
    """What went wrong while pages were open: console errors, refused addresses, answers of 400 and more."""

    home: str
    troubles: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", lambda said: self._note(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", self._asked)

    def _note(self, text: str) -> None:
        self.troubles.append(text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self._note(f"foreign request: {request.url}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a module: what one of them leaves behind goes with its context."""
    # Playwright's loop runs in this thread, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def browser_context(
    chromium: Browser, home: str, cookies: dict[str, str], **options: object
) -> Iterator[tuple[BrowserContext, Watched]]:
    """A fresh profile that carries these cookies; `options` go to Playwright (viewport, color_scheme, ...)."""
    context = chromium.new_context(base_url=home, **options)  # type: ignore[arg-type]
    context.add_cookies([{"name": name, "value": value, "url": home} for name, value in cookies.items()])
    watched = Watched(home)
    context.on("page", watched.watch)
    try:
        yield context, watched
    finally:
        context.close()
