"""The way of a charge through the courts of this country: data per country and per date, never code.

Source: `court_path.yaml` of the country pack. In Trinidad and Tobago the sufficiency hearing before a Master replaced
the preliminary inquiry on 12 December 2023; of 63 people accused in 2013-2022, 42 stood at the preliminary inquiry, so
both paths are in use for years to come.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from carisecure.countries.packs import pack
from carisecure.datafiles import no_repeats, read
from carisecure.words import Trust, Words
from cases.record.codelists import codelist


@dataclass(frozen=True)
class StageFacts:
    """A stage as the file gives it. `state` is a code of the list `defendant_stage`."""

    code: str
    label: Words
    state: str
    final: bool = False
    court: Words | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        codelist("defendant_stage").get(self.state)


@dataclass(frozen=True)
class Stage:
    """A stage on one path. `is_final`: the matter is over unless a later stage (an appeal) is recorded."""

    code: str
    label: Words
    state: str
    is_final: bool
    path: str
    court: Words | None = None


@dataclass(frozen=True)
class PathFacts:
    """A path as the file gives it, for charges laid from `from_` until the day before `until`."""

    code: str
    label: Words
    law: str
    trust: Trust
    first: str
    next: Mapping[str, tuple[str, ...]]
    from_any: tuple[str, ...]
    from_: date | None = None
    until: date | None = None

    def stage_codes(self) -> list[str]:
        """Every stage of this path, in the order in which it can first be reached."""
        order = [self.first]
        for code in order:
            order += [following for following in self.next.get(code, ()) if following not in order]
        return order + [code for code in self.from_any if code not in order]


@dataclass(frozen=True)
class CourtPaths:
    """`court_path.yaml` of one country."""

    stages: tuple[StageFacts, ...]
    paths: tuple[PathFacts, ...]

    def __post_init__(self) -> None:
        no_repeats("stages", [stage.code for stage in self.stages])
        no_repeats("paths", [path.code for path in self.paths])
        for path in self.paths:
            self._check(path)
        self._check_dates()

    def _check(self, path: PathFacts) -> None:
        final = {stage.code: stage.final for stage in self.stages}
        named = {path.first, *path.from_any, *path.next, *(code for codes in path.next.values() for code in codes)}
        if unknown := named - set(final):
            raise ValueError(f"path {path.code}: not among the stages: {', '.join(sorted(unknown))}")
        reached = path.stage_codes()
        if lost := set(path.next) - set(reached):
            raise ValueError(f"path {path.code}: nothing leads to: {', '.join(sorted(lost))}")
        if ends := [code for code in reached if not final[code] and not path.next.get(code)]:
            raise ValueError(f"path {path.code}: not final, but nothing follows: {', '.join(ends)}")

    def _check_dates(self) -> None:
        """One path for each day there ever was or will be: no gap, no overlap."""
        ordered = sorted(self.paths, key=lambda path: path.from_ or date.min)
        edges = [None, *(path.until for path in ordered)]
        starts = [*(path.from_ for path in ordered), None]
        if not ordered or edges != starts:
            raise ValueError("paths: each day must have one path; look at from and until for a gap or an overlap")


@dataclass(frozen=True)
class CourtPath:
    """One path with its stages, in the order in which they can first be reached."""

    facts: PathFacts
    stages: tuple[Stage, ...]

    @property
    def code(self) -> str:
        return self.facts.code

    @property
    def first(self) -> Stage:
        return self.stage(self.facts.first)

    @cached_property
    def _by_code(self) -> dict[str, Stage]:
        return {stage.code: stage for stage in self.stages}

    def stage(self, code: str) -> Stage:
        """The stage with this code. Raises `KeyError` for one that is not on this path."""
        return self._by_code[code]

    def next_after(self, code: str) -> tuple[Stage, ...]:
        """What may follow: the path's own next stages, and what can happen at any time before the matter is over."""
        at_any_time = () if self.stage(code).is_final else self.facts.from_any
        following = (*self.facts.next.get(code, ()), *at_any_time)
        return tuple(self.stage(item) for item in dict.fromkeys(following) if item != code)

    def may_follow(self, code: str, following: str) -> bool:
        return following in {stage.code for stage in self.next_after(code)}


@cache
def read_court_paths(path: Path) -> tuple[CourtPath, ...]:
    """Read one `court_path.yaml`. Raises `DataFileError`."""
    found = read(path, CourtPaths)
    facts = {stage.code: stage for stage in found.stages}

    def stage(code: str, on: PathFacts) -> Stage:
        it = facts[code]
        return Stage(it.code, it.label, it.state, it.final, on.code, it.court)

    return tuple(CourtPath(way, tuple(stage(code, way) for code in way.stage_codes())) for way in found.paths)


def court_paths() -> tuple[CourtPath, ...]:
    """Every path of the country that this installation serves, old ones included."""
    return read_court_paths(pack().file("court_path.yaml"))


def court_path(code: str) -> CourtPath:
    """The path with this code. Raises `KeyError`."""
    return {path.code: path for path in court_paths()}[code]


def path_for(charged_on: date) -> CourtPath:
    """The path of a charge laid on that day. A prosecution keeps the path that it began on (its code is stored)."""
    return next(
        path
        for path in court_paths()
        if (path.facts.from_ or date.min) <= charged_on and (path.facts.until is None or charged_on < path.facts.until)
    )


def next_stages(stage: Stage) -> tuple[Stage, ...]:
    """What may be recorded after `stage`, on the path that it stands on."""
    return court_path(stage.path).next_after(stage.code)
