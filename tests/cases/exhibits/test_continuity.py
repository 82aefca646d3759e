"""The chain of custody as sums about steps: what can have been, and what cannot, in words beside the right field."""

from __future__ import annotations

import datetime as dt

import pytest

from carisecure.days.known import KnownDay
from cases.exhibits.continuity import Seizure, Step, fault_of, same, standing_of
from cases.exhibits.models import Move

MAY, NINTH = KnownDay(dt.date(2026, 5, 1), "month"), KnownDay(dt.date(2026, 5, 9))
SEIZED = Seizure(NINTH, "Cpl. St. Louis")


def day(number: int) -> KnownDay:
    return KnownDay(dt.date(2026, 5, number))


def step(number: int, kind: str, on: KnownDay, by: str, to: str = "", at: dt.time | None = None) -> Step:
    return Step(number, kind, on, by, to, at)


LODGED = step(2, Move.LODGED, day(10), "Cpl. St. Louis", "The storekeeper", dt.time(9))
LABORATORY = step(3, Move.LABORATORY, day(12), "The storekeeper", "Dr. Ali")
RETURNED = step(4, Move.RETURNED, day(20), "Dr. Ali", "The storekeeper")
DISPOSED = step(5, Move.DISPOSED, day(30), "The storekeeper")
CHAIN = [LODGED, LABORATORY, RETURNED, DISPOSED]


def test_a_whole_chain_is_possible() -> None:
    assert fault_of(SEIZED, CHAIN) is None
    assert standing_of(SEIZED, []).holder == "Cpl. St. Louis"
    assert standing_of(SEIZED, CHAIN[:2]).is_at_laboratory
    assert standing_of(SEIZED, CHAIN[:3]).holder == "The storekeeper"
    assert standing_of(SEIZED, CHAIN).is_disposed
    assert standing_of(SEIZED, CHAIN).holder == ""


@pytest.mark.parametrize(
    ("steps", "number", "field", "words"),
    [
        ([step(2, Move.LODGED, day(8), "Cpl. St. Louis", "S")], 2, "happened_on", "before the exhibit was seized"),
        ([LODGED, step(3, Move.MOVED, day(9), "The storekeeper", "S")], 3, "happened_on", "before event 2"),
        ([LODGED, step(3, Move.MOVED, day(10), "The storekeeper", "S", dt.time(8))], 3, "at_time", "before event 2"),
        ([step(2, Move.LODGED, day(10), "Sgt. Grant", "S")], 2, "handed_by", "Sgt. Grant does not hold"),
        ([LODGED, step(3, Move.MOVED, day(11), "Cpl. St. Louis", "S")], 3, "handed_by", "The storekeeper does"),
        ([LODGED, step(3, Move.RETURNED, day(11), "The storekeeper", "S")], 3, "kind", "not at the laboratory"),
        ([LODGED, LABORATORY, step(4, Move.LABORATORY, day(13), "Dr. Ali", "S")], 4, "kind", "already"),
        ([*CHAIN, step(6, Move.MOVED, day(31), "The storekeeper", "S")], 6, "kind", "disposed of on"),
    ],
)
def test_what_is_impossible_is_said_at_its_field(steps: list[Step], number: int, field: str, words: str) -> None:
    fault = fault_of(SEIZED, steps)
    assert fault is not None
    assert (fault.number, fault.field) == (number, field)
    assert words in fault.words


def test_without_who_seized_it_nobody_can_hand_it_over() -> None:
    fault = fault_of(Seizure(None, ""), [LODGED])
    assert fault is not None
    assert fault.field == "handed_by"


def test_of_a_day_known_in_part_only_what_is_certain_is_refused() -> None:
    assert fault_of(SEIZED, [step(2, Move.LODGED, MAY, "Cpl. St. Louis", "S")]) is None
    april = KnownDay(dt.date(2026, 4, 1), "month")
    fault = fault_of(SEIZED, [step(2, Move.LODGED, april, "Cpl. St. Louis", "S")])
    assert fault is not None
    assert fault_of(Seizure(None, "A"), [step(2, Move.LODGED, april, "A", "S")]) is None


def test_one_person_is_one_however_the_blanks_and_capitals_are() -> None:
    assert same("cpl.  ST. louis ", "Cpl. St. Louis")
    assert not same("Cpl. Louis", "Cpl. St. Louis")


def test_the_same_hour_and_an_unknown_one_are_possible() -> None:
    same_hour = step(3, Move.MOVED, day(10), "The storekeeper", "S", dt.time(9))
    no_hour = step(3, Move.MOVED, day(10), "The storekeeper", "S")
    assert fault_of(SEIZED, [LODGED, same_hour]) is None
    assert fault_of(SEIZED, [LODGED, no_hour]) is None
