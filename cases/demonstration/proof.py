"""What proves the elements in the invented cases: most of it, with gaps; one entry in five corrected."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cases.exhibits.models import Exhibit
from cases.material.models import Statement
from cases.proof.operations import ProofFacts, correct_proof, record_proof
from cases.record.models import Case, Involvement, InvolvementRole

if TYPE_CHECKING:
    from carisecure.embedded.scene import Scene


def what_proves_it(scene: Scene, case: Case, *, officer: str, at: dt.datetime, number: int) -> None:
    """The statement proves act and purpose; the exhibit, of every other such case, the means."""
    said = Statement.objects.standing().get(case=case)
    with scene.acting(officer, at) as by:
        people = Involvement.objects.filter(case=case)
        victim, suspects = people.possible_victims()[0], tuple(people.in_role(InvolvementRole.SUSPECT))
        facts = ProofFacts(
            victim=victim, elements=("act", "purpose"), suspects=suspects, source=said,
            shows="Page 2: she was met at the jetty and put to work the same night.",
        )  # fmt: skip
        made = record_proof(case=case, facts=facts, by=by)
        if number % 4 == 0:
            thing = Exhibit.objects.standing().get(case=case, mark="EX-1")
            means = ProofFacts(
                victim=victim, elements=("means",), suspects=suspects, source=thing,
                shows="The debts are written down by name.",
            )  # fmt: skip
            record_proof(case=case, facts=means, by=by)
        if number % 10 == 0:
            one = ProofFacts(victim=victim, elements=("act",), suspects=suspects[:1], source=said, shows="Page 3.")
            correct_proof(item=made[0], facts=one, version=1, reason="It is on the next page.", by=by)
