"""Redis away for ten minutes: pages, writing, signing in go on; what was asked for is done when it is back."""

from __future__ import annotations

import os
import random
import threading
import time

from django.db import connection

from carisecure.jobs.models import Job
from carisecure.jobs.states import State
from tests.proving.desk import Desk, Form, Load, sign_in
from tests.proving.figures import Findings, statuses
from tests.proving.house import House, house
from tests.proving.restarts import count
from tests.proving.staff import Staff, move_in, speak_to

TITLE = "### Redis away"
MINUTES = 10.0
WRITERS, EACH_SECONDS = 3, 15.0
BACK_WITHIN = 120.0
PAGES = {
    "investigator": ("/my-work/", "/cases/", "/cases/{case}/", "/cases/{case}/notes/add/"),
    "colleague": ("/cases/{case}/", "/my-work/"),
    "analyst": ("/figures/", "/figures/new/", "/figures/runs/"),
    "frontline": ("/front-line/",),
}


def prove(*, seed: int, many: int | None = None) -> Findings:
    """`many`: seconds that it is away (AWAY_MINUTES otherwise)."""
    findings, chance = Findings(), random.Random(seed)
    away = float(many) if many is not None else 60 * float(os.environ.get("AWAY_MINUTES", MINUTES))
    with house() as one:
        speak_to(one.database.address())
        staff = move_in(WRITERS + 1)
        one.start_web()
        one.start_worker()
        analyst = staff.desk(one.home, staff.people.analyst)
        first = ask(analyst)
        until_done(1)
        load = Load(staff.writers(one.home, WRITERS))
        for writer in load.writers:
            writer.pause = 1.0
        readers = Readers(one, staff)
        (one.redis.kill if chance.random() < 0.5 else one.redis.stop)()
        load.begin()
        readers.begin()
        asked, begun = [first], time.monotonic()
        while time.monotonic() - begun < away:
            asked.append(ask(analyst))
            time.sleep(min(EACH_SECONDS, away / 4))
        sign_in(one.home, staff.more[WRITERS].username)
        unfinished = Job.objects.exclude(actor=None).exclude(state=State.DONE).count()
        one.redis.start()
        seconds = until_done(len(asked))
        load.end()
        readers.end()
        tell(findings, load, readers, asked, f"{(time.monotonic() - begun - seconds) / 60:.1f}")
        findings.add("jobs asked for meanwhile that waited", unfinished, len(asked) - 1)
        findings.add("seconds until all were done, once it was back", f"{seconds:.1f}" if seconds >= 0 else "never")
        count(findings, load, staff, one)
    return findings


def tell(findings: Findings, load: Load, readers: Readers, asked: list[str], minutes: str) -> None:
    findings.add("minutes away", minutes)
    findings.add("pages read meanwhile", statuses(told.status for desk in readers.desks for told in desk.told))
    others = sum(told.status != "200" for desk in readers.desks for told in desk.told)
    findings.add("of these not shown", others, 0)
    findings.add("entries sent meanwhile", statuses(told.status for one in load.writers for told in one.desk.told))
    findings.add("jobs asked for, and their pages", f"{len(asked)}: {statuses(asked)}")
    jobs = Job.objects.exclude(actor=None)
    findings.add("jobs done", jobs.filter(state=State.DONE).count(), len(asked))
    findings.add("jobs begun more than once", jobs.exclude(attempt=1).count(), 0)
    findings.add("a second sign-in meanwhile", "let in", "let in")


def ask(desk: Desk) -> str:
    """Figures of this month, by the form; its status."""
    opened = desk.get("/figures/new/")
    sent = desk.post("/figures/new/", Form(opened.text if opened else "").values)
    return str(sent.status) if sent else "no answer"


def until_done(many: int) -> float:
    """Wait until so many jobs that people asked for are done; the seconds it took, -1 where they never were."""
    begun = time.monotonic()
    while time.monotonic() - begun < BACK_WITHIN:
        if Job.objects.exclude(actor=None).filter(state=State.DONE).count() >= many:
            return time.monotonic() - begun
        time.sleep(0.1)
    connection.close()
    return -1.0


class Readers:
    """One of each role who opens a page a second."""

    def __init__(self, one: House, staff: Staff) -> None:
        people = dict(staff.people.items())
        self.desks = [staff.desk(one.home, people[name]) for name in PAGES]
        self._pages = [[page.format(case=staff.case.pk) for page in pages] for pages in PAGES.values()]
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._read, args=(desk, pages), daemon=True)
            for desk, pages in zip(self.desks, self._pages, strict=True)
        ]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _read(self, desk: Desk, pages: list[str]) -> None:
        number = 0
        while not self._stop.wait(1.0):
            desk.get(pages[number % len(pages)])
            number += 1
