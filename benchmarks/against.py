"""`make bench AGAINST=<commit>`: that commit's build and today's, the same measurements on both in turn, as ratios.

The commit is checked out beside (`git worktree`, under var/against), with an environment and a database of its own;
today's measuring files are laid into it, so that both are asked the same of the same invented data. In each round one
is asked, then the other, A B A B: what else the machine does meets both alike. Medians; beside them the ratio of the
processor's time, of Python and of PostgreSQL, which other work on the machine does not change. `ROUNDS` is how many
(15), `N` one size in place of 10,000 and 100,000, `NAMES` how many people have names (50,000). `ARGS=demo_memory` and
`ARGS=crowd` measure those instead.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "var" / "against"
# Laid into the older build; what it has of its own beside them (identity_data) stays as it was then.
LAID = ("case_data.py", "copying.py", "crowd.py", "measures.py", "side.py")


@dataclass(frozen=True)
class Target:
    """What issue asks of today's build, as a share of the older one's milliseconds, and for some pages more."""

    what: str
    share: float | None = None
    at: int | None = None
    queries: int | None = None
    bytes: int | None = None


TARGETS = (
    Target("case list, all", 0.45),
    Target("case list, some", 0.45),
    Target("case list, few", 0.45),
    Target("rare filter, all"),
    Target("common word, all", 0.15, at=1_000_000),
    Target("new report, all", 0.4, bytes=30_000),
    Target("report sent, all", 0.7, queries=20),
    Target("case page, all", 0.6, queries=12),
    Target("my work, all", 0.6),
)
THROUGHPUT = 1.8
NAME_SEARCH = Target("name search", 0.7)


@dataclass(frozen=True)
class Build:
    """A folder with a build in it, and the Python that it is installed for."""

    name: str
    root: Path
    python: str


def today() -> Build:
    return Build("today", ROOT, sys.executable)


def older(commit: str) -> Build:
    """Check the commit out beside and install what it needs, unless that was done before."""
    name = _git("rev-parse", "--short=12", f"{commit}^{{commit}}")
    root = PLACE / name
    if not root.exists():
        print(f"Checking out {commit} beside ...", file=sys.stderr, flush=True)
        _git("worktree", "prune")
        _git("worktree", "add", "--detach", "--force", str(root), name)
    python = root / ".venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    environment["MAKEFLAGS"] = ""
    subprocess.run(
        ["make", "-s", "dev-installed", "assets", "messages"],  # noqa: S607  (of the PATH)
        cwd=root,
        env=environment,
        check=True,
        stdout=sys.stderr,
    )
    for file in LAID:
        shutil.copy(ROOT / "benchmarks" / file, root / "benchmarks" / file)
    return Build(commit, root, str(python))


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


class Asked:
    """The process of one build (benchmarks/side.py), which answers one question after the other."""

    def __init__(self, build: Build, process: subprocess.Popen[str]) -> None:
        self.build, self.process = build, process

    def ask(self, do: str, **given: Any) -> dict[str, Any]:
        assert self.process.stdin is not None and self.process.stdout is not None  # noqa: PT018  (asked for)
        print(json.dumps({"do": do, **given}), file=self.process.stdin, flush=True)
        said = self.process.stdout.readline()
        if not said:
            raise SystemExit(f"{self.build.name} has ended: see above.")
        answer: dict[str, Any] = json.loads(said)
        return answer


@contextmanager
def asking(build: Build) -> Iterator[Asked]:
    process = subprocess.Popen(
        [build.python, "-m", "benchmarks.side"],
        cwd=build.root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Asked(build, process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(120)


@dataclass
class Found:
    """One measurement of both builds; the older one's stands first. Milliseconds of every round, by the clock and of
    the processors.
    """

    ms: tuple[list[float], list[float]]
    processor: tuple[list[float], list[float]]
    queries: tuple[int, int]
    bytes: tuple[int, int]
    recall: tuple[float, float] | None = None

    @property
    def medians(self) -> tuple[float, float]:
        return statistics.median(self.ms[0]), statistics.median(self.ms[1])

    @property
    def share(self) -> float:
        return self.medians[1] / self.medians[0]

    @property
    def processor_share(self) -> float:
        return statistics.median(self.processor[1]) / statistics.median(self.processor[0])


def in_turn(pair: tuple[Asked, Asked], what: str, rounds: int) -> Found:
    """A B A B: so many rounds of each, three askings a round."""
    ms: tuple[list[float], list[float]] = ([], [])
    processor: tuple[list[float], list[float]] = ([], [])
    last: list[dict[str, Any]] = [{}, {}]
    for _ in range(rounds):
        for number, side in enumerate(pair):
            last[number] = side.ask("measure", what=what, rounds=3)
            ms[number].extend(last[number]["ms"])
            processor[number].extend(last[number]["processor"])
    one, other = last
    recall = (one["recall"], other["recall"]) if "recall" in one else None
    return Found(ms, processor, (one["queries"], other["queries"]), (one["bytes"], other["bytes"]), recall)


def line(size: int, target: Target, found: Found) -> str:
    before, now = found.medians
    wanted, kept = [], True
    if target.share is not None and target.at in {None, size}:
        wanted.append(f"<= {target.share:g}")
        kept = found.share <= target.share
    if target.queries is not None:
        wanted.append(f"<= {target.queries} queries")
        kept = kept and found.queries[1] <= target.queries
    if target.bytes is not None:
        wanted.append(f"<= {target.bytes / 1000:g} kB")
        kept = kept and found.bytes[1] <= target.bytes
    verdict = f"{', '.join(wanted)}: {'kept' if kept else 'NOT KEPT'}" if wanted else ""
    if found.recall is not None:
        verdict += f"; recall {found.recall[0]:.3f} and {found.recall[1]:.3f}"
    more = f"{found.queries[0]} / {found.queries[1]} | {found.bytes[0] / 1000:.0f} / {found.bytes[1] / 1000:.0f}"
    shares = f"**{found.share:.2f}** | {found.processor_share:.2f}"
    return f"| {size:,} | {target.what} | {before:.1f} | {now:.1f} | {shares} | {more} | {verdict} |"


def pages(commit: str, sizes: list[int], rounds: int, names: int) -> None:
    """Print the table of the pages, and the growth of today's from the first size to the last."""
    with ExitStack() as stack:
        pair = (stack.enter_context(asking(older(commit))), stack.enter_context(asking(today())))
        print(f"| size | page, who asks | {commit} ms | today ms | **ratio** | of processor | queries | kB | target |")
        print("|---|---|---|---|---|---|---|---|---|", flush=True)
        growth: dict[str, list[float]] = {}
        for size in sizes:
            for side in pair:
                side.ask("fill", cases=size)
            for target in TARGETS:
                found = in_turn(pair, target.what, rounds)
                growth.setdefault(target.what, []).append(found.medians[1])
                print(line(size, target, found), flush=True)
        if names:
            for side in pair:
                side.ask("name", people=names)
            found = in_turn(pair, NAME_SEARCH.what, max(1, rounds // 5))
            print(line(names, NAME_SEARCH, found), flush=True)
    if len(sizes) > 1:
        words = ", ".join(f"{what} {times[-1] / times[0]:.2f}" for what, times in growth.items())
        print(f"\nToday's at {sizes[-1]:,} over {sizes[0]:,}: {words}")
    print(f"\nLoad at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.", flush=True)


def crowds(commit: str, turns: int) -> None:
    """Fifty people, nine pages read to one written, through gunicorn as each build starts it, in turns."""
    with ExitStack() as stack:
        pair = (stack.enter_context(asking(older(commit))), stack.enter_context(asking(today())))
        for side in pair:
            side.ask("gather", cases=int(os.environ.get("CASES", "10000")), people=int(os.environ.get("PEOPLE", "50")))
        print("| build | turn | requests | a second | list 95 % ms | case 95 % ms | note 95 % ms | faults |")
        print("|---|---|---|---|---|---|---|---|", flush=True)
        speeds: tuple[list[float], list[float]] = ([], [])
        lists: tuple[list[float], list[float]] = ([], [])
        for turn in range(1, turns + 1):
            for number, side in enumerate(pair):
                found = side.ask("crowd", rounds=int(os.environ.get("ROUNDS", "3")))
                speeds[number].append(found["requests"] / found["seconds"])
                lists[number].append(found["p95"]["list"])
                slow = " | ".join(f"{found['p95'][kind]:.0f}" for kind in ("list", "case", "note"))
                faults = found["faults"] or "none"
                said = f"{found['requests']:,} | {speeds[number][-1]:.1f} | {slow} | {faults}"
                print(f"| {side.build.name} | {turn} | {said} |", flush=True)
    ratio = statistics.median(speeds[1]) / statistics.median(speeds[0])
    slower = statistics.median(lists[1]) / statistics.median(lists[0])
    kept = "kept" if ratio >= THROUGHPUT else "NOT KEPT"
    print(f"\nRequests a second **{ratio:.2f}** times (>= {THROUGHPUT}: {kept}); 95 % of the lists {slower:.2f} times.")
    print(f"Load at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.", flush=True)


def run(commit: str, parts: list[str]) -> None:
    sizes = [int(os.environ["N"])] if os.environ.get("N") else [10_000, 100_000]
    rounds, names = int(os.environ.get("ROUNDS", "15")), int(os.environ.get("NAMES", "50000"))
    if "demo_memory" in parts:
        from benchmarks import demo_memory

        demo_memory.compare({build.name: (build.python, build.root) for build in (older(commit), today())})
    if "crowd" in parts:
        crowds(commit, int(os.environ.get("TURNS", "3")))
    if not parts:
        pages(commit, sizes, rounds, names)
