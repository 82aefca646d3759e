"""A charge that was entered wrongly: not one that was amended or withdrawn in court, which happened."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from carisecure.days.known import KnownDay
from carisecure.interface import words
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import TYPED, ChargeFacts, begin_court_path
from prosecutions.charges.tied import Tied, is_changed, named, not_named_by_others, tied_of
from prosecutions.court_path.operations import moved_on, put_step
from prosecutions.court_path.paths import court_path, path_for
from prosecutions.court_path.standing import steps_of
from prosecutions.record.correcting import Correction
from prosecutions.record.following import let_case_follow
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import begin, locked

PLAIN = ("typed_act", "typed_section", "typed_offence", "counts", "laid_by", "complaint_number", "court")


@transaction.atomic
def correct_charge(*, charge: Charge, correction: Correction, by: User, tied: Tied | None = None) -> Charge:
    """Correct a charge or strike it out. The step with which its accused came to court goes along; without `tied` it
    names whom it named.

    Raises TransitionRefused where it would be struck out under a verdict or under further steps of its accused;
    ValidationError beside the field for a day on which another court path was in force while steps of this one stand.
    """
    prosecution = begin(charge.prosecution, "prosecutions.lay_charge", by=by)
    before: Charge = newest_of(locked(charge, prosecution))
    whom = named(before)
    tied = tied_of(before) if tied is None or correction.is_retracted else tied
    if correction.is_retracted:
        not_named_by_others(before)
        if before.outcomes_of_entry().exists():
            raise TransitionRefused(_("A verdict stands on this charge. Strike the verdict out first."))
    else:
        would_be = correction.made_of(before)
        names = ChargeFacts.__dataclass_fields__
        ChargeFacts(**{name: getattr(would_be, name) for name in names}).check()
        _not_after_what_came_of_it(before, would_be.laid)
        tied.check(prosecution, before.accused, before)
        changes = {**correction.changes, "alternative_to": tied.columns()["alternative_to_id"]}
        if not before.is_withdrawn:  # then it happened on the day on which it was laid
            changes |= {"happened_on": would_be.laid_on, "precision": would_be.laid_precision}
        correction = Correction(correction.version, correction.reason, changes)
    after = correction.put(before, by=by, as_typed=charge_typed, also_changed=is_changed(before, tied))
    tied.name_victims(after, by, whom)
    _first_step_goes_along(prosecution, after, correction, by)
    moved_on(prosecution)
    let_case_follow(prosecution)
    return after


def _not_after_what_came_of_it(charge: Charge, laid: KnownDay) -> None:
    """Raise ValidationError for a day after the verdict on it, or after it was withdrawn."""
    ended = [KnownDay(one.happened_on, one.precision) for one in charge.outcomes_of_entry()]
    if charge.is_withdrawn:
        ended.append(KnownDay(charge.happened_on, charge.precision))
    for day in ended:
        if day.is_before(laid):
            told = {"day": words.day(day.first, day.precision)}
            raise ValidationError({"laid_on": _("It was decided or withdrawn before that: %(day)s.") % told})


def _first_step_goes_along(prosecution: Prosecution, charge: Charge, correction: Correction, by: User) -> None:
    """The step "charge" is on the day of the first charge of this accused that stands, and on the path of that day."""
    first = Charge.objects.standing().filter(accused=charge.accused_id).order_by("laid_on").first()
    steps = [step for step in steps_of(prosecution) if step.accused_id in (charge.accused_id, None)]
    came = next((s for s in steps if s.accused_id and s.stage == court_path(s.path).first.code), None)
    others = [s for s in steps if came is not None and s != came and s.path == came.path]
    if first is None:
        if others:
            raise TransitionRefused(_("Further steps of this accused stand. Strike them out first."))
        if came is not None:
            put_step(came, correction.because_of(came), by=by)
        return
    if came is None:
        begin_court_path(first, prosecution, by)
        return
    path = path_for(first.laid_on)
    if path.code != came.path and others:
        raise ValidationError(
            {"laid_on": _("On that day another court path was in force: strike out its steps first.")}
        )
    overtaken = [s for s in others if s.happened.is_before(first.laid) and not s.happened.is_before(came.happened)]
    if overtaken:
        told = {"day": words.day(overtaken[0].happened_on, overtaken[0].precision)}
        raise ValidationError({"laid_on": _("A further step of this accused was before that: %(day)s.") % told})
    if (came.path, came.happened) != (path.code, first.laid):
        changes = {"path": path.code, "stage": path.first.code, "happened_on": first.laid_on,
                   "precision": first.laid_precision}  # fmt: skip
        put_step(came, correction.because_of(came, **changes), by=by)


def charge_typed(charge: Charge) -> dict[str, Any]:
    """What the form shows of a charge."""
    days = {"committed_on": charge.committed, "laid_on": charge.laid}
    other = str(charge.alternative_to_id) if charge.alternative_to_id else ""
    return {
        "offence": charge.offence or TYPED, **days, **{name: getattr(charge, name) for name in PLAIN},
        "alternative_to": other,
    }  # fmt: skip
