"""The ledger: what its trigger costs a write and its line costs a reading, how fast a chain is verified, what is found.

`LEDGER_LINES` (default: the largest size asked for) is how many lines are generated, sealed and verified. With
`LEDGER_FULL=1` also the two counts that are proofs rather than speeds: 20,000 mixed writes by four processes, and 500
tamperings beside 500 clean runs.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from carisecure.accounts.models import User
from carisecure.audit import ledger
from carisecure.embedded import database
from tests.audit.ledger_database import COLUMNS, Ledger, tamper, write_from_processes

WRITES = 2_000
ROUNDS = 7
TRANSACTION = 1_000  # lines written, and then sealed, in one go

# One transaction's worth of lines such as updates of a case leave them.
GENERATE = f"""
insert into audit_entry ({COLUMNS})
select pg_current_xact_id()::text::bigint, md5((g %% 100)::text)::uuid, 'request', md5(g::text), 'update', 'cases_case',
       gen_random_uuid()::text, array[gen_random_uuid()],
       jsonb_build_object('id', gen_random_uuid(), 'stage', 'reported', 'region', 'POS', 'summary', '(kept)',
                          'acts', '[]'::jsonb, 'opened_at', now(), 'agency_id', gen_random_uuid()),
       jsonb_build_object('id', gen_random_uuid(), 'stage', 'closed', 'region', 'POS', 'summary', '(changed)',
                          'acts', '[]'::jsonb, 'opened_at', now(), 'agency_id', gen_random_uuid()),
       '{{}}', '', 1
  from generate_series(1, %s) g
"""


def median_seconds(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def trigger_cost(at: Ledger) -> list[tuple[str, float, float]]:
    """Microseconds a row without and with the trigger, on a table of a case's width; everything is rolled back."""
    statements = {
        "insert": f"insert into bench_row (id, summary) select gen_random_uuid(), '' from generate_series(1, {WRITES})",
        "update": "update bench_row set region = 'SFO'",
        "delete": "delete from bench_row",
    }
    found: dict[str, list[float]] = {name: [] for name in statements}
    for watched in (False, True):
        times: dict[str, list[float]] = {name: [] for name in statements}
        for _ in range(ROUNDS):
            at.ask("begin")
            at.ask("create table bench_row (like cases_case including defaults)")
            for column in at.ask(
                "select attname from pg_attribute where attrelid = 'bench_row'::regclass and attnotnull and attnum > 0"
            ):
                at.ask(f"alter table bench_row alter {column[0]} drop not null")
            if watched:
                at.ask(
                    "create trigger ledger after insert or update or delete on bench_row"
                    " for each row execute function carisecure.audit_row('summary', 'closure_note')"
                )
            for name, statement in statements.items():
                start = time.perf_counter()
                at.ask(statement)
                times[name].append(time.perf_counter() - start)
            at.ask("rollback")
        for name in statements:
            found[name].append(statistics.median(times[name]) / WRITES * 1e6)
    return [(name, plain, watched) for name, (plain, watched) in found.items()]


def read_cost(at: Ledger) -> tuple[float, float]:
    """Milliseconds of a transaction that reads a row, without and with the line about it."""

    def once(line: bool) -> Callable[[], Any]:
        def work() -> None:
            for _ in range(50):
                at.ask("begin")
                at.ask("select full_name from accounts_user limit 1")
                if line:
                    at.ask("select carisecure.note_event('read', 'cases_case', gen_random_uuid()::text, '{}')")
                at.ask("commit")

        return work

    return median_seconds(once(False)) / 50 * 1000, median_seconds(once(True)) / 50 * 1000


def generate(at: Ledger, lines: int) -> tuple[float, float]:
    """Seconds spent on writing and on sealing so many lines."""
    written = sealed = 0.0
    for _ in range(lines // TRANSACTION):
        start = time.perf_counter()
        at.ask(GENERATE, [TRANSACTION])
        between = time.perf_counter()
        ledger.seal(at.ask)
        written += between - start
        sealed += time.perf_counter() - between
    at.seal_all()
    at.ask("vacuum analyze audit_entry")
    return written, sealed


def tamperings(at: Ledger, times: int) -> tuple[int, int]:
    """How many of so many tamperings are found, and how often as many clean runs are found fault with."""
    chance = random.Random(20_26)
    anchors = at.anchors()
    found = alarms = 0
    for number in range(times):
        with at.tampering():
            done = tamper(at, chance, number)
            verdict = at.verify(anchors)
            found += bool(verdict.fault)
            if verdict.is_whole:
                print(f"NOT FOUND: {done}")
        alarms += not at.verify(anchors).is_whole
    return found, alarms


def _as_app(superuser: str) -> str:
    parts = urlsplit(superuser)
    return urlunsplit(parts._replace(netloc=f"{database.APP}@{parts.netloc.rpartition('@')[2]}"))


def proofs(at: Ledger, superuser: str, user: User) -> None:
    changed = write_from_processes(_as_app(superuser), user.pk, processes=4, rounds=125)
    lines = at.ask(
        "select count(*) from audit_entry where request like 'mixed-%%' and action in ('insert', 'update', 'delete')"
    )[0][0]
    print(f"| mixed writes by 4 processes | {changed:,} rows changed | {lines:,} lines |")
    at.ask("set session_replication_role = replica")
    at.ask("truncate audit_entry, audit_seal")
    at.ask("reset session_replication_role")
    at.build(transactions=40, lines=10)
    found, alarms = tamperings(at, 500)
    print(f"| 500 tamperings | {found} found | {alarms} false alarms in 500 clean runs |")


def run(sizes: list[int], *, superuser: str, user: User) -> None:
    """Print the table of costs, then the speed of sealing and verifying, then the proofs where they are asked for."""
    at = Ledger(superuser)
    print("| write | µs a row | with the ledger | **ratio** |\n|---|---|---|---|")
    for name, plain, watched in trigger_cost(at):
        print(f"| {name} | {plain:.1f} | {watched:.1f} | **{watched / plain:.1f}** |", flush=True)
    plain, read = read_cost(at)
    print(f"| read (ms a page) | {plain:.2f} | {read:.2f} | **{read / plain:.1f}** |", flush=True)
    lines = int(os.environ.get("LEDGER_LINES") or max(sizes))
    written, sealed = generate(at, lines)
    start = time.perf_counter()
    verdict = at.verify()
    verifying = time.perf_counter() - start
    assert verdict.is_whole, verdict
    print(f"\n{verdict.lines:,} lines: written {written:.1f} s, sealed {sealed:.1f} s, verified {verifying:.1f} s")
    if os.environ.get("LEDGER_FULL"):
        proofs(at, superuser, user)
    at.close()
