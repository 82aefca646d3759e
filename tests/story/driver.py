"""One person with one browser: opens pages, presses buttons, and looks at every new page in the same strict way.

Looked at once for each person and kind of page (an address with its ids left out): axe in both themes, nothing wider
than a telephone, nothing said on the console, nothing asked of anybody else, and the weight of a first visit.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
HEAVIEST = 150_000  # bytes, compressed, of a first visit (design 9)
NOT_HERE = "Not here, or not shared with you. Ask the person who sent it."

# Without a selector for each element that it looked at: a fault is named by its HTML.
AXE = """async (standards) => {
  const found = await axe.run({runOnly: standards, resultTypes: ["violations"], selectors: false});
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`));
}"""
# What another theme or another width can change; the rest of the rules look at the structure, which stays.
OF_LOOKS = ["color-contrast", "link-in-text-block", "target-size"]
AXE_RULES = AXE.replace("runOnly: standards", 'runOnly: {type: "rule", values: standards}')
# What is folded away is looked at too.
OPEN_ALL = """() => {
  const shut = [...document.querySelectorAll('details:not([open])')];
  for (const one of shut) { one.open = true; one.dataset.wasShut = '1'; }
  return shut.length;
}"""
# What was fetched for the page, as it came over the line; the page itself is weighed apart.
_FETCHED = "performance.getEntriesByType('resource').map((one) => [one.name, one.encodedBodySize])"
TOO_WIDE = """() => {
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over <= 0) return "";
  const wide = [...document.querySelectorAll("main *, header *, footer *")]
    .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)[0];
  return `${over} px too wide${wide ? ": " + wide.outerHTML.slice(0, 120) : ""}`;
}"""


def kind_of(url: str) -> str:
    """The address without what differs from case to case."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "*", urlsplit(url).path)


@dataclass
class Findings:
    """What everybody together has found wrong, and what was looked at."""

    wrong: list[str] = field(default_factory=list)
    looked_at: set[tuple[str, str]] = field(default_factory=set)
    weights: dict[str, int] = field(default_factory=dict)
    pictures: Path | None = field(default_factory=lambda: _folder("SCREENSHOTS"))

    def add(self, where: str, faults: list[str]) -> None:
        self.wrong += [f"{where}: {fault}" for fault in faults]


def _folder(name: str) -> Path | None:
    folder = os.environ.get(name)
    return Path(folder) if folder else None


class Visitor:
    """Somebody at a desk. Every method that leads to another page looks at that page."""

    def __init__(self, browser: Browser, home: str, who: str, findings: Findings) -> None:
        self.who, self.home, self.findings = who, home, findings
        self.context: BrowserContext = browser.new_context(base_url=home, viewport=WIDE, reduced_motion="reduce")  # type: ignore[arg-type]
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.cut = False
        self.expected_status = 200
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._wrong(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    # What the browser reports while nobody is looking.
    def _wrong(self, text: str) -> None:
        self.findings.add(f"{self.who} {kind_of(self.page.url)}", [text])

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self.cut and self.expected_status == 200:
            self._wrong(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self._wrong(f"foreign request: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left lets go of what it was still asking for.
        if not self.cut and request.failure != "net::ERR_ABORTED":
            self._wrong(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status != self.expected_status:
            self._wrong(f"{response.status}: {response.url}")

    # Going about.
    def go(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def follow(self, name: str, inside: str = "main") -> None:
        """Follow the first link of that name."""
        link = self.page.locator(inside).get_by_role("link", name=name).first
        with self.page.expect_navigation():
            link.click()
        self.look()

    def press(self, name: str, inside: str = "main") -> None:
        """Press a button that leads to another page."""
        button = self.page.locator(inside).get_by_role("button", name=name, exact=True).first
        with self.page.expect_navigation():
            button.click()
        self.look()

    def press_here(self, name: str, then: str) -> None:
        """Press a button whose answer comes into this page; `then` is a text of that answer."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        self.has(then)
        self.look(f"{kind_of(self.page.url)} {then}")

    def has(self, text: str, inside: str = "main") -> None:
        expect(self.page.locator(inside).first).to_contain_text(text)

    def has_not(self, text: str, inside: str = "body") -> None:
        expect(self.page.locator(inside).first).not_to_contain_text(text)

    def fill(self, **values: str) -> None:
        """By the name of the field: text is typed, a choice is chosen, a box or a circle is ticked."""
        for name, value in values.items():
            self._fill(self.page.locator(f'main [name="{name}"]'), name, value)

    def _fill(self, fields: Locator, name: str, value: str) -> None:
        first = fields.first
        tag, kind = first.evaluate("one => [one.tagName, one.type]")
        if kind in ("radio", "checkbox"):
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif tag == "SELECT":
            first.select_option(value)
        else:
            first.fill(value)

    def is_not_here(self, path: str) -> None:
        """The one answer to what is hidden and to what does not exist."""
        with self.expecting(404):
            answer = self.page.goto(path)
            assert answer is not None
            assert answer.status == 404, f"{self.who} {path}: {answer.status}"
            self.has(NOT_HERE, "body")
            self.look()

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        self.expected_status = status
        yield
        self.page.wait_for_timeout(50)  # the console speaks a moment later
        self.expected_status = 200

    @contextmanager
    def line_cut(self) -> Iterator[None]:
        self.cut = True
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)
        self.cut = False

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    # Looking.
    def look(self, name: str = "") -> None:
        """Once for each kind of page, or once for each name given to what it shows now."""
        kind = name or ("not-here" if self.expected_status == 404 else kind_of(self.page.url))
        if (self.who, kind) in self.findings.looked_at:
            return
        self.findings.looked_at.add((self.who, kind))
        where = f"{self.who} {kind}"
        self.page.wait_for_load_state("load")
        self._weigh(where)
        self._picture(kind, "wide")
        shut = self.page.evaluate(OPEN_ALL)
        self._ask_axe(where)
        self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        too_wide = self._too_wide()
        if shut:
            self.page.evaluate(
                "for (const one of document.querySelectorAll('[data-was-shut]'))"
                " { one.open = false; delete one.dataset.wasShut; }"
            )
        self._picture(kind, "narrow")
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        self.findings.add(where, [too_wide] if too_wide else [])

    def _too_wide(self) -> str:
        """What sticks out; a chart hears of its new width a moment later."""
        for _moment in range(5):
            found = str(self.page.evaluate(TOO_WIDE))
            if not found:
                break
            self.page.wait_for_timeout(100)
        return found

    def _ask_axe(self, where: str) -> None:
        self.page.evaluate(AXE_SCRIPT)
        self.page.emulate_media(color_scheme="light")
        self.findings.add(f"{where} light", self.page.evaluate(AXE, STANDARDS))
        self.page.emulate_media(color_scheme="dark")
        self.findings.add(f"{where} dark", self.page.evaluate(AXE_RULES, OF_LOOKS))
        self.page.emulate_media(color_scheme="light")

    def _weigh(self, where: str) -> None:
        fetched = dict(self.page.evaluate(_FETCHED))
        weight = len(gzip.compress(self.page.content().encode())) + sum(fetched.values())
        self.findings.weights[where] = weight
        if weight > HEAVIEST:
            self.findings.add(where, [f"{weight} bytes"])

    def _picture(self, kind: str, size: str) -> None:
        if self.findings.pictures:
            name = re.sub(r"[^a-z0-9*]+", "-", f"{self.who}-{kind}".lower()).replace("*", "x").strip("-")
            self.page.screenshot(path=self.findings.pictures / f"{name}-{size}.png", full_page=True)

    def leave(self) -> None:
        self.context.close()
