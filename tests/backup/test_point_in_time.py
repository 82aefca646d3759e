"""Back to a moment, out of nothing but the second place: a server that was killed, a moment in between, a gap."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from pyrage import x25519

from carisecure.access.vault.keyring import keyring
from carisecure.backup import base as bases
from carisecure.backup import moment
from carisecure.backup.base import Base
from carisecure.backup.envelope import Run
from carisecure.backup.moment import CannotRecover, Opening
from carisecure.backup.place import Place
from carisecure.backup.receiving import CannotReceive, Log
from carisecure.backup.segments import Segment
from carisecure.backup.shipping import SUFFIX, PlaceShelf
from carisecure.backup.wal import Receiver, State
from carisecure.embedded import postgres
from tests.backup.scratch import Scratch, ask, folder_for, numbers, scratch_server


class Second:
    """A second place, the identity that opens it, and the receiver of one server's log."""

    def __init__(self, folder: Path, house: Scratch) -> None:
        self.identity = x25519.Identity.generate()
        self.place = Place(folder / "second-place")
        self.place.root.mkdir()
        self.run = Run(str(self.identity.to_public()))
        self.place.prepare(self.run.recipient)
        self.house, self.spool, self.folder = house, folder / "spool", folder

    def take_base(self) -> Base:
        return bases.take(self.place, Log(self.house.source), self.run)

    def receiver(self, **more: object) -> Receiver:
        return Receiver(Log(self.house.source), self.shelf, self.spool, **more)  # type: ignore[arg-type]

    def shelf(self, identifier: int) -> PlaceShelf:
        return PlaceShelf(self.place, self.run, identifier, keyring().keys)

    def back(self, at: dt.datetime | None = None, also: tuple[Path, ...] = ()) -> tuple[list[int], list[str]]:
        """The numbers that are there again at that moment, and what was said."""
        base = moment.choose(bases.listed(self.place), at)
        data = folder_for(self.folder / "data")
        try:
            with moment.recovered(
                self.place,
                base,
                Opening(self.identity, keyring().keys),
                data=data,
                programs=self.house.programs,
                moment=at,
                also=also,
            ) as found:
                return numbers(found.server), found.said
        finally:
            shutil.rmtree(data, ignore_errors=True)


class Writer(threading.Thread):
    """Writes one number after the other, each by itself, and remembers those that were acknowledged."""

    def __init__(self, server: postgres.Postgres, first: int) -> None:
        super().__init__()
        self.server, self.acknowledged = server, [first]
        self.some = threading.Event()

    def run(self) -> None:
        connection = psycopg2.connect(self.server.address(postgres.SUPERUSER, "house"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                while True:
                    cursor.execute("insert into number values (%s)", [self.acknowledged[-1] + 1])
                    self.acknowledged.append(self.acknowledged[-1] + 1)
                    if len(self.acknowledged) > 50:
                        self.some.set()
        except psycopg2.Error:
            self.some.set()


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
