"""Which segments of the log follow each other, on which timeline, and which is missing."""

from __future__ import annotations

import pytest

from carisecure.backup import segments
from carisecure.backup.segments import Segment, row

LAST = Segment(4, 1)


def name(number: int, timeline: int = 1) -> str:
    return Segment(number, timeline).name


def test_a_name_and_its_number() -> None:
    found = segments.segment("00000001000000010000000A")
    assert found == Segment(0x10A, 1)
    assert found.name == "00000001000000010000000A"
    assert Segment(0xFF, 1).next.name == "000000010000000100000000"
    small = segments.segment("00000001000000010000003F", 64 * 1024 * 1024)
    assert small is not None
    assert small.next.name == "000000010000000200000000"


@pytest.mark.parametrize(
    "other", ["", "lock", "00000002.history", "0000000100000001000001FF", "00000001000000010000000a"]
)
def test_other_names_are_none(other: str) -> None:
    assert segments.segment(other) is None


def test_a_position_and_back() -> None:
    assert segments.position("A/FE000028") == 0xAFE000028
    assert segments.lsn(0xAFE000028) == "A/FE000028"


def test_a_row_to_the_newest_which_may_be_unfinished() -> None:
    names = {name(3), name(4), name(5), name(6), name(7) + ".partial"}
    assert row(names, {}, LAST) == segments.Row(1, [name(5), name(6), name(7) + ".partial"])
    assert row({name(2)}, {}, LAST) == segments.Row(1, [])


def test_what_is_missing_is_named_and_what_is_behind_it_is_of_no_use() -> None:
    found = row({name(5), name(7), name(8)}, {}, LAST)
    assert found == segments.Row(1, [name(5)], Segment(6, 1))
    unfinished = row({name(5) + ".partial", name(6)}, {}, LAST)
    assert unfinished == segments.Row(1, [], Segment(5, 1))


def test_a_restored_house_goes_on_in_a_timeline_of_its_own() -> None:
    history = {2: "1\t0/6000130\tbefore 2026-11-01 10:00:00+00\n"}
    # The former server wrote on: its segments behind the parting are of no use.
    names = {name(5), name(6), name(7), name(8), name(6, 2), name(7, 2) + ".partial"}
    assert row(names, history, LAST) == segments.Row(2, [name(5), name(6, 2), name(7, 2) + ".partial"])
    assert row(names - {name(6, 2)}, history, LAST).missing == Segment(6, 2)


def test_a_base_of_the_former_server_behind_the_parting_leads_on_there() -> None:
    history = {2: "1\t0/4000130\tbefore 2026-11-01 10:00:00+00\n"}
    names = {name(5), name(6), name(4, 2), name(5, 2)}
    assert row(names, history, LAST) == segments.Row(1, [name(5), name(6)])


def test_a_third_timeline_knows_both_partings() -> None:
    history = {
        2: "1\t0/6000130\tno recovery target specified\n",
        3: "1\t0/6000130\tno recovery target specified\n\n2\t0/8000130\tno recovery target specified\n",
    }
    names = {name(5), name(6), name(6, 2), name(7, 2), name(8, 2) + ".partial", name(8, 3), name(9, 3)}
    assert row(names, history, LAST).names == [name(5), name(6, 2), name(7, 2), name(8, 3), name(9, 3)]
