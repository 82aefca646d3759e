"""Random histories of the access log as they come about by themselves: none of them may be taken for a fault.

What makes them unlike: how many lines a transaction has, lines that were rolled back and left a hole in the numbers,
transactions that stay open while others are sealed, seals of many transactions and of one, a restore elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import psycopg2

from carisecure.audit import ledger
from carisecure.audit.anchors import Anchor
from tests.audit.ledger_database import Ledger
from tests.audit.test_sealing import AS_FROM_ELSEWHERE

EVENTS_LEAST, EVENTS_MOST = 5, 12
ACTIONS = ("read", "search", "export", "sign_in", "refused.not_visible")
LINES = """
select carisecure.note_event(%s, 'cases_case', gen_random_uuid()::text,
                             jsonb_build_object('ids', jsonb_build_array(gen_random_uuid()), 'n', n))
  from generate_series(1, %s) n
"""


def begin_anew(at: Ledger) -> None:
    """An empty log. Its numbers go on where they were, as after a flush."""
    at.ask("set session_replication_role = replica")
    at.ask("delete from audit_entry")
    at.ask("delete from audit_seal")
    at.ask("reset session_replication_role")


def _write(at: Ledger, chance: random.Random) -> None:
    at.ask(LINES, [chance.choice(ACTIONS), chance.randint(1, 9)])


def _write_in_vain(at: Ledger, chance: random.Random) -> None:
    at.ask("begin")
    _write(at, chance)
    at.ask("rollback")


def _seal(at: Ledger, chance: random.Random) -> None:
    _write(at, chance)
    ledger.seal(at.ask)


def _stay_open(at: Ledger, chance: random.Random) -> None:
    """One transaction writes, others write and are sealed as far as that goes, then the first one ends, well or not."""
    slow = psycopg2.connect(at.connection.dsn)
    try:
        with slow.cursor() as cursor:
            cursor.execute(LINES, ["write", chance.randint(1, 5)])
            for _ in range(chance.randint(1, 3)):
                _seal(at, chance)
            cursor.execute(LINES, ["write", chance.randint(1, 5)])
        slow.commit() if chance.random() < 0.8 else slow.rollback()
    finally:
        slow.close()


def _many_small(at: Ledger, chance: random.Random) -> None:
    for _ in range(chance.randint(8, 20)):
        at.ask(LINES, ["write", chance.randint(5, 15)])
    at.ask("select carisecure.seal_ledger(100)")


def _restore(at: Ledger, chance: random.Random) -> None:
    """What pg_restore brings into another server, and the first lines there. Once in a life.

    The seal that ends an era waits for whoever writes: so it is made before the next event leaves somebody open.
    """
    if at.ask("select count(*) from audit_seal where cluster = '1'") == [(0,)]:
        at.seal_all()
        at.ask(AS_FROM_ELSEWHERE)
        for _ in range(chance.randint(1, 3)):
            _write(at, chance)
        at.seal_all()


Event = Callable[[Ledger, random.Random], None]
EVENTS: tuple[tuple[Event, int], ...] = (
    (_write, 4),
    (_write_in_vain, 2),
    (_seal, 6),
    (_stay_open, 2),
    (_many_small, 1),
    (_restore, 1),
)


def live_through(at: Ledger, chance: random.Random) -> list[Anchor]:
    """Make a history of an empty log, sealed to its end; returns the anchors that lie outside, the newest among them.

    At least three seals: with one alone there is nothing to put in another order.
    """
    begin_anew(at)
    kinds, weights = zip(*EVENTS, strict=True)
    for _ in range(chance.randint(EVENTS_LEAST, EVENTS_MOST)):
        chance.choices(kinds, weights)[0](at, chance)
    at.seal_all()
    while at.ask("select count(*) < 3 from audit_seal") == [(True,)]:
        _seal(at, chance)
        at.seal_all()
    seals = at.anchors(1000)
    return [seal for number, seal in enumerate(seals) if number == 0 or chance.random() < 0.5][::-1]
