"""Every way we know to change a sealed access log with all rights, and what the check has to say about each.

Nothing is undone: who changes the log commits, and each history is thrown away afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from carisecure.audit import ledger
from carisecure.audit.anchors import Anchor
from carisecure.audit.verification import Problem
from tests.audit.ledger_database import CHANGES, COLUMNS, Ledger

CONTENTS = COLUMNS.removeprefix("xid, ").split(", ")
# What moves a line out of its seal instead of changing it in there.
MOVING = {"id", "xid"}
RESEALED = """
do $$
declare
    s audit_seal;
    before bytea;
begin
    for s in select * from audit_seal where number between {first} and {last} order by number loop
        s.leaves := (select coalesce(string_agg(carisecure.ledger_leaf(e), '' order by id), '') from audit_entry e
                      where id = any(s.entry_ids));
        s.previous_root := coalesce(before, s.previous_root);
        s.root := carisecure.seal_root(s);
        before := s.root;
        update audit_seal set leaves = s.leaves, previous_root = s.previous_root, root = s.root where number = s.number;
    end loop;
end
$$
"""
SPOILT = (
    "leaves = decode(repeat('ab', 32 * count), 'hex')",
    "root = sha256(root)",
    "previous_root = sha256(previous_root)",
    "count = count + 1",
    "era = era + 1",
    "cluster = cluster || '7'",
    "id_after = id_after + 1",
    "id_until = coalesce(id_until, 0) + 1",
    "xid_from = coalesce(xid_from, 0) + 1",
    "xid_to = coalesce(xid_to, 0) + 1",
    "sealed_at = sealed_at - interval '1 day'",
    "at_from = at_from - interval '1 second'",
    "at_to = at_to + interval '1 second'",
    "id_from = coalesce(id_from, 0) - 1",
    "id_to = id_to + 1",
    "id_to = null",
)


@dataclass(frozen=True)
class Named:
    """A problem that the check has to tell: one of these faults, of this seal, about this line (None: any)."""

    faults: tuple[str, ...]
    seal: int | None = None
    entry: int | None = None

    def is_among(self, problems: Iterable[Problem]) -> bool:
        return any(
            one.fault in self.faults and self.seal in (None, one.seal) and self.entry in (None, one.entry)
            for one in problems
        )


@dataclass(frozen=True)
class Forged:
    """What was done, in words, all that has to be told of it, and the anchors as they lie outside afterwards."""

    done: str
    named: tuple[Named, ...]
    anchors: list[Anchor]


@dataclass
class Forger:
    """Somebody with the superuser's password, in front of one sealed history. `seal_of`: the seal of each line."""

    at: Ledger
    chance: random.Random
    anchors: list[Anchor]
    seal_of: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        rows = self.at.ask("select id, number from audit_seal, unnest(entry_ids) id order by id")
        self.seal_of = dict(rows)
        self.at.ask("set session_replication_role = replica")

    @property
    def newest(self) -> int:
        return int(self.at.ask("select max(number) from audit_seal")[0][0])

    def line(self) -> int:
        return self.chance.choice(list(self.seal_of))

    def two_lines(self) -> tuple[int, int]:
        one, other = self.chance.sample(list(self.seal_of), 2)
        return one, other

    def seals(self, most: int) -> tuple[int, int]:
        """Some seals in a row that are not all: the first and the last of them."""
        first = self.chance.randint(1, self.newest - 1)
        return first, min(self.newest - 1, first + self.chance.randint(0, most - 1))

    def drop(self, first: int, last: int, *, lines: bool = True) -> None:
        if lines:
            self.at.ask(
                "delete from audit_entry where id in"
                f" (select unnest(entry_ids) from audit_seal where number between {first} and {last})"
            )
        self.at.ask(f"delete from audit_seal where number between {first} and {last}")

    def lost_from(self, seal: int) -> tuple[Named, ...]:
        """Every anchor of that seal and of later ones is told."""
        return tuple(Named(("anchor",), seal=anchor.number) for anchor in self.anchors if anchor.number >= seal)

    def forged(self, done: str, *named: Named) -> Forged:
        return Forged(done, named, self.anchors)


