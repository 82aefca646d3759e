"""The decision on victim status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.errors import TransitionRefused
from carisecure.access.policy import fetch
from carisecure.days import limits
from carisecure.days.known import KnownDay
from cases.record.models import Involvement
from screening.interview.queries import has_assessment
from screening.status.decisions import decision_in_force
from screening.status.models import Ground, StatusDetermination

if TYPE_CHECKING:
    from carisecure.accounts.models import User

WHY_CORRECTED = gettext_lazy("Say why it is corrected.")
NO_ASSESSMENT = gettext_lazy("This person has no finished assessment of indicators: finish one, or untick this.")


@transaction.atomic
def decide_status(
    *,
    involvement: Involvement,
    status: str,
    happened_on: dt.date,
    precision: str,
    deciding_body: str,
    grounds: Sequence[str],
    ground: str,
    by: User,
    replaces: StatusDetermination | None = None,
    correction_reason: str = "",
) -> StatusDetermination:
    """Record a decision that a human has made; nothing computed ever calls this.

    Decisions are counted, so none is edited: `replaces` names the one that this corrects,
    `correction_reason` says why. What the case shows
    follows the latest decision by the day it was made. Raises TransitionRefused where it was corrected already, and
    ValidationError for a day in the future or an assessment that does not exist.
    """
    involvement = fetch(Involvement, viewer=by, action="screening.decide_status", pk=involvement.pk, lock=True)
    if not involvement.has_role("possible_victim"):
        raise TransitionRefused(_("Only a person entered as a possible victim can be decided on."))
    _check_grounds(grounds, ground, involvement, by)
    limits.check(limits.HAPPENED, happened_on=happened_on)
    if replaces is not None and replaces.involvement_id != involvement.pk:
        raise ValidationError(_("The decision you want to correct is about somebody else."))
    if replaces is not None and not correction_reason.strip():
        raise ValidationError({"correction_reason": WHY_CORRECTED})
    if replaces is not None and StatusDetermination.objects.filter(replaces=replaces).exists():
        raise TransitionRefused(
            _("This entry has been corrected in the meantime. Open the history again, then decide.")
        )
    decision = StatusDetermination.objects.create(
        involvement=involvement,
        agency_group_id=by.agency.group_id,
        status=status,
        happened_on=KnownDay(happened_on, precision).first,
        precision=precision,
        deciding_body=deciding_body,
        grounds=list(grounds),
        ground=ground,
        recorded_by=by,
        **({} if replaces is None else _as_correction(replaces, correction_reason)),
    )
    latest = decision_in_force(by, involvement)
    involvement.status = latest.status if latest else ""
    involvement.version += 1
    involvement.save(force_update=True, update_fields=["status", "version"])
    return decision


def _as_correction(of: StatusDetermination, reason: str) -> dict[str, Any]:
    return {"replaces": of, "correction_reason": reason, "entry_key": of.entry_key, "version": of.version + 1}


def _check_grounds(grounds: Sequence[str], ground: str, involvement: Involvement, by: User) -> None:
    if not ground.strip():
        raise ValidationError({"ground": _("A decision needs a ground.")})
    if not grounds:
        raise ValidationError({"grounds": _("Choose what the decision is based on.")})
    if Ground.ASSESSMENT in grounds and not has_assessment(by, involvement):
        raise ValidationError({"grounds": NO_ASSESSMENT})
