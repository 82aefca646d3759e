"""PostgreSQL killed and restarted under load: what was acknowledged is there, once."""

from __future__ import annotations

import random
import time
from statistics import median

from django.db import connection

from carisecure.audit import guards
from tests.audit.ledger_database import Ledger
from tests.proving.desk import Load, each
from tests.proving.figures import Findings, statuses
from tests.proving.house import House, house
from tests.proving.staff import Staff, move_in, notes, speak_to

TITLE = "### PostgreSQL restarted under load"
MANY, WRITERS = 20, 8


def prove(*, seed: int, many: int = MANY) -> Findings:
    findings, chance = Findings(), random.Random(seed)
    with house() as one:
        speak_to(one.database.address())
        staff = move_in(WRITERS)
        one.start_web()
        one.start_worker()
        load = Load(staff.writers(one.home, WRITERS))
        load.begin()
        told: dict[str, list[str]] = {"kill -9": [], "fast": []}
        away, again = [], []
        for number in range(many):
            time.sleep(chance.uniform(0.5, 2.5))
            how = "fast" if number % 2 else "kill -9"
            begun = time.monotonic()
            (one.database.stop_fast if number % 2 else one.database.kill)()
            time.sleep(chance.uniform(0.0, 2.0))
            one.database.start()
            back = time.monotonic()
            taken = load.is_taken_again(back)
            if taken < 0:
                findings.fault(f"after restart {number} nothing was taken any more")
            told[how] += load.told_between(begun, back + max(taken, 0.0))
            away.append(back - begun)
            again.append(taken)
        load.end()
        findings.add("restarts, kill -9 and fast by turns", many)
        findings.add("writers at once, in two web processes of eight threads", WRITERS)
        for how, answers in told.items():
            findings.add(f"answers while it was away ({how})", statuses(answers))
        findings.add("answers that were none of 302, 503, no answer", _others(load), 0)
        findings.add("seconds away, median and longest", f"{median(away):.1f} and {max(away):.1f}")
        findings.add("seconds until something was taken again, median and longest",
                     f"{median(again):.2f} and {max(again):.2f}")  # fmt: skip
        count(findings, load, staff, one)
    return findings


def _others(load: Load) -> int:
    allowed = {"302", "503", "no answer"}
    return sum(told.status not in allowed for one in load.writers for told in one.desk.told)


def count(findings: Findings, load: Load, staff: Staff, one: House) -> None:
    """Nothing that was acknowledged is lost, nothing is there twice, the log is whole, the processes live."""
    connection.close()
    found = notes(staff.case.pk)
    findings.add("entries acknowledged", len(load.taken))
    findings.add("of these lost", sum(times == 0 for _text, times in each(found, load.taken)), 0)
    findings.add("entries that stand there twice", sum(times > 1 for _text, times in each(found, load.sent)), 0)
    findings.add("entries there that nobody was told of", len(found) - len(load.taken), 0)
    findings.add("refused or given up", len(load.refused), 0)
    for words in load.refused[:5]:
        findings.fault(words)
    at = Ledger(one.database.address())
    try:
        at.seal_all()
        verdict = at.verify()
        findings.add("the access log afterwards", "whole" if verdict.is_whole else str(verdict), "whole")
        findings.add("guards that differ afterwards", len(guards.differences(at.ask)), 0)
    finally:
        at.close()
    for name in ("web", "worker"):
        findings.add(f"{name} still runs", one.is_running(name), True)
