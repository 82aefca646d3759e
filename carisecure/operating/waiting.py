"""How many jobs wait and for how long, of everybody together: two numbers a queue, and nothing about any of them."""

from __future__ import annotations

from dataclasses import dataclass

from carisecure.audit import ledger


@dataclass(frozen=True)
class Queue:
    jobs: int = 0
    oldest_seconds: float = 0.0


def queues() -> dict[str, Queue]:
    """The house's and the one of what people asked for, by one query (sql/waiting.sql)."""
    rows = ledger.ask("select queue, jobs, oldest_seconds from carisecure.waiting_jobs()", [])
    return {"house": Queue(), "asked": Queue()} | {name: Queue(jobs, float(age)) for name, jobs, age in rows}
