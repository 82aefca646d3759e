"""The ledger as somebody with the superuser's password sees it: everything can be written, every trigger is off."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from carisecure.audit import ledger
from carisecure.audit.anchors import Anchor
from carisecure.audit.verification import Verdict, verify

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0


class Ledger:
    """A connection of the database's superuser, and the questions the application would ask over it."""

    def __init__(self, address: str) -> None:
        self.connection = psycopg2.connect(address)
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()

    def ask(self, query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        self.cursor.execute(query, values or [])
        return list(self.cursor.fetchall()) if self.cursor.description else []

    def write(self, lines: int) -> None:
        """So many lines in one transaction, as pages and triggers write them."""
        self.ask(
            "select carisecure.note_event('read', 'cases_case', gen_random_uuid()::text,"
            " jsonb_build_object('ids', jsonb_build_array(gen_random_uuid()), 'n', n)) from generate_series(1, %s) n",
            [lines],
        )

    def seal_all(self) -> None:
        """Seal until nothing waits: an open transaction of another test worker holds everybody's lines back."""
        begun = time.monotonic()
        while True:
            ledger.seal(self.ask)
            if ledger.unsealed(self.ask).waiting == 0:
                return
            assert time.monotonic() - begun < PATIENCE_SECONDS, "a transaction stays open"
            time.sleep(0.05)

    def build(self, *, transactions: int, lines: int) -> None:
        """A chain with one seal a transaction or so."""
        for _ in range(transactions):
            self.write(lines)
            ledger.seal(self.ask)
        self.seal_all()

    def anchors(self, most: int = 1) -> list[Anchor]:
        return [Anchor(s.number, s.root, "") for s in ledger.last_seals(most, self.ask)]

    def verify(self, anchors: list[Anchor] | None = None) -> Verdict:
        return verify(anchors or [], ask=self.ask)

    @contextmanager
    def tampering(self) -> Iterator[None]:
        """Everything in the block is undone afterwards; no trigger runs in it."""
        self.ask("begin")
        self.ask("set local session_replication_role = replica")
        try:
            yield
        finally:
            self.ask("rollback")

    def close(self) -> None:
        self.connection.close()


# What can be changed in a line. The value is never the one that stands there.
CHANGES = {
    "at": "at + interval '1 microsecond'",
    "actor": "gen_random_uuid()",
    "purpose": "purpose || 'x'",
    "request": "request || 'x'",
    "action": "action || 'x'",
    "table_name": "table_name || 'x'",
    "object_id": "gen_random_uuid()::text",
    "about": "array[gen_random_uuid()]",
    "old": '\'{"stage": "closed"}\'::jsonb',
    "new": '\'{"stage": "closed"}\'::jsonb',
    "detail": "jsonb_build_object('made', 'up')",
    "application": "application || 'x'",
    "backend": "backend + 1",
    "xid": "xid + 1000000000",
    "id": "id + 1000000000",
}
COLUMNS = "xid, actor, purpose, request, action, table_name, object_id, about, old, new, detail, application, backend"


def update(at: Ledger, chance: random.Random) -> str:
    column = chance.choice(list(CHANGES))
    at.ask(f"update audit_entry set {column} = {CHANGES[column]} where id = {_line(at, chance)}")
    return f"update {column}"


def delete(at: Ledger, chance: random.Random) -> str:
    lines = [_line(at, chance) for _ in range(chance.randint(1, 5))]
    at.ask("delete from audit_entry where id = any(%s)", [lines])
    return f"delete {lines}"


def insert(at: Ledger, chance: random.Random) -> str:
    """An invented line among old ones: under a free number in front, behind, or far ahead of the sequence."""
    line = _line(at, chance)
    number = chance.choice(
        ["-1", "(select max(id) + 1 from audit_entry)", "(select max(id) + 1000000 from audit_entry)"]
    )
    at.ask(
        f"insert into audit_entry (id, at, {COLUMNS}) select {number}, at, {COLUMNS} from audit_entry where id = {line}"
    )
    return f"insert {number}"


def reorder(at: Ledger, chance: random.Random) -> str:
    one, other = chance.sample([row[0] for row in at.ask("select id from audit_entry")], 2)
    at.ask("update audit_entry set id = -1 where id = %s", [one])
    at.ask("update audit_entry set id = %s where id = %s", [one, other])
    at.ask("update audit_entry set id = %s where id = -1", [other])
    return f"reorder {one} {other}"


def cut_tail(at: Ledger, chance: random.Random) -> str:
    """The newest seals and their lines: what is left is a whole chain, shorter than an anchor says."""
    seals = chance.randint(1, 4)
    at.ask(
        "delete from audit_entry where id in"
        " (select unnest(entry_ids) from (select entry_ids from audit_seal order by number desc limit %s) s)",
        [seals],
    )
    at.ask(
        "delete from audit_seal where number in (select number from audit_seal order by number desc limit %s)", [seals]
    )
    return f"cut {seals}"


def recompute(at: Ledger, chance: random.Random) -> str:
    """A changed line, and the whole chain made anew over it."""
    done = update(at, chance)
    at.ask("delete from audit_seal")
    ledger.seal(at.ask)
    return f"recompute after {done}"


SPOILT = (
    "leaves = decode(repeat('ab', 32 * count), 'hex')",
    "root = sha256(root)",
    "count = count + 1",
    "sealed_at = sealed_at - interval '1 day'",
    "entry_ids[1] = -5",
    "xid_to = xid_to + 1",
)


def spoil_seal(at: Ledger, chance: random.Random) -> str:
    number = chance.choice([row[0] for row in at.ask("select number from audit_seal order by number")])
    what = chance.choice(SPOILT)
    at.ask(f"update audit_seal set {what} where number = {number}")
    return f"seal {number} {what}"


TAMPERINGS = (update, update, delete, insert, reorder, cut_tail, recompute, spoil_seal)


def tamper(at: Ledger, chance: random.Random, number: int) -> str:
    """One of the tamperings, each in its turn; says what was done."""
    return TAMPERINGS[number % len(TAMPERINGS)](at, chance)


def _line(at: Ledger, chance: random.Random) -> int:
    lines = [row[0] for row in at.ask("select id from audit_entry order by id")]
    return int(chance.choice(lines))


def write_from_processes(address: str, user_id: uuid.UUID, *, processes: int, rounds: int) -> int:
    """Have so many processes, signed in as the application, write at once; returns the rows they say they changed."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "carisecure.settings.testing", "DATABASE_URL": address}
    command = [sys.executable, "-m", "tests.audit.mixed_writes", str(user_id), str(rounds)]
    running = [
        subprocess.Popen([*command, f"mixed-{n}"], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for n in range(processes)
    ]
    answers = [child.communicate()[0] for child in running]
    assert [child.returncode for child in running] == [0] * processes
    return sum(int(answer) for answer in answers)
