"""Fifty people at work on two cores: how long the list of cases takes them, and whether anything they saved is lost.

Each goes round: the list, a case, its form for a note, the note, and the page after it; nine pages are read for one
that is written. Between two pages a person reads (`PAUSE` seconds on average, 5). They are threads of this process,
against gunicorn as the installation starts it, with a database that forces every commit to the disk, and beat and the
house's worker beside it. `PEOPLE`, `ROUNDS` and `CASES` are how many.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg2
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from benchmarks.case_data import build, make_people, make_units
from carisecure.access import session
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from tests import signing_in

ROOT = Path(__file__).resolve().parents[1]
BUDGET_MS = 400.0
KINDS = ("list", "case", "form", "note")
# Of fifty: who sees every case, one of fifty, three hundred (benchmarks/case_data.py).
SHARES = {"all": 0.1, "some": 0.5, "few": 0.4}
_FIELD = re.compile(r'name="(csrfmiddlewaretoken|submission_key)" value="([^"]+)"')
_LINK = re.compile(r'href="(/cases/[0-9a-f-]{36}/)["?]')


@dataclass
class Seen:
    """What one person met: milliseconds by kind of page, what was acknowledged, what went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


class Person(threading.Thread):
    """One browser: keeps its cookies, follows where it is sent, and reads between two pages."""

    def __init__(self, number: int, user: User, port: int, rounds: int, pause: float) -> None:
        super().__init__()
        self.user, self.port, self.rounds, self.pause = user, port, rounds, pause
        self.chance = random.Random(number)
        client = Client()
        signing_in.force_login(client, user)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        self.seen = Seen()

    def run(self) -> None:
        time.sleep(self.chance.uniform(0, 2 * self.pause))  # nobody begins at the same second
        for number in range(self.rounds):
            self._round(number)

    def _round(self, number: int) -> None:
        """Nine pages and a note."""
        address = reverse("cases:case_list")
        for _ in range(4):
            self._read("list", address)
        page = self._read("list", f"{address}?stage=under_investigation")  # nothing is added to a closed one
        links = _LINK.findall(page)
        if not links:
            self.seen.faults["a list without a case"] += 1
            return
        case = self.chance.choice(links)
        for _ in range(2):
            self._read("case", case)
        form = f"{case}notes/add/"
        fields = dict(_FIELD.findall(self._read("form", form)))
        text = f"crowd {self.user.username} {number} {uuid.uuid4()}"
        self._write(form, {**fields, "text": text}, text)

    def _read(self, kind: str, address: str) -> str:
        status, _where, body = self._ask(kind, "GET", address)
        if status != 200:
            self.seen.faults[f"{kind} {status}"] += 1
        return body

    def _write(self, address: str, fields: dict[str, str], text: str) -> None:
        status, where, _body = self._ask("note", "POST", address, urlencode(fields))
        if status == 302:
            self.seen.acknowledged.append(text)
            self._read("case", urlsplit(where).path)
        else:
            self.seen.faults[f"note {status}"] += 1

    def _ask(self, kind: str, method: str, address: str, body: str = "") -> tuple[int, str, str]:
        time.sleep(self.chance.expovariate(1 / self.pause) if self.pause else 0)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Host": "localhost"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        try:
            line.request(method, address, body or None, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        except OSError as error:
            self.seen.faults[f"{kind} {type(error).__name__}"] += 1
            return 0, "", ""
        finally:
            line.close()
        self.seen.times.setdefault(kind, []).append((time.perf_counter() - begun) * 1000)
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text


def make_crowd(people: dict[str, User], number: int) -> list[User]:
    """Colleagues of those who see all, some and few, in their units."""
    crowd: list[User] = []
    with transaction.atomic():
        for name, share in SHARES.items():
            crowd += [
                make_user(
                    username=f"crowd-{name}-{n}", full_name=f"Crowd {name} {n}", role="investigator",
                    agency=people[name].agency,
                )
                for n in range(round(number * share))
            ]  # fmt: skip
    return crowd


def let_them_write(superuser: str, people: dict[str, User]) -> None:
    """Whoever sees a case may work on it."""
    groups = [people[name].agency.group_id for name in SHARES]
    with psycopg2.connect(superuser) as connection, connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(
            "insert into cases_casegrant (purpose, granted_at, sharing_agreement, content_object_id, granted_by_id,"
            " group_id, permission_id) select g.purpose, g.granted_at, g.sharing_agreement, g.content_object_id,"
            " g.granted_by_id, g.group_id, change.id from cases_casegrant g join auth_permission view"
            " on view.id = g.permission_id and view.codename = 'view_case' cross join auth_permission change"
            " where change.codename = 'change_case' and g.group_id = any(%s)",
            [groups],
        )


@contextmanager
def web(environment: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """gunicorn as docker-compose.yml and the Dockerfile start it; gives its port and its first process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "carisecure.wsgi", f"--bind=127.0.0.1:{port}", *gunicorn_options()]
    running = subprocess.Popen(command, env=dict(environment), cwd=ROOT)
    try:
        _wait_for(port)
        yield port, running.pid
    finally:
        running.terminate()
        running.wait(60)


@contextmanager
def house(environment: Mapping[str, str]) -> Iterator[int]:
    """The web server, and the house's worker with beat beside it, which seals; gives the port."""
    worker = [sys.executable, "-m", "celery", "-A", "carisecure.celery", "worker", "--queues=house", "--concurrency=2"]
    worker += ["--beat", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]
    with web(environment) as (port, _pid):
        running = subprocess.Popen(worker, env=dict(environment), cwd=ROOT)
        try:
            yield port
        finally:
            running.terminate()
            running.wait(60)


def gunicorn_options() -> list[str]:
    """What the image says behind the address."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    said = re.findall(r'"([^"]+)"', text[text.rindex("CMD [") :])
    return [option for option in said if option.startswith("--") and not option.startswith("--bind")]


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            line.request("GET", "/", headers={"Host": "localhost"})
            line.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("gunicorn does not answer")


def found(crowd: list[User]) -> Counter[str]:
    """Every note of the crowd in the database, and how often: one person of each unit reads those of its cases."""
    rows: dict[uuid.UUID, str] = {}
    notes: Any = apps.get_model("cases", "Note")  # wherever this build keeps it
    for user in {person.agency_id: person for person in crowd}.values():
        with transaction.atomic():
            session.enter(user, purpose=session.REQUEST)
            rows |= {note.pk: note.text for note in notes.objects.visible_to(user, "cases.view_case")}
    return Counter(text for text in rows.values() if text.startswith("crowd "))


def requests(seen: list[Seen]) -> int:
    return sum(len(times) for one in seen for times in one.times.values())


def slowest(seen: list[Seen]) -> dict[str, float]:
    """The 95th percentile of each kind of page in milliseconds."""
    found = {}
    for kind in KINDS:
        times = [time for one in seen for time in one.times.get(kind, ())]
        found[kind] = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else 0.0
    return found


def at_work(crowd: list[User], port: int, *, rounds: int, pause: float) -> tuple[list[Seen], float]:
    """Let them all work. Returns what each has met, and the seconds until the last was through."""
    browsers = [Person(n, user, port, rounds, pause) for n, user in enumerate(crowd)]
    begun = time.monotonic()
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    return [browser.seen for browser in browsers], time.monotonic() - begun


def report(seen: list[Seen], seconds: float) -> float:
    """Print the table; returns the 95th percentile of the list in milliseconds."""
    print("| page | times | median ms | **95 %** | longest |\n|---|---|---|---|---|")
    p95 = slowest(seen)
    for kind in KINDS:
        times = sorted(time for one in seen for time in one.times.get(kind, ())) or [0.0]
        print(f"| {kind} | {len(times):,} | {statistics.median(times):.0f} | **{p95[kind]:.0f}** | {times[-1]:.0f} |")
    total = requests(seen)
    print(f"\n{total:,} requests in {seconds:.0f} s: {total / seconds:.1f} a second; load {os.getloadavg()[0]:.1f}")
    return p95["list"]


def run(*, superuser: str, environment: dict[str, str]) -> None:
    """Build the cases, let the people work, print the figures; ends with 1 where a note is lost, doubled or refused."""
    number, rounds = int(os.environ.get("PEOPLE", "50")), int(os.environ.get("ROUNDS", "3"))
    cases, pause = int(os.environ.get("CASES", "10000")), float(os.environ.get("PAUSE", "5"))
    people = make_people()
    build(cases, superuser=superuser, people=people, units=make_units())
    let_them_write(superuser, people)
    crowd = make_crowd(people, number)
    with house({**environment, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}) as port:
        met, seconds = at_work(crowd, port, rounds=rounds, pause=pause)
    print(f"{len(crowd)} people, {cases:,} cases, a pause of {pause:g} s on average, {os.cpu_count()} cores\n")
    p95 = report(met, seconds)
    acknowledged = [text for one in met for text in one.acknowledged]
    there = found(crowd)
    lost = [text for text in acknowledged if text not in there]
    doubled = [text for text, times in there.items() if times > 1]
    faults = sum((one.faults for one in met), Counter())
    print(f"{len(acknowledged):,} notes acknowledged: {len(lost)} lost, {len(doubled)} there twice")
    print(f"faults: {dict(faults) or 'none'}")
    kept = "kept" if p95 <= BUDGET_MS else "NOT KEPT"
    print(f"95 % of the lists within {p95:.0f} ms (budget {BUDGET_MS:.0f}): {kept}")
    if lost or doubled or faults:
        raise SystemExit(1)
