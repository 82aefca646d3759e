"""The matter goes where its least advanced accused stands."""

from __future__ import annotations

from prosecutions.court_path.standing import of_matter, standings, steps_of
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import moved


def moved_on(prosecution: Prosecution) -> None:
    """The matter's own stage and path, after a step: those of the accused who has the longest way to go."""
    standing = of_matter(standings(steps_of(prosecution)).values())
    if standing is None:
        moved(prosecution)
    else:
        moved(prosecution, court_path=standing.path.code, stage=standing.latest.stage)
