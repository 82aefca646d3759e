"""Where the accused of a matter stand on the court path, and what that makes of the matter as a whole.

Steps count in the order of their days, whenever they were written down, those of one day as they were recorded.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from prosecutions.accused.models import Accused
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.paths import CourtPath, Stage, court_path
from prosecutions.record.models import Prosecution


@dataclass(frozen=True)
class Standing:
    """The path of an accused, and the latest step on it."""

    path: CourtPath
    latest: StageEvent

    @property
    def stage(self) -> Stage:
        return self.path.stage(self.latest.stage)

    @property
    def is_over(self) -> bool:
        return self.stage.is_final

    @property
    def following(self) -> tuple[Stage, ...]:
        return self.path.next_after(self.latest.stage)


Standings = dict[uuid.UUID | None, Standing]


def standings(steps: Iterable[StageEvent]) -> Standings:
    """By accused, for everybody who is charged. A step of the whole matter is a step of each accused on its path."""
    ordered = sorted(steps, key=lambda step: (step.happened_on, step.recorded_at))
    keys = list(dict.fromkeys(step.accused_id for step in ordered))
    found: Standings = {}
    for key in [key for key in keys if key is not None] or keys:
        path = next(step.path for step in ordered if step.accused_id == key)
        own = [s for s in ordered if s.accused_id == key or (s.accused_id is None and s.path == path)]
        found[key] = Standing(court_path(path), own[-1])
    return found


def of_matter(everybody: Collection[Standing]) -> Standing | None:
    """The least advanced accused for whom it is not over; where it is over for all, who came last to the end."""
    going_on = [one for one in everybody if not one.is_over]
    if going_on:
        return min(going_on, key=lambda one: one.path.stages.index(one.stage))
    return max(everybody, key=lambda one: (one.latest.happened_on, one.latest.recorded_at), default=None)


def steps_of(prosecution: Prosecution) -> Sequence[StageEvent]:
    return list(StageEvent.objects.filter(prosecution=prosecution).standing())


def standing_of(prosecution: Prosecution, accused: Accused | None, *, on: date | None = None) -> Standing | None:
    """Where an accused (None: the matter) stands now, or stood on a day; a day before the first step counts as now.

    None before anybody is charged.
    """
    steps = steps_of(prosecution)
    for known in ([step for step in steps if on is None or step.happened_on <= on], steps):
        everybody = standings(known)
        found = of_matter(everybody.values()) if accused is None else everybody.get(accused.pk)
        if found is not None:
            return found
    return None


def is_usual(step: StageEvent, steps: Iterable[StageEvent]) -> bool:
    """Whether this step, entered or corrected, follows the one before its day; the first of all does."""
    before = [one for one in steps if one.entry_key != step.entry_key and one.happened_on <= step.happened_on]
    everybody = standings(before)
    stood = of_matter(everybody.values()) if step.accused_id is None else everybody.get(step.accused_id)
    return stood is None or step.stage in {following.code for following in stood.following}
