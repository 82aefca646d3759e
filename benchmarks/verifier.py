"""How fast the access log is verified, against the verifier as it was before seals spanned moments and ids, by turns.

The one before compared lines, seals and anchors. Today's also holds each line against the moments and ids that its seal
spans, goes on after a fault, reads of restores, and compares every trigger, function, policy and right with the
release; each is asked as `verify_ledger` asks it. `VERIFIED_LINES` (1,000,000) is how many lines, `VERIFY_ROUNDS` (3)
how often.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import ledger as lines_of
from carisecure.audit import guards, ledger
from carisecure.audit.verification import verify
from tests.audit.ledger_database import Ledger

BEFORE = Path(__file__).with_name("verifier_before.sql")
ROUNDS = int(os.environ.get("VERIFY_ROUNDS", "3"))
AT_ONCE = 2


def before() -> tuple[int, str]:
    """As 5c50f69 did it: (lines, first fault)."""
    lines = 0
    place: int | None = 1
    while place is not None:
        query = "select next, lines, fault from earlier.check_seals(%s, %s)"
        place, found, fault = ledger.ask(query, [place, ledger.LINES_AT_ONCE])[0]
        lines += found
        if fault:
            return lines, fault
    stray = ledger.ask("select stray from earlier.check_unsealed()", [])[0][0]
    return lines, "inserted" if stray else ""


def today(at_once: int) -> tuple[int, str]:
    """As `verify_ledger` does it, without and with the second connection."""
    verdict, unlike = verify(at_once=at_once), guards.differences()
    return verdict.lines, verdict.fault or " ".join(line for line in unlike if "earlier" not in line)


def run(lines: int, *, superuser: str) -> None:
    at = Ledger(superuser)
    lines_of.generate(at, lines)
    at.ask(BEFORE.read_text(encoding="utf-8"))
    at.ask("vacuum analyze earlier.audit_seal")
    at.ask("vacuum analyze audit_seal")
    ways: dict[str, Callable[[], tuple[int, str]]] = {
        "before": before,
        "today, one connection": lambda: today(1),
        f"today, {AT_ONCE} connections (verify_ledger, restore)": lambda: today(AT_ONCE),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            seconds[name].append(_timed(way, lines))
    first = statistics.median(seconds["before"])
    print(f"\n{lines:,} lines, {ROUNDS} rounds by turns; load {os.getloadavg()[0]:.1f}\n")
    print("| verifier | seconds | **times the speed of the one before** |\n|---|---|---|")
    for name, taken in seconds.items():
        middle = statistics.median(taken)
        print(f"| {name} | {middle:.1f} | **{first / middle:.2f}** |", flush=True)
    at.close()


def _timed(way: Callable[[], tuple[int, str]], lines: int) -> float:
    start = time.perf_counter()
    found: Any = way()
    taken = time.perf_counter() - start
    assert found[0] >= lines, found
    assert not found[1], found
    return taken
