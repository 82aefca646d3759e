"""A verdict or a sentence that was typed wrongly, with the step of the court path that came with it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from carisecure.days import limits
from carisecure.interface import words
from prosecutions.charges.models import Charge
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.operations import moved_on, put_step
from prosecutions.court_path.paths import court_path
from prosecutions.outcomes.alternatives import Beside, fall_away, go_along, not_before_the_charge
from prosecutions.outcomes.models import Outcome, Sentence, Verdict
from prosecutions.outcomes.operations import (
    check_sentence,
    decided_once,
    later_ones,
    one_in_force,
    step_of,
    step_too,
)
from prosecutions.record.correcting import Correction
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import begin, locked

PARTS = ("is_life", "months", "suspended_months", "fine", "compensation", "forfeited", "other")


@transaction.atomic
def correct_outcome(*, outcome: Outcome, correction: Correction, by: User, others: str = "") -> Outcome:
    """Correct a verdict or strike it out; its step of the court path goes along.

    `others` (`alternatives.Becomes`): what becomes of alternatives that nobody has decided, asked where it becomes a
    conviction by this.

    Raises TransitionRefused while a sentence stands on it that it would no longer carry, and where it would be put
    back beside another verdict on the charge; ValidationError for a day before the charge or after the sentence.
    """
    prosecution = begin(outcome.prosecution, "prosecutions.record_outcome", by=by)
    before: Outcome = newest_of(locked(outcome, prosecution))
    would_be = correction.made_of(before)
    _check(would_be, Sentence.objects.standing().filter(outcome__entry_key=before.entry_key), correction)
    if before.is_retracted:
        decided_once(before.charge)
    falling: tuple[Charge, ...] = ()
    if not correction.is_retracted:
        falling = _beside_the_alternative(before, would_be, others)
    after = correction.put(before, by=by, as_typed=outcome_typed)
    go_along(after, correction, by=by)
    fall_away(falling, after, by=by)
    _step_goes_along(prosecution, before, after, correction, by)
    moved_on(prosecution)
    return after


def _check(would_be: Outcome, sentences: Any, correction: Correction) -> None:
    passed = sentences.order_by("happened_on").first()
    if passed is not None and (correction.is_retracted or not would_be.is_conviction):
        raise TransitionRefused(_("A sentence stands on this verdict. Strike the sentence out first."))
    if correction.is_retracted:
        return
    limits.check(limits.HAPPENED, happened_on=would_be.happened_on)
    not_before_the_charge(newest_of(would_be.charge), would_be.happened)
    if passed is not None and passed.happened.is_before(would_be.happened):
        told = {"day": words.day(passed.happened_on, passed.precision)}
        raise ValidationError({"happened_on": _("The sentence on it was passed before that: %(day)s.") % told})


def _beside_the_alternative(before: Outcome, would_be: Outcome, others: str) -> tuple[Charge, ...]:
    """Nobody is convicted of both, and a charge falls away only with a conviction. Returns those that fall away."""
    beside = Beside.of(newest_of(before.charge))
    beside.not_both(would_be.verdict)
    beside.not_before_conviction(would_be.verdict, would_be.happened)
    if would_be.verdict == Verdict.ALTERNATIVE and beside.conviction is None:
        raise ValidationError({"verdict": _("The accused was not convicted on an alternative to this charge.")})
    if not would_be.is_conviction or (before.is_conviction and not before.is_retracted):
        return ()  # asked when it became a conviction, or when it was recorded
    beside.ask(others)
    falling = beside.falling(others)
    for other in falling:
        not_before_the_charge(other, would_be.happened)
    return falling


def _step_goes_along(
    prosecution: Prosecution, before: Outcome, after: Outcome, correction: Correction, by: User
) -> None:
    """The step that the verdict was moves with it, unless another verdict of that day is the same step."""
    was = None if before.is_retracted else _step_on(before, step_of(before.verdict))
    others = Outcome.objects.standing().filter(accused=before.accused, happened_on=before.happened_on)
    shared = any(step_of(one.verdict) == step_of(before.verdict) for one in others.exclude(pk=after.pk))
    stage = step_of(after.verdict)
    if was is None or shared:
        if not after.is_retracted:
            step_too(prosecution, after, stage, by)
    elif after.is_retracted or stage not in {one.code for one in court_path(was.path).stages}:
        put_step(was, correction.because_of(was), by=by)
    elif (was.stage, was.happened) != (stage, after.happened):
        changes = {"stage": stage, "happened_on": after.happened_on, "precision": after.precision}
        put_step(was, correction.because_of(was, **changes), by=by)


def _step_on(fact: Outcome | Sentence, stage: str) -> StageEvent | None:
    accused = fact.accused if isinstance(fact, Outcome) else fact.outcome.accused
    steps = StageEvent.objects.standing().filter(accused=accused, stage=stage, happened_on=fact.happened_on)
    found: StageEvent | None = steps.first()
    return found


@transaction.atomic
def correct_sentence(*, sentence: Sentence, correction: Correction, by: User) -> Sentence:
    """Correct a sentence or strike it out; the step "sentenced" goes along.

    Raises TransitionRefused where it would be struck out under one that varies it.
    """
    prosecution = begin(sentence.prosecution, "prosecutions.record_outcome", by=by)
    before: Sentence = newest_of(locked(sentence, prosecution))
    would_be = correction.made_of(before)
    if correction.is_retracted and later_ones(before).exists():
        raise TransitionRefused(_("This sentence was varied on appeal. Strike that out first."))
    if not correction.is_retracted:
        if before.is_retracted:
            one_in_force(before)
        would_be.outcome = newest_of(before.outcome)
        check_sentence(would_be)
        if would_be.outcome.is_retracted:
            raise TransitionRefused(_("Only a conviction carries a sentence."))
    after = correction.put(before, by=by, as_typed=sentence_typed)
    if after.varies_id is None:
        _sentenced_goes_along(prosecution, before, after, correction, by)
    moved_on(prosecution)
    return after


def _sentenced_goes_along(
    prosecution: Prosecution, before: Sentence, after: Sentence, correction: Correction, by: User
) -> None:
    was = None if before.is_retracted else _step_on(before, "sentenced")
    others = Sentence.objects.standing().filter(outcome__accused=before.outcome.accused, varies=None)
    shared = others.filter(happened_on=before.happened_on).exclude(pk=after.pk).exists()
    if was is None or shared:
        if not after.is_retracted:
            step_too(prosecution, after.outcome, "sentenced", by, on=after.happened_on, precision=after.precision)
    elif after.is_retracted:
        put_step(was, correction.because_of(was), by=by)
    elif was.happened != after.happened:
        changes = {"happened_on": after.happened_on, "precision": after.precision}
        put_step(was, correction.because_of(was, **changes), by=by)


def outcome_typed(outcome: Outcome) -> dict[str, Any]:
    """What the form shows of a verdict."""
    return {"verdict": outcome.verdict, "happened_on": outcome.happened}


def sentence_typed(sentence: Sentence) -> dict[str, Any]:
    """What the form shows of a sentence: months as years and months."""
    years, more = divmod(sentence.months or 0, 12)
    held_back, more_held_back = divmod(sentence.suspended_months or 0, 12)
    return {
        **{name: getattr(sentence, name) for name in PARTS},
        "happened_on": sentence.happened,
        "years": years or None,
        "more_months": more or None,
        "suspended_years": held_back or None,
        "more_suspended_months": more_held_back or None,
    }
