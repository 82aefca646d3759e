"""Back to a moment, out of nothing but the second place: a server that was killed, a moment in between, a gap."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from carisecure.backup import base as bases
from carisecure.backup import moment
from carisecure.backup.moment import CannotRecover
from carisecure.backup.receiving import CannotReceive
from carisecure.backup.segments import Segment
from carisecure.backup.shipping import SUFFIX, PlaceShelf
from carisecure.backup.wal import State
from tests.backup.scratch import Scratch, Second, Writer, ask, scratch_server


@pytest.fixture
def house() -> Iterator[Scratch]:
    with scratch_server() as made:
        yield made


def test_a_server_killed_while_it_writes_comes_back_with_all_it_acknowledged(house: Scratch, tmp_path: Path) -> None:
    second = Second(tmp_path, house)
    ask(house.server, "insert into number values (0)")
    second.take_base()
    writer = Writer(house.server, 0)
    writer.start()
    assert writer.some.wait(30)
    house.kill()
    writer.join()

    house.start()
    second.receiver().once()
    between = ask(house.server, "select clock_timestamp()")[0][0]
    ask(house.server, "insert into number values (-1)")
    second.receiver().once()
    house.remove()
    shutil.rmtree(second.spool)

    there, said = second.back()
    assert set(writer.acknowledged) <= set(there)
    assert set(there) - set(writer.acknowledged) <= {-1, writer.acknowledged[-1] + 1}, "at most the one under way"
    assert (-1 in there, said) == (True, [])
    assert -1 not in second.back(between)[0]


def test_what_cannot_be_reached_is_said_and_nothing_is_left_behind(house: Scratch, tmp_path: Path) -> None:
    second = Second(tmp_path, house)
    base = second.take_base()
    for number in range(3):
        ask(house.server, "insert into number values (%s)", [number])
        ask(house.server, "select pg_switch_wal()")
    second.receiver().once()
    log = second.place.path(base.log)
    finished = [log / f"{name}{SUFFIX}" for name in following(base.last, 3)]
    assert all(path.exists() for path in finished)

    before = base.reached - dt.timedelta(seconds=1)
    with pytest.raises(CannotRecover, match="is before it"):
        second.back(before)
    there, said = second.back(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    assert (there, said) == ([0, 1, 2], [moment.TOO_LATE])

    whole = finished[1].read_bytes()
    finished[1].write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    with pytest.raises(CannotRecover, match="cut or altered"):
        second.back()
    forged = PlaceShelf(second.place, second.run, base.identifier, {1: bytes(32)})
    (tmp_path / "forged").write_bytes(b"anything")
    forged.put(following(base.last, 2)[1], tmp_path / "forged")
    with pytest.raises(CannotRecover, match="not written by this house"):
        second.back()
    finished[1].unlink()
    with pytest.raises(CannotRecover, match=f"the segment {following(base.last, 2)[1]} is missing"):
        second.back()
    finished[1].write_bytes(whole)
    archive = bases.part(second.place, base)
    archive.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(CannotRecover, match="is not whole"):
        second.back()


def following(last: Segment, count: int) -> list[str]:
    names = []
    for _ in range(count):
        last = last.next
        names.append(last.name)
    return names


def test_a_receiver_goes_on_while_the_second_place_is_away_and_is_the_only_one(house: Scratch, tmp_path: Path) -> None:
    second = Second(tmp_path, house)
    base = second.take_base()
    states: list[tuple[str, int]] = []
    away = second.place.root.with_name("away")

    def told(state: State) -> None:
        states.append((state.fault, state.waiting))

    receiver = second.receiver(every=0.1, told=told, stopped=lambda: step(len(states)))

    def step(heard: int) -> bool:
        """What happens while it receives, each once: it is told each time the open segment was due."""
        if heard >= 1 and second.place.root.exists() and not done:
            with pytest.raises(CannotReceive, match="by another process"):
                second.receiver().once()
            second.place.root.rename(away)
            ask(house.server, "insert into number values (1)")
            ask(house.server, "select pg_switch_wal()")
            done.append("away")
        assert heard < 200, states[-1]
        if done == ["away"] and states[-1][0] == "wal.place_away" and states[-1][1] > 0:
            away.rename(second.place.root)
            done.append("back")
        return done == ["away", "back"] and states[-1] == ("", 0)

    done: list[str] = []
    receiver.run()
    assert following(base.last, 1)[0] in second.shelf(base.identifier).names()
    ask(house.server, "insert into number values (2)")
    second.receiver().once()
    assert second.back()[0] == [1, 2], "started again, it went on where it was"
