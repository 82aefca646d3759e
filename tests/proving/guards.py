"""Every guard of the list changed in every way, one by one, each in a savepoint of one database."""

from __future__ import annotations

import random
import time
from collections import Counter

import psycopg2

from carisecure.audit import guards
from carisecure.audit.ledger import Ask
from tests.audit.ledger_database import Ledger
from tests.proving.figures import Findings
from tests.proving.weakening import changes

TITLE = "### Guards changed one by one"


def prove(at: Ledger, *, seed: int, many: int | None = None) -> Findings:
    """Each change has to be named by its guard's own line, and nothing may be named before and after.

    `many`: so many changes taken at random instead of all.
    """
    findings, told = Findings(), Counter[str]()
    at.ask("begin")
    try:
        released = guards.found(at.ask)
        planned = [
            (guard, what, statement)
            for guard, facts in sorted(released.items())
            for what, statement in changes(guard, facts, at.ask)
        ]
        if many is not None:
            planned = random.Random(seed).sample(planned, many)
        findings.add("guards in the list", len(released), len(guards.released(guards.version(at.ask))))
        findings.add("named before anything is changed", len(guards.differences(at.ask)), 0)
        missed = impossible = 0
        begun = time.monotonic()
        for guard, what, statement in planned:
            named = _named(at, guard, statement)
            if named is None:
                impossible += 1
                findings.fault(f"{guard}, {what}: PostgreSQL refused `{statement}`")
            elif not named:
                missed += 1
                findings.fault(f"{guard}, {what}: not named after `{statement}`")
            told[guard.partition(" ")[0]] += 1
        seconds = time.monotonic() - begun
        findings.add("guards changed, by kind", ", ".join(f"{kind} x {n}" for kind, n in sorted(told.items())))
        findings.add("changes", len(planned))
        findings.add("of these not named by their guard's own line", missed, 0)
        findings.add("of these that PostgreSQL refuses to everybody", impossible, 0)
        findings.add("named after everything was put back", len(guards.differences(at.ask)), 0)
        findings.add("milliseconds a comparison of the whole list", round(1000 * seconds / max(1, len(planned))))
    finally:
        at.ask("rollback")
    return findings


def _named(at: Ledger, guard: str, statement: str) -> bool | None:
    """Whether the change is told of its guard or of one beside it; None where PostgreSQL refuses the change."""
    at.ask("savepoint before")
    try:
        at.ask(statement.replace("%", "%%"))
        return any(line.startswith(_own(guard, statement, at.ask)) for line in guards.differences(at.ask))
    except psycopg2.DatabaseError:
        return None
    finally:
        at.ask("rollback to savepoint before")
        at.ask("release savepoint before")


def _own(guard: str, statement: str, ask: Ask) -> str | tuple[str, ...]:
    """How the line begins that names it: the guard itself, or the one that was put beside it."""
    kind, _, name = guard.partition(" ")
    if " aside " in statement:
        return tuple(f"{added} aside on {name}" for added in ("policy", "trigger", "rule"))
    if statement.startswith("grant select (") and kind == "table":
        return f"column {name}."
    if "set session_replication_role" in statement:
        return f"{guard.partition(':')[0]}: session_replication_role"
    if kind == "membership" and statement.endswith(" to carisecure_app"):
        return "membership of carisecure_app in"
    return guard
