"""What `make demo` takes of the machine's memory after two hundred pages: `make bench ARGS=demo_memory`.

The demonstration is started as anybody starts it. One person of each card signs in, and in turns each opens the next
page that the pages before have a link to. Then every process below it is asked for its share (PSS, out of
/proc/*/smaps_rollup: Linux alone): what processes share is counted once. `PAGES` is how many, `REST` how many seconds
nobody does anything before the figures are taken (15), so that the house's own rounds have been made.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[1]
BUDGET_MB = 400
_LINK = re.compile(r'href="(/[^"#?]*)')
_CARD = re.compile(r"/sign-in/as/([\w-]+)/")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# What is no page: it ends the session, changes what is on the desk, or is a file.
_NO_PAGE = re.compile(r"^/(static|sign-out|sign-in|lock|locked|language|theme)\b|\.\w+$")


@dataclass
class Browser:
    """One person's: keeps cookies, and which pages it has heard of and not seen."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    heard: dict[str, None] = field(default_factory=dict)
    waiting: deque[str] = field(default_factory=deque)
    answers: Counter[int] = field(default_factory=Counter)

    def ask(self, path: str, body: str = "") -> str:
        """The page's text, redirects followed; what it links to waits."""
        for _ in range(5):
            line = http.client.HTTPConnection("localhost", self.port, timeout=120)
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request("POST" if body else "GET", path, body or None, headers)
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            line.close()
            if answer.status not in {301, 302, 303}:
                break
            path, body = urlsplit(urljoin(path, answer.headers["Location"])).path, ""
        self.answers[answer.status] += 1
        for link in _LINK.findall(text):
            if link not in self.heard and not _NO_PAGE.search(link):
                self.heard[link] = None
                self.waiting.append(link)
        return text

    def sign_in(self, card: str) -> None:
        token = _TOKEN.findall(self.ask("/sign-in/"))[0]
        self.ask(f"/sign-in/as/{card}/", f"csrfmiddlewaretoken={token}")

    def next_page(self) -> None:
        self.ask(self.waiting.popleft() if self.waiting else "/")


def look_around(port: int, pages: int) -> Counter[int]:
    """So many pages, one person after the other. Returns how often each status was answered."""
    cards = list(dict.fromkeys(_CARD.findall(Browser(port).ask("/sign-in/"))))
    browsers = [Browser(port) for _ in cards]
    for browser, card in zip(browsers, cards, strict=True):
        browser.sign_in(card)
    for number in range(pages):
        browsers[number % len(browsers)].next_page()
    return sum((browser.answers for browser in browsers), Counter())


def pss(process: int) -> int:
    """Kilobytes of a process, what it shares with others divided among them; 0 where it has ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0


def children_of() -> dict[int, list[int]]:
    """Of every process of the machine."""
    children = defaultdict(list)
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            said = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children[int(said[1])].append(int(entry.parent.name))
    return children


def tree(first: int) -> list[int]:
    """A process and all that descend from it."""
    children, found, left = children_of(), [], [first]
    while left:
        one = left.pop()
        found.append(one)
        left += children.get(one, [])
    return found


def called(pid: int) -> str:
    """What a process of the demonstration is for, by its command line."""
    line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    own = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    if own.startswith(("web", "worker-")):  # a fork, whose command line is the supervisor's
        return own
    for sign, name in (
        ("carisecure.embedded", "supervisor"), ("gunicorn", "web"), ("celery", "workers"), ("redis", "Redis"),
        ("valkey", "Redis"), ("postgres", "PostgreSQL"),
    ):  # fmt: skip
        if sign in line:
            queue = re.search(r"--hostname=(\w+)", line)
            beat = " beat" if re.search(r" beat( |$)", line) else ""
            return f"worker ({queue[1]})" if queue else f"{name}{beat}"
    return line.split(" ")[0]


@contextmanager
def demonstration(python: str, root: Path) -> Iterator[tuple[int, int]]:
    """`make demo` of the build in that folder; its port and its first process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    running = subprocess.Popen(
        [python, "-m", "carisecure.embedded", "demo"], cwd=root, env={**os.environ, "PORT": str(port)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert running.stdout is not None
        for said in running.stdout:
            if "runs at" in said:
                break
        else:
            raise SystemExit(f"The demonstration in {root} does not start.")
        yield port, running.pid
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(120)


def measure(python: str, root: Path, *, pages: int, rest: float) -> dict[str, tuple[int, float]]:
    """Processes and megabytes of each service after so many pages."""
    with demonstration(python, root) as (port, first):
        answers = look_around(port, pages)
        time.sleep(rest)
        sizes = {"supervisor": [pss(first)]}
        for child in children_of()[first]:
            sizes.setdefault(called(child), []).extend(pss(one) for one in tree(child))
    print(f"answers: {dict(answers)}", file=sys.stderr)
    return {name: (len(found), sum(found) / 1024) for name, found in sizes.items()}


def compare(builds: dict[str, tuple[str, Path]]) -> None:
    """The table of some builds, one column each: the Python and the folder of each by its name."""
    pages, rest = int(os.environ.get("PAGES", "200")), float(os.environ.get("REST", "15"))
    found = {name: measure(*build, pages=pages, rest=rest) for name, build in builds.items()}
    print("| service | " + " | ".join(f"{name}: processes | PSS MB" for name in found) + " |")
    print("|---" * (1 + 2 * len(found)) + "|")
    for service in dict.fromkeys(service for sizes in found.values() for service in sizes):
        print(f"| {service} | " + " | ".join(_cells(sizes.get(service)) for sizes in found.values()) + " |")
    totals = {name: _sum(sizes) for name, sizes in found.items()}
    print("| **all** | " + " | ".join(_cells(total) for total in totals.values()) + " |")
    last = list(totals.values())[-1][1]
    print(f"\n{pages} pages; budget {BUDGET_MB} MB: {'kept' if last <= BUDGET_MB else 'NOT KEPT'}", flush=True)


def _cells(size: tuple[int, float] | None) -> str:
    return "- | -" if size is None else f"{size[0]} | {size[1]:.0f}"


def _sum(sizes: dict[str, tuple[int, float]]) -> tuple[int, float]:
    return sum(number for number, _ in sizes.values()), sum(size for _, size in sizes.values())


def run() -> None:
    compare({"today": (sys.executable, ROOT)})
