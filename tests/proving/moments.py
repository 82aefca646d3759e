"""A database server killed while it writes, and brought back out of base and log: what was acknowledged is there."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from pathlib import Path

from tests.backup.scratch import Scratch, Second, Writer, ask, scratch_server
from tests.proving.figures import Findings

TITLE = "### Back to the last moment after kill -9"
MANY, WRITERS, EACH = 10, 4, 1_000_000
HOW = (
    "started again, the log fetched, everything but the second place lost",
    "never started again, its pg_wal at hand",
)


def prove(*, seed: int, many: int = MANY) -> Findings:
    findings, chance = Findings(), random.Random(seed)
    counts: dict[str, list[int]] = {how: [0, 0, 0] for how in HOW}
    seconds = []
    for number in range(many):
        how = HOW[number % 2]
        with scratch_server() as house, tempfile.TemporaryDirectory() as folder:
            acknowledged, there, took = _once(house, Path(folder), chance, how == HOW[0])
        lost, more = acknowledged - there, there - acknowledged
        counts[how] = [a + b for a, b in zip(counts[how], (len(acknowledged), len(lost), len(more)), strict=True)]
        if len(more) > WRITERS:
            findings.fault(f"kill {number}: {len(more)} numbers that nobody was told of, by {WRITERS} writers")
        seconds.append(took)
    findings.add("kills", many)
    for how, (acknowledged_, lost_, more_) in counts.items():
        findings.add(f"commits acknowledged ({how})", acknowledged_)
        findings.add("of these lost", lost_, 0)
        findings.add("there without having been acknowledged: under way when it was killed", more_)
    findings.add("seconds to bring it back, longest", f"{max(seconds):.1f}")
    return findings


def _once(house: Scratch, folder: Path, chance: random.Random, is_started: bool) -> tuple[set[int], set[int], float]:
    second = Second(folder, house)
    second.take_base()
    second.receiver().once()
    ask(house.server, "checkpoint")
    writers = [Writer(house.server, number * EACH) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(chance.uniform(0.2, 3))
    house.kill()
    for writer in writers:
        writer.join()
    # The first number of each is where it began, and was not written.
    acknowledged = {number for writer in writers for number in writer.acknowledged[1:]}
    also: tuple[Path, ...] = ()
    if is_started:
        house.start()
        second.receiver().once()
        house.remove()
        shutil.rmtree(second.spool)
    else:
        also = (house.server.data / "pg_wal", second.spool)
    begun = time.monotonic()
    there, _said = second.back(also=also)
    return acknowledged, set(there), time.monotonic() - begun
