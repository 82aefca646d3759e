"""Lines of the weekly review: one that the auditor looks at, one asked of the investigator; and foreign ones."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from carisecure.accounts.models import User
from carisecure.audit.models import Reason, UnusualReading
from tests.access.world import World
from tests.roles import as_system


def build(world: World) -> None:
    people = world.people
    two = {"investigator", "auditor"}
    own = make_line(reader=people.investigator, reviewer=people.auditor)
    foreign = make_line(reader=people.auditor, reviewer=people.administrator)
    world.add("review_line", own=own, foreign=foreign, seen_by={"auditor"}, foreign_seen_by={"administrator"})
    asked = make_line(
        reader=people.investigator,
        reviewer=people.auditor,
        week=dt.date(2024, 1, 8),
        question=world.canary("CANARY-REVIEW-QUESTION", readers=two),
    )
    theirs = make_line(
        reader=people.outsider,
        reviewer=people.administrator,
        question=world.canary("CANARY-REVIEW-QUESTION-FOREIGN", readers={"outsider"}),
    )
    world.add("review_question", own=asked, foreign=theirs, seen_by={"investigator"})


def make_line(
    *,
    reader: User,
    reviewer: User | None,
    week: dt.date = dt.date(2024, 1, 1),
    question: str = "",
    **values: object,
) -> UnusualReading:
    """A line as the job makes it, with the question where there is one."""
    now = timezone.now()
    row = UnusualReading(
        week=week,
        reader=reader,
        reviewer=reviewer,
        **{
            "reasons": [Reason.NIGHT],
            "times": 1,
            "first_at": now,
            "last_at": now,
            "question": question,
            "asked_at": now if question else None,
            **values,
        },
    )
    with as_system():
        row.save(force_insert=True)
    return row
