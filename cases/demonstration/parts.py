"""What the invented people are to their cases: victims who are witnesses too, suspects who were arrested or changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from carisecure.days.known import KnownDay, Precision
from cases.people.models import InvolvementPart
from cases.people.roles import RoleFacts, add_role, correct_role, end_role, say_more
from cases.record.models import Case, Involvement, InvolvementRole

if TYPE_CHECKING:
    from carisecure.embedded.scene import Scene

RELATIONSHIPS = ("employer_or_broker", "family", "intimate_partner", "acquainted")


def what_they_are(scene: Scene, case: Case, *, officer: str, opened: dt.datetime, number: int) -> None:
    """Every other suspect was arrested six days after the report; one in four cases has a victim who gives evidence;
    in one in twelve a suspect turns witness, and in one of them that was put down for the wrong day."""
    on = KnownDay(scene.day(opened + dt.timedelta(days=6)))
    with scene.acting(officer, opened + dt.timedelta(days=7)) as by:
        people = Involvement.objects.filter(case=case)
        for part in InvolvementPart.objects.standing().filter(involvement__in=people.in_role(InvolvementRole.SUSPECT)):
            say_more(
                part=part, version=1, relationship=RELATIONSHIPS[number % 4], by=by,
                since=KnownDay(scene.day(opened), Precision.MONTH) if number % 3 == 0 else None,
                arrested=on if number % 4 == 0 else None, cautioned=on if number % 4 == 0 else None,
            )  # fmt: skip
        if number % 4 == 0:
            victim = people.possible_victims()[0]
            add_role(involvement=victim, facts=RoleFacts(InvolvementRole.WITNESS, since=on), by=by)
    if number % 12 == 6:
        with scene.acting(officer, opened + dt.timedelta(days=12)) as by:
            part = InvolvementPart.objects.standing().get(involvement__case=case, role=InvolvementRole.SUSPECT)
            ended = end_role(part=part, on=on, version=2, then=InvolvementRole.WITNESS, by=by)
            right = RoleFacts(
                part.role, since=part.known("since"), relationship=part.relationship,
                ended=KnownDay(scene.day(opened + dt.timedelta(days=10))),
            )  # fmt: skip
            correct_role(
                part=ended, facts=right, version=3, by=by,
                reason="The interview was four days later than the diary said.",
            )  # fmt: skip
