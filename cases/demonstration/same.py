"""The same human in two cases: a woman who came back two years later, one who is somebody else, one taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.record.models import Involvement, Stage
from cases.same_human.candidates import Candidate, candidates
from cases.same_human.operations import end, say
from cases.same_human.queries import SameHuman

if TYPE_CHECKING:
    from carisecure.embedded.scene import Scene

SAME = "She told us of that house herself, and of the officer who wrote it down. The same scar on the left hand."
NOT_SAME = "Asked about the other case: she was at home then, her sister says so too. Only the name is alike."
WRONG = "The name and the year fit."
WHY_ENDED = "The other one has a mother in Trinidad; this one has no mother any more."


def build(scene: Scene) -> None:
    """Of people in open cases of the investigator's, each with somebody of a like name; those after them are left to be
    looked at."""
    with scene.acting("investigator", scene.days_ago(0.8)) as by:
        rows = Involvement.objects.filter(case__lead_officer=by, case__stage=Stage.INVESTIGATION)
        rows = rows.possible_victims().order_by("-case__opened_at", "created_at")
        pairs = [(one, _place(found[0])) for one in rows if (found := candidates(by, one, SameHuman()))]
        (one, again), (two, like) = pairs[:2]
        say(kind="same", involvement=one, other=again, reason=SAME, by=by)
        say(kind="not_same", involvement=two, other=like, reason=NOT_SAME, by=by)
        wrong = say(kind="same", involvement=one, other=two, reason=WRONG, by=by)
    with scene.acting("investigator", scene.days_ago(0.7)) as by:
        end(link=wrong, reason=WHY_ENDED, by=by)


def _place(candidate: Candidate) -> Involvement:
    return candidate.places[0][0]
