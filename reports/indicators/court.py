"""People charged and convicted. The unit of count is the human: one who is accused in two matters, or in the matters of
two cases, is counted once, where the frozen file says who it is. All matters of a case count, by the rows that stand.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.record.models import VictimStatus
from prosecutions.accused.queries import humans_of
from prosecutions.outcomes.models import CONVICTIONS, Outcome
from reports.indicators.base import Across, Counted, Indicator, Scope, Span
from reports.indicators.humans import as_humans
from reports.indicators.unit import as_known, charges_laid, dated, figure, latest_decisions

VICTIMS = (VictimStatus.IDENTIFIED, VictimStatus.PRESUMED)


def _humans(facts: Any) -> set[uuid.UUID]:
    return as_humans(humans_of(facts.order_by().values_list("accused_id", flat=True).distinct()).values())


def _persons(total: int, left_out: dict[str, int]) -> Counted:
    return Counted({"persons": total}, total, 0, left_out)


def count_charged(scope: Scope, span: Span) -> Counted:
    charges, left_out = charges_laid(scope, span)
    return _persons(len(_humans(charges)), left_out)


def count_convicted(scope: Scope, span: Span) -> Counted:
    facts = as_known(Outcome.objects.filter(prosecution__case__agency=scope.unit, verdict__in=CONVICTIONS), scope)
    convictions, left_out = dated(facts, span)
    return _persons(len(_humans(convictions)), left_out)


def count_victims_charged(scope: Scope, span: Span) -> Counted:
    """Whoever was decided to be a victim, in whichever case and whenever, and has a charge laid in the span."""
    charges, left_out = charges_laid(scope, span)
    decided = latest_decisions(scope).filter(status__in=VICTIMS)
    victims = as_humans(decided.order_by().values_list("involvement__person_id", flat=True))
    return _persons(len(_humans(charges) & victims), left_out)


PERSONS: dict[str, Any] = {
    "row_heading": _("All"), "labels": {"persons": _("Persons")}, "across": Across.DISTINCT,
}  # fmt: skip

COURT: tuple[Indicator, ...] = (
    figure(
        "charged", _("Persons charged"), _("persons charged"), _("The day the charge was laid."),
        _("Persons with at least one charge laid in the month, in all matters together. Somebody accused in two matters"
          " or cases is counted once where the file that was sent says who it is; so are persons linked as the same"
          " human at the time of the run."),
        count_charged, version=3, **PERSONS,
    ),
    figure(
        "convicted", _("Persons convicted"), _("persons convicted"), _("The day of the verdict."),
        _("Persons with at least one conviction or plea of guilty in the month, whatever an appeal made of it. Each is"
          " counted once, as among those charged."),
        count_convicted, **PERSONS,
    ),
    figure(
        "victims_charged", _("Victims who were charged"), _("persons charged"), _("The day the charge was laid."),
        _("Persons charged in the month who are presumed or identified victims, by the latest decision in any case of"
          " the unit (non-punishment: Council of Europe Convention, art. 26)."),
        count_victims_charged, version=2, **PERSONS,
    ),
)  # fmt: skip
