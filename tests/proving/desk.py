"""People at browsers: signed in with both factors, opening forms, sending what they typed until it is taken."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http.client import HTTPException

from tests.accounts.web import Answer, Browser
from tests.signing_in import PASSWORD, code

NO_ANSWER = "no answer"
PAUSE_SECONDS = 0.1
CODE_SECONDS = 60.0


class Form(HTMLParser):
    """What a browser would send of the form that writes: the one with the key."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._forms: list[dict[str, str]] = []
        self._select, self._area = "", ""
        self.feed(text)
        self.values = next((form for form in self._forms if "submission_key" in form), {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._forms.append({})
        elif tag == "input" and self._forms and name:
            if given.get("type") not in ("radio", "checkbox", "submit", "file") or "checked" in given:
                self._forms[-1][name] = given.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._forms and self._select:
            if "selected" in given or self._select not in self._forms[-1]:
                self._forms[-1][self._select] = given.get("value", "")
        elif tag == "textarea" and self._forms:
            self._area = name
            self._forms[-1][name] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._forms[-1][self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area:
            # The line break that every page puts in front is not part of the text.
            self._forms[-1][self._area] = self._forms[-1][self._area].removeprefix("\n")
            self._area = ""


def sign_in(home: str, username: str) -> Browser:
    """The whole way. A code counts once: whoever was here a moment ago waits for the next."""
    browser = Browser(home)
    browser.get("/sign-in/")
    browser.post("/sign-in/", {"username": username, "password": PASSWORD})
    done = browser.post("/sign-in/factor/", {"code": code()})
    until = time.monotonic() + CODE_SECONDS
    while done.status == 422 and time.monotonic() < until:
        time.sleep(1)
        done = browser.post("/sign-in/factor/", {"code": code()})
    # Without a password that was accepted it leads back to the beginning.
    if done.status != 302 or done.location.startswith("/sign-in/"):
        raise RuntimeError(f"{username} was not signed in: {done.status} {done.location}")
    return browser


@dataclass(frozen=True)
class Told:
    """One answer: when it came (time.monotonic), and its status or NO_ANSWER."""

    at: float
    status: str


@dataclass
class Desk:
    """A browser that keeps what it was answered. Whatever the line does, `send` comes back with an answer or none."""

    browser: Browser
    told: list[Told] = field(default_factory=list)

    def get(self, path: str) -> Answer | None:
        return self._tell(lambda: self.browser.get(path))

    def post(self, path: str, values: dict[str, str]) -> Answer | None:
        return self._tell(lambda: self.browser.post(path, values))

    def _tell(self, ask: Callable[[], Answer]) -> Answer | None:
        answer: Answer | None = None
        with suppress(OSError, HTTPException):
            answer = ask()
        self.told.append(Told(time.monotonic(), str(answer.status) if answer else NO_ANSWER))
        return answer


@dataclass
class Writer:
    """Writes one entry after the other with a key of its own each, and sends it until it is taken.

    `taken`: the texts that were acknowledged; `sent`: all that were sent; `pause`: seconds between two of them.
    """

    desk: Desk
    name: str
    path: str
    taken: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    pause: float = 0.0

    def write(self, stop: threading.Event) -> None:
        number = 0
        while not stop.wait(self.pause):
            number += 1
            self.send(f"{self.name} writes entry {number} {uuid.uuid4().hex}")

    def send(self, text: str, *, patience: float = 90.0) -> None:
        """Until it is taken, with the same key."""
        values = {"text": text, "submission_key": str(uuid.uuid4())}
        begun = time.monotonic()
        self.sent.append(text)
        while time.monotonic() - begun < patience:
            answer = self.desk.post(self.path, values)
            if answer is not None and answer.status == 302:
                self.taken.append(text)
                return
            if answer is not None and answer.status < 500:
                self.refused.append(f"{answer.status}: {self.path}")
                return
            time.sleep(PAUSE_SECONDS)
        self.refused.append(f"not taken in {patience:.0f} s")


@dataclass
class Load:
    """Writers at work, each in a thread of its own."""

    writers: list[Writer]
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        self.threads = [threading.Thread(target=one.write, args=(self.stop,), daemon=True) for one in self.writers]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        """Everybody finishes what they have before them."""
        self.stop.set()
        for thread in self.threads:
            thread.join(120)

    @property
    def taken(self) -> list[str]:
        return [text for one in self.writers for text in one.taken]

    @property
    def sent(self) -> list[str]:
        return [text for one in self.writers for text in one.sent]

    @property
    def refused(self) -> list[str]:
        return [text for one in self.writers for text in one.refused]

    def told_between(self, begin: float, end: float) -> list[str]:
        return [told.status for one in self.writers for told in one.desk.told if begin <= told.at <= end]

    def is_taken_again(self, since: float, *, patience: float = 60.0) -> float:
        """Wait until something sent is taken after that moment; the seconds it took, -1 where nothing was."""
        while time.monotonic() - since < patience:
            if any(one.at > since and one.status == "302" for w in self.writers for one in list(w.desk.told)):
                return time.monotonic() - since
            time.sleep(0.02)
        return -1.0


def shown(text: str, page: str) -> bool:
    """Whether a page shows this text, as a browser would."""
    return text in unescape(page)


def each(found: list[str], texts: list[str]) -> Iterator[tuple[str, int]]:
    """How often each text stands in what was found."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one] = counts.get(one, 0) + 1
    for text in texts:
        yield text, counts.get(text, 0)