def change(forger: Forger) -> Forged:
    """A column of a sealed line."""
    line, column = forger.line(), forger.chance.choice(list(CHANGES))
    forger.at.ask(f"update audit_entry set {column} = {CHANGES[column]} where id = {line}")
    faults = ("missing", "changed") if column in MOVING else ("changed",)
    return forger.forged(f"{column} of line {line} changed", Named(faults, forger.seal_of[line], line))


def exchange(forger: Forger) -> Forged:
    """What two lines say."""
    one, other = forger.two_lines()
    values = ", ".join(f"{column} = b.{column}" for column in CONTENTS)
    forger.at.ask(
        f"update audit_entry a set {values} from audit_entry b"
        f" where a.id in ({one}, {other}) and b.id in ({one}, {other}) and a.id <> b.id"
    )
    both = {forger.seal_of[one], forger.seal_of[other]}
    named = [Named(("changed",), seal) for seal in both]
    return forger.forged(f"lines {one} and {other} say each what the other said", *named)


def reorder(forger: Forger) -> Forged:
    one, other = forger.two_lines()
    for new, old in ((-1, one), (one, other), (other, -1)):
        forger.at.ask(f"update audit_entry set id = {new} where id = {old}")
    faults = ("changed", "missing", "inserted")
    named = [Named(faults, forger.seal_of[line]) for line in (one, other)]
    return forger.forged(f"lines {one} and {other} have each other's number", *named)


def move(forger: Forger) -> Forged:
    """A line put under another transaction, and with it under another seal."""
    line = forger.line()
    forger.at.ask(
        "update audit_entry set xid ="
        " (select xid from audit_entry where xid <> e.xid order by abs(xid - e.xid) limit 1)"
        f" from audit_entry e where e.id = {line} and audit_entry.id = e.id"
    )
    return forger.forged(
        f"line {line} put under another transaction", Named(("missing", "changed"), forger.seal_of[line], line)
    )


def delete(forger: Forger) -> Forged:
    """In each seal the first that is gone is told."""
    gone = sorted({forger.line() for _ in range(forger.chance.randint(1, 5))})
    forger.at.ask("delete from audit_entry where id = any(%s)", [gone])
    first: dict[int, int] = {}
    for line in gone:
        first.setdefault(forger.seal_of[line], line)
    return forger.forged(f"lines {gone} deleted", *(Named(("missing",), seal, line) for seal, line in first.items()))


def _copied(forger: Forger, number: str, *, at: str = "at", xid: str = "xid") -> int:
    line = forger.line()
    row = forger.at.ask(
        f"insert into audit_entry (id, at, {COLUMNS}) select {number}, {at}, {xid}, {', '.join(CONTENTS)}"
        f" from audit_entry where id = {line} returning id"
    )
    return int(row[0][0])


def insert(forger: Forger) -> Forged:
    """A line among old ones: its number in front of all, behind all, or far ahead of the sequence."""
    far = forger.chance.randint(1000, 10**9)
    number = forger.chance.choice(
        ["-1", "(select max(id) + 1 from audit_entry)", f"(select max(id) + {far} from audit_entry)"]
    )
    line = _copied(forger, number)
    return forger.forged(f"line {line} put among old ones", Named(("inserted", "changed"), entry=line))


def copy_with_high_number(forger: Forger) -> Forged:
    """As a line of now, with a number that nobody was given, and not sealed yet."""
    far = forger.chance.randint(1000, 10**9)
    line = _copied(
        forger, f"(select last_value + {far} from audit_entry_id_seq)", at="now()",
        xid="pg_current_xact_id()::text::bigint",
    )  # fmt: skip
    return forger.forged(f"line {line} put in with a number of its own", Named(("inserted",), entry=line))


