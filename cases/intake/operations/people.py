"""The people of a report: while it waits as open as it is, then taken into the case that it becomes part of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Q

from carisecure.access.grants import end_grant
from carisecure.accounts.models import User
from carisecure.interface import labels
from cases.intake.models import IntakeReport, ReportPerson
from cases.intake.operations.taking_up import put_into_case
from cases.people.operations import PersonEntry, add_involvement
from cases.record.models import (
    FIRST_REPORTER,
    PERSON,
    REPORTER,
    AgeBasis,
    Case,
    Involvement,
    InvolvementGrant,
    InvolvementRole,
    Person,
)


def add_people_to_report(report: IntakeReport, people: Sequence[PersonEntry], *, by: User) -> None:
    """For `log_report`: people without a case, held as the report is."""
    counts = {True: 0, False: 0}
    for entry in people:
        reports = entry.role == InvolvementRole.REPORTER
        counts[reports] += 1
        template = (FIRST_REPORTER if counts[True] == 1 else REPORTER) if reports else PERSON
        label = labels.numbered(template, counts[reports])
        involvement = add_involvement(anchor=report, entry=entry, label=label, by=by)
        ReportPerson.objects.create(report=report, involvement=involvement)


def take_people_into(case: Case, report: IntakeReport, *, by: User) -> None:
    """Those who are in no case yet become people of this one, for whom the case is open and nobody else.

    People who are in a case already stay there: statements and care hang on them (docs/nouns.md).
    For operations that have locked the case and the report.
    """
    told = ReportPerson.objects.filter(report=report).values("involvement_id")
    inside = set(case.grants.values_list("group_id", flat=True))
    for involvement in Involvement.objects.filter(pk__in=told, case=None).select_for_update():
        put_into_case(involvement, case, by=by)
        held = InvolvementGrant.objects.filter(content_object=involvement).values_list("group_id", flat=True)
        for group in sorted(set(held) - inside):
            end_grant(on=involvement, to=group)


def move_ages_told(report: IntakeReport, *, since: dt.date, to: dt.date, by: User) -> None:
    """The report was received on another day: an age that was noted with it, and not since, is of that day.

    An age with a day of its own stays, and so does one that somebody has looked at since and did not call an
    impression. For the operation that has corrected the report.
    """
    told = ReportPerson.objects.filter(report=report).values("involvement_id")
    mine = Involvement.objects.visible_to(by, "cases.update_person").filter(pk__in=told)
    noted = Person.objects.filter(involvements__in=mine, age_on=since)
    noted = noted.filter(Q(version=1) | Q(age_basis=AgeBasis.IMPRESSION))
    for person in Person.objects.select_for_update().filter(pk__in=noted.values("pk")).order_by("pk"):
        Person.objects.filter(pk=person.pk).update(age_on=to, version=F("version") + 1)
