"""A real browser for the sink: everything it asks for must come from this machine, and nothing may go wrong unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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


class Standing:
    """One browser for all the tests of a process: to start and end one takes two seconds of processor time.

    Playwright's loop runs in the thread of the tests, and while it is the running one Django takes all for asynchronous
    code, and another loop cannot start. So it is that only while a test has the browser.
    """

    def __init__(self) -> None:
        with ExitStack() as held:
            playwright = held.enter_context(sync_playwright())
            self._loop = asyncio.get_running_loop()
            self.browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
            self._held = held.pop_all()
        asyncio._set_running_loop(None)

    @contextmanager
    def in_use(self) -> Iterator[Browser]:
        asyncio._set_running_loop(self._loop)
        try:
            yield self.browser
            for context in self.browser.contexts:
                context.close()
        finally:
            asyncio._set_running_loop(None)

    def stop(self) -> None:
        asyncio._set_running_loop(self._loop)
        self._held.close()
        asyncio._set_running_loop(None)


_STANDING = pytest.StashKey[Standing]()


def standing(request: pytest.FixtureRequest) -> Standing:
    stash = request.config.stash
    if _STANDING not in stash or not stash[_STANDING].browser.is_connected():
        stash[_STANDING] = Standing()
        request.session.addfinalizer(stash[_STANDING].stop)
    return stash[_STANDING]


@pytest.fixture
def chromium(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """The browser of this process: what one test leaves behind goes with its contexts."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with standing(request).in_use() as browser:
        yield browser


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
