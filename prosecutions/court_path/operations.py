"""The matter goes where its least advanced accused stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prosecutions.advice.queries import stage_before_charge
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.standing import is_usual, of_matter, standings, steps_of
from prosecutions.record.correcting import Correction
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import moved

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def moved_on(prosecution: Prosecution) -> None:
    """The matter's own stage and path, after a step: those of the accused who has the longest way to go.

    Where no step stands any more, because the only charge was struck out, it is where the advice had left it.
    """
    standing = of_matter(standings(steps_of(prosecution)).values())
    if standing is not None:
        moved(prosecution, court_path=standing.path.code, stage=standing.latest.stage, is_over=standing.is_over)
    elif prosecution.court_path:
        moved(prosecution, court_path="", stage=stage_before_charge(prosecution))
    else:
        moved(prosecution)


def put_step(step: StageEvent, correction: Correction, *, by: User) -> StageEvent:
    """Store a corrected step, marked where it is out of the usual order now. The caller has checked it."""
    would_be = correction.made_of(step)
    if not correction.is_retracted:
        changes = {**correction.changes, "is_out_of_order": not is_usual(would_be, steps_of(step.prosecution))}
        correction = Correction(correction.version, correction.reason, changes)
    return correction.put(step, by=by, as_typed=as_typed)


def as_typed(step: StageEvent) -> dict[str, object]:
    return {"stage": step.stage, "happened_on": step.happened}