def _sealed(forger: Forger, line: int) -> Named:
    """The line is sealed like a true one, with some others; it is told because it lies outside its seal."""
    for _ in range(forger.chance.randint(0, 2)):
        forger.at.write(forger.chance.randint(1, 5))
    forger.at.seal_all()
    (seal,) = forger.at.ask("select number from audit_seal where %s = any(entry_ids)", [line])
    return Named(("outside",), seal[0], line)


def copy_and_seal(forger: Forger) -> Forged:
    far = forger.chance.randint(1000, 10**9)
    line = _copied(
        forger, f"(select last_value + {far} from audit_entry_id_seq)", at="now()",
        xid="pg_current_xact_id()::text::bigint",
    )  # fmt: skip
    return forger.forged(f"line {line} with a number of its own, sealed", _sealed(forger, line))


def backdate(forger: Forger) -> Forged:
    """A line of now with the date of another day, before it is sealed."""
    moment = forger.chance.choice(
        ["timestamptz '2025-06-01'", "now() - interval '25 hours'", "now() - interval '90 days'",
         "now() + interval '6 minutes'", "now() + interval '1 year'"]
    )  # fmt: skip
    line = _copied(forger, "nextval('audit_entry_id_seq')", at=moment, xid="pg_current_xact_id()::text::bigint")
    return forger.forged(f"line {line} dated {moment}, sealed", _sealed(forger, line))


def spoil_seal(forger: Forger) -> Forged:
    seal, what = forger.chance.randint(1, forger.newest), forger.chance.choice(SPOILT)
    forger.at.ask(f"update audit_seal set {what} where number = {seal}")
    return forger.forged(f"seal {seal}: {what}", Named(("seal",), seal))


def spoil_list(forger: Forger) -> Forged:
    """One of the numbers that a seal lists."""
    line = forger.line()
    seal = forger.seal_of[line]
    forger.at.ask(
        f"update audit_seal set entry_ids = array_replace(entry_ids, {line}::bigint, -5) where number = {seal}"
    )
    named = Named(("seal", "missing", "inserted", "outside"), seal)
    return forger.forged(f"seal {seal} lists another line in place of {line}", named)


def swap_seals(forger: Forger) -> Forged:
    one, other = sorted(forger.chance.sample(range(1, forger.newest + 1), 2))
    for new, old in ((-1, one), (one, other), (other, -1)):
        forger.at.ask(f"update audit_seal set number = {new} where number = {old}")
    return forger.forged(f"seals {one} and {other} exchanged", Named(("seal",), one))


def widen_seal(forger: Forger) -> Forged:
    """The newest seal lets in a line of last year, and its root is made anew."""
    seal = forger.newest
    forger.at.ask(f"update audit_seal set at_from = at_from - interval '1 year' where number = {seal}")
    forger.at.ask(RESEALED.format(first=seal, last=seal))
    return forger.forged(f"seal {seal} widened", Named(("seal",), seal), *forger.lost_from(seal))


def delete_seals(forger: Forger) -> Forged:
    first, last = forger.seals(3)
    forger.drop(first, last, lines=forger.chance.random() < 0.5)
    return forger.forged(f"seals {first} to {last} deleted", Named(("seal",), last + 1))


def cut_end(forger: Forger) -> Forged:
    """What is left is a whole chain, shorter than an anchor says."""
    first = forger.chance.randint(1, forger.newest)
    forger.drop(first, forger.newest, lines=forger.chance.random() < 0.7)
    return forger.forged(f"everything from seal {first} on cut off", *forger.lost_from(first))


def _cut_behind(forger: Forger) -> tuple[int, str]:
    """Cut the end off, but for one seal at least; the number and the root of the newest that is left."""
    first = forger.chance.randint(2, forger.newest)
    forger.drop(first, forger.newest)
    return first - 1, ledger.root_of(first - 1, forger.at.ask)


