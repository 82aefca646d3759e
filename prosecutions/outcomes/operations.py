"""Verdict and sentence."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from carisecure.countries.packs import pack
from carisecure.days import limits
from carisecure.days.known import KnownDay, Precision
from prosecutions.charges.models import Charge
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.operations import moved_on
from prosecutions.court_path.standing import standing_of
from prosecutions.outcomes.models import Outcome, Sentence, Verdict
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import add, begin, locked, moved

# A verdict is a step of the court path as well; a plea of guilty stands there as a conviction.
_STEP = {verdict: "convicted" if verdict == Verdict.GUILTY_PLEA else str(verdict) for verdict in Verdict}


@transaction.atomic
def record_outcome(
    *, charge: Charge, verdict: str, happened_on: date, by: User, precision: str = Precision.DAY
) -> Outcome:
    """Record the verdict on a charge and the step of the court path that goes with it.

    Raises TransitionRefused for a charge that is withdrawn, replaced or decided already.
    """
    prosecution = begin(charge.prosecution, "prosecutions.record_outcome", by=by)
    charge = locked(charge, prosecution)
    limits.check(limits.HAPPENED, happened_on=happened_on)
    if charge.is_withdrawn or Charge.objects.filter(replaces=charge).exists():
        raise TransitionRefused(_("This charge is no longer before the court."))
    if Outcome.objects.filter(charge=charge, replaced_by=None).exists():
        raise TransitionRefused(_("This charge already has an outcome."))
    if KnownDay(happened_on, precision).is_before(charge.laid):
        raise ValidationError({"happened_on": _("This date is before the charge was laid.")})
    outcome = add(
        Outcome, prosecution, by=by, accused=charge.accused, charge=charge, verdict=verdict,
        happened_on=happened_on, precision=precision,
    )  # fmt: skip
    _step(prosecution, outcome, _STEP[Verdict(verdict)], by)
    return outcome


@transaction.atomic
def record_sentence(
    *, outcome: Outcome, happened_on: date, by: User, is_life: bool = False, months: int | None = None,
    fine: int | None = None, precision: str = Precision.DAY,
) -> Sentence:  # fmt: skip
    """Record a sentence. The bounds of the catalogue warn on the page and never refuse: courts go below a floor."""
    prosecution = begin(outcome.prosecution, "prosecutions.record_outcome", by=by)
    outcome = locked(outcome, prosecution)
    limits.check(limits.HAPPENED, happened_on=happened_on)
    if not outcome.is_conviction:
        raise TransitionRefused(_("Only a conviction carries a sentence."))
    if KnownDay(happened_on, precision).is_before(outcome.happened):
        raise ValidationError({"happened_on": _("This date is before the verdict.")})
    if not is_life and not months and not fine:
        raise ValidationError({"months": _("Imprisonment, a fine, or both.")})
    if is_life and months:
        raise ValidationError({"months": _("Either life or a number of months, not both.")})
    sentence = add(
        Sentence, prosecution, by=by, outcome=outcome, happened_on=happened_on, precision=precision,
        is_life=is_life, months=months, fine=fine, currency=pack().country.currency,
    )  # fmt: skip
    _step(prosecution, outcome, "sentenced", by, on=happened_on, precision=precision)
    return sentence


def _step(
    prosecution: Prosecution, outcome: Outcome, stage: str, by: User, *, on: date | None = None, precision: str = ""
) -> None:
    """The step on the court path; marked where the path does not lead there, and left out where it stands already."""
    day = on or outcome.happened_on
    standing = standing_of(prosecution, outcome.accused, on=day)
    if standing is None or standing.latest.stage == stage or stage not in {s.code for s in standing.path.stages}:
        moved(prosecution)
        return
    add(
        StageEvent, prosecution, by=by, accused=outcome.accused, path=standing.path.code, stage=stage,
        happened_on=day, precision=precision or outcome.precision,
        is_out_of_order=stage not in {following.code for following in standing.following},
    )  # fmt: skip
    moved_on(prosecution)
