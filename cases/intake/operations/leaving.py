"""Whether somebody may be told of outside the unit."""

from __future__ import annotations

from carisecure.access.errors import TransitionRefused
from cases.intake.models import ReportPerson
from cases.record.models import Case, Involvement
from cases.record.operations import PROVISIONAL


def person_leaves_the_unit(involvement: Involvement) -> None:
    """Raise TransitionRefused for a person of a provisional case, and for one of whom a provisional report told."""
    of_case = Case.objects.filter(involvements=involvement.pk, provisional_batch__isnull=False)
    told = ReportPerson.objects.filter(involvement=involvement, report__provisional_batch__isnull=False)
    if of_case.exists() or told.exists():
        raise TransitionRefused(str(PROVISIONAL))
