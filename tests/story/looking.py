"""A browser that is fed pages made beforehand, and looks at each in both themes and at both widths."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Request

from tests.story.driver import AXE, AXE_RULES, NARROW, OF_LOOKS, OPEN_ALL, STANDARDS, TOO_WIDE, WIDE
from tests.story.every_page import Made

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Shelf(ThreadingHTTPServer):
    """Serves the page that lies on it now, the files of the house, and what pages ask for by themselves."""

    daemon_threads = True

    def __init__(self, asked_later: dict[str, Made]) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.now: Made | None = None
        self.asked_later = asked_later
        self.home = f"http://localhost:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Shelf
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/static/"):
            self._file(path.removeprefix("/static/"))
        elif self.headers.get("Sec-Fetch-Dest") == "document" and self.server.now:
            self._send(self.server.now.status, self.server.now.headers, self.server.now.body)
        elif made := self.server.asked_later.get(path):
            self._send(made.status, made.headers, made.body)
        else:
            self._send(204, {}, b"")

    do_POST = do_GET  # noqa: N815  (the name that the base class looks for)

    def _file(self, name: str) -> None:
        found = finders.find(name)
        if not found:
            self._send(404, {}, b"")
            return
        file = Path(str(found))
        kind = TYPES.get(file.suffix, "application/octet-stream")
        self._send(200, {"Content-Type": kind, "Cache-Control": "max-age=600"}, file.read_bytes())

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (as in the base class)
        return


@contextmanager
def shelf(made: list[Made]) -> Iterator[Shelf]:
    """What is no page (the state of the desk, a draft, a fragment) is there for the pages that ask for it."""
    server = Shelf({one.path: one for one in made if not one.is_page and one.body})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Looker:
    """Opens pages one after the other. `wrong` names the page, the theme and the fault."""

    def __init__(self, browser: Browser, shelf: Shelf) -> None:
        self.wrong: list[str] = []
        self.looked_at = 0
        self.shelf = shelf
        context = browser.new_context(base_url=shelf.home, viewport=WIDE, reduced_motion="reduce", color_scheme="light")  # type: ignore[arg-type]
        context.add_init_script(AXE_SCRIPT)
        self.page: Page = context.new_page()
        self.page.on("console", lambda said: self._note(f"console: {said.text}") if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._note(f"script: {error}"))
        self.page.on("request", self._asked)
        folder = os.environ.get("SCREENSHOTS")
        self.pictures = Path(folder) if folder else None

    def _note(self, fault: str) -> None:
        # The browser says on the console that a page came with 404 or 422, which is what was asked for.
        made = self.shelf.now
        if made and not (made.status >= 400 and f"the server responded with a status of {made.status}" in fault):
            self.wrong.append(f"{made.name}: {fault}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.shelf.home, "data:", "blob:")):
            self._note(f"foreign request: {request.url}")

    def look(self, made: Made) -> None:
        """Light and wide with every rule; then dark and narrow, where only looks can differ.

        A form with its errors differs little from the same form without, so it is looked at once, dark and narrow.
        """
        self.shelf.now = made
        self.looked_at += 1
        if made.status == 422:
            self._show(NARROW, "dark")
            self.page.goto(made.path)
        else:
            self._show(WIDE, "light")
            self.page.goto(made.path)
            self._picture("wide")
            self.page.evaluate(OPEN_ALL)
            self._found("light", self.page.evaluate(AXE, STANDARDS))
            self._show(NARROW, "dark")
        self._found("dark", self.page.evaluate(*((AXE, STANDARDS) if made.status == 422 else (AXE_RULES, OF_LOOKS))))
        self._found("360 px", [self.page.evaluate(TOO_WIDE)])
        self._picture("narrow")

    def _show(self, size: dict[str, int], theme: Literal["light", "dark"]) -> None:
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme=theme)

    def _found(self, where: str, faults: list[str]) -> None:
        made = self.shelf.now
        self.wrong += [f"{made.name if made else ''}, {where}: {fault}" for fault in faults if fault]

    def _picture(self, size: str) -> None:
        if self.pictures and self.shelf.now:
            name = re.sub(r"[^a-z0-9]+", "-", self.shelf.now.name.lower()).strip("-")
            self.page.screenshot(path=self.pictures / f"{name}-{size}.png", full_page=True)
