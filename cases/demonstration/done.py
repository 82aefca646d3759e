"""What was done to the invented people: most in one form, some in two, one entry in nine corrected, one struck out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from carisecure.days.known import KnownDay, Precision
from cases.demonstration.stories import Story
from cases.exploitation.operations import ExploitationFacts, correct_exploitation, record_exploitation
from cases.record.models import Case, Involvement, InvolvementRole

if TYPE_CHECKING:
    from carisecure.embedded.scene import Scene

PRECISIONS = (Precision.MONTH, Precision.DAY, Precision.YEAR)


def what_was_done(scene: Scene, case: Case, story: Story, *, officer: str, opened: dt.datetime, number: int) -> None:
    """Entered four days after the report, and put right two days later."""
    with scene.acting(officer, opened + dt.timedelta(days=4)) as by:
        people = list(Involvement.objects.filter(case=case).select_related("person"))
        victims = [one for one in people if one.has_role(InvolvementRole.POSSIBLE_VICTIM)]
        suspects = tuple(one for one in people if one.has_role(InvolvementRole.SUSPECT))
        facts = [_facts(scene, story, one, suspects, opened, number) for one in victims]
        made = [record_exploitation(case=case, facts=one, by=by) for one in facts]
        if story.also and number % 2 == 0:
            second = replace(facts[0], form=story.also, sector="I", recruitment="", promised="", paid_by="")
            record_exploitation(case=case, facts=second, by=by)
    if number % 9 == 2:
        with scene.acting(officer, opened + dt.timedelta(days=6)) as by:
            began = KnownDay(scene.day(opened - dt.timedelta(days=70)), Precision.MONTH)
            correct_exploitation(
                exploitation=made[0], facts=replace(facts[0], began=began), version=1, by=by,
                reason="She says now that it began a month earlier; she had counted from the first wages.",
            )  # fmt: skip
    if number % 9 == 0 and len(made) > 1:
        with scene.acting(officer, opened + dt.timedelta(days=6)) as by:
            correct_exploitation(
                exploitation=made[1], facts=None, version=1, is_retracted=True, by=by,
                reason="Entered for the wrong person: she was a guest at the place and left the same day.",
            )  # fmt: skip


def _facts(
    scene: Scene, story: Story, victim: Involvement, suspects: tuple[Involvement, ...], opened: dt.datetime, number: int
) -> ExploitationFacts:
    began = scene.day(opened - dt.timedelta(days=40 + number % 5 * 25))
    return ExploitationFacts(
        victim=victim, form=story.purposes[0], sector=story.sector, acts=story.acts,
        began=KnownDay(began, PRECISIONS[number % 3]), ended=KnownDay(scene.day(opened)) if number % 2 else None,
        country="TT", place=story.place, recruitment=story.recruitment, promised=story.promised,
        paid_by=story.paid_by, control=story.control, suspects=suspects,
    )  # fmt: skip