def excuse_inside(forger: Forger) -> Forged:
    """A cut that the log itself calls a restore, with two names: no anchor says so."""
    left, root = _cut_behind(forger)
    forger.at.ask(
        "select carisecure.note_event('ledger.restored', '', '', jsonb_build_object('seal', %s, 'root', %s,"
        " 'asked_by', gen_random_uuid(), 'agreed_by', gen_random_uuid()))",
        [left, root],
    )
    forger.at.seal_all()
    return forger.forged(f"a cut behind seal {left}, excused in the log", *forger.lost_from(left + 1))


def excuse_outside(forger: Forger) -> Forged:
    """A cut that the anchors call a restore: the log says nothing of it."""
    left, root = _cut_behind(forger)
    forger.anchors = [*forger.anchors, Anchor(left, root, "2026-12-01T00:00:00Z", restored=True)]
    return forger.forged(f"a cut behind seal {left}, excused among the anchors", Named(("unsaid",), left))


def cut_all(forger: Forger) -> Forged:
    forger.drop(1, forger.newest)
    return forger.forged("everything deleted", *forger.lost_from(1))


def _line_changed(forger: Forger) -> tuple[str, int]:
    line = forger.line()
    column = forger.chance.choice([name for name in CHANGES if name not in MOVING | {"at"}])
    forger.at.ask(f"update audit_entry set {column} = {CHANGES[column]} where id = {line}")
    return f"{column} of line {line} changed", forger.seal_of[line]


def reseal_one(forger: Forger) -> Forged:
    """A changed line, and its seal made anew over it: the next seal, or the anchor of the newest, does not fit."""
    done, seal = _line_changed(forger)
    named = forger.lost_from(seal) if seal == forger.newest else (Named(("seal",), seal + 1),)
    forger.at.ask(RESEALED.format(first=seal, last=seal))
    return forger.forged(f"{done} and seal {seal} made anew", *named)


def reseal_onwards(forger: Forger) -> Forged:
    """A changed line, and every seal from its own on made anew."""
    done, seal = _line_changed(forger)
    forger.at.ask(RESEALED.format(first=seal, last=forger.newest))
    return forger.forged(f"{done} and every seal from {seal} on made anew", *forger.lost_from(seal))


def reseal_all(forger: Forger) -> Forged:
    """A changed line, and the sealer run over everything again."""
    done, _seal = _line_changed(forger)
    forger.at.ask("delete from audit_seal")
    ledger.seal(forger.at.ask)
    return forger.forged(f"{done} and everything sealed again", *forger.lost_from(1))


def edit_anchor(forger: Forger) -> Forged:
    place = forger.chance.randrange(len(forger.anchors))
    anchor = forger.anchors[place]
    place_in_root = forger.chance.randrange(64)
    digit = "0" if anchor.root[place_in_root] != "0" else "1"
    spoilt = forger.chance.choice(
        [replace(anchor, root=anchor.root[:place_in_root] + digit + anchor.root[place_in_root + 1 :]),
         replace(anchor, number=anchor.number % forger.newest + 1),
         replace(anchor, number=forger.newest + forger.chance.randint(1, 99))]
    )  # fmt: skip
    forger.anchors = [*forger.anchors[:place], spoilt, *forger.anchors[place + 1 :]]
    return forger.forged(f"anchor {anchor.number} edited", Named(("anchor",), spoilt.number))


Kind = Callable[[Forger], Forged]
KINDS: tuple[Kind, ...] = (
    change, change, change, delete, insert, reorder, exchange, move, backdate, copy_with_high_number, copy_and_seal,
    spoil_seal, spoil_seal, spoil_list, swap_seals, widen_seal, delete_seals, cut_end, excuse_inside, excuse_outside,
    cut_all, reseal_one, reseal_onwards, reseal_all, edit_anchor,
)  # fmt: skip
