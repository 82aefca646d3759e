"""Verdict and sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from carisecure.countries.packs import pack
from carisecure.days import limits
from carisecure.days.known import KnownDay, Precision
from carisecure.interface import words
from prosecutions.charges.models import Charge
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.operations import moved_on
from prosecutions.court_path.standing import standing_of
from prosecutions.outcomes.alternatives import Beside, decisions, fall_away, not_before_the_charge
from prosecutions.outcomes.models import Outcome, Sentence, Verdict
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import add, begin, locked, moved
from prosecutions.record.twice import not_twice


@transaction.atomic
def record_outcome(
    *, charge: Charge, verdict: str, happened_on: date, by: User, precision: str = Precision.DAY, others: str = ""
) -> Outcome:
    """Record the verdict on a charge and the step of the court path that goes with it.

    `others` (`alternatives.Becomes`) says what becomes of its alternatives, where some are undecided. Raises
    TransitionRefused for a charge that is withdrawn, replaced or decided already.
    """
    prosecution = begin(charge.prosecution, "prosecutions.record_outcome", by=by)
    charge = locked(charge, prosecution)
    limits.check(limits.HAPPENED, happened_on=happened_on)
    if charge.is_withdrawn or not Charge.objects.standing().filter(pk=charge.pk).exists():
        raise TransitionRefused(_("This charge is no longer before the court."))
    not_twice(decisions(charge).filter(verdict=verdict, happened_on=happened_on, precision=precision).first())
    decided_once(charge)
    not_before_the_charge(charge, KnownDay(happened_on, precision))
    beside = Beside.of(charge)
    beside.check(verdict, others)
    for other in beside.falling(others):
        not_before_the_charge(other, KnownDay(happened_on, precision))
    beside.not_before_conviction(verdict, KnownDay(happened_on, precision))
    facts = {"happened_on": happened_on, "precision": precision}
    outcome = add(
        Outcome, prosecution, by=by, accused=charge.accused, charge=charge, verdict=verdict,
        comes_with=beside.conviction_behind(verdict), **facts,
    )  # fmt: skip
    fall_away(beside.falling(others), outcome, by=by)
    step_too(prosecution, outcome, step_of(verdict), by)
    return outcome


def step_of(verdict: str) -> str:
    """The step of the court path that a verdict is; a plea of guilty stands there as a conviction."""
    return "convicted" if verdict == Verdict.GUILTY_PLEA else verdict


def decided_once(charge: Charge) -> None:
    """Raise TransitionRefused where a verdict on this charge stands."""
    if decisions(charge).exists():
        raise TransitionRefused(_("This charge already has an outcome."))


@transaction.atomic
def record_sentence(
    *, outcome: Outcome, happened_on: date, by: User, precision: str = Precision.DAY, **parts: Any
) -> Sentence:
    """Record a sentence in its parts (columns of Sentence).

    The bounds of the catalogue warn on the page and never refuse: courts go below a floor.
    """
    prosecution = begin(outcome.prosecution, "prosecutions.record_outcome", by=by)
    outcome = newest_of(locked(outcome, prosecution))
    check_sentence(Sentence(outcome=outcome, happened_on=happened_on, precision=precision, **parts))
    if outcome.is_retracted or not outcome.is_conviction:
        raise TransitionRefused(_("Only a conviction carries a sentence."))
    _sentenced_once(outcome, {"happened_on": happened_on, "precision": precision, **parts})
    sentence = add(
        Sentence, prosecution, by=by, outcome=outcome, happened_on=happened_on, precision=precision,
        currency=pack().country.currency, **parts,
    )  # fmt: skip
    step_too(prosecution, outcome, "sentenced", by, on=happened_on, precision=precision)
    return sentence


def _sentenced_once(outcome: Outcome, facts: dict[str, Any]) -> None:
    """Raise TransitionRefused where a sentence stands on this verdict: its parts are passed together."""
    theirs = Sentence.objects.standing().filter(outcome__entry_key=outcome.entry_key, varies=None).first()
    if theirs is None:
        return
    if all((getattr(theirs, name) or None) == (said or None) for name, said in facts.items()):
        not_twice(theirs)
    raise TransitionRefused(_("A sentence stands on this verdict. Correct it, or record that it was varied on appeal."))


@transaction.atomic
def vary_sentence(
    *, sentence: Sentence, happened_on: date, by: User, precision: str = Precision.DAY, **parts: Any
) -> Sentence:
    """Record that a court of appeal put this in the place of a sentence. Both were passed: the first stays, as varied.

    The step of the court path, which differs by court, is recorded on its own.
    """
    prosecution = begin(sentence.prosecution, "prosecutions.record_outcome", by=by)
    sentence = newest_of(locked(sentence, prosecution))
    check_sentence(
        Sentence(outcome=sentence.outcome, varies=sentence, happened_on=happened_on, precision=precision, **parts)
    )
    if sentence.is_retracted or later_ones(sentence).exists():
        raise TransitionRefused(_("This sentence is not in force: vary the one that is."))
    varied = add(
        Sentence, prosecution, by=by, outcome=sentence.outcome, varies=sentence, happened_on=happened_on,
        precision=precision, currency=pack().country.currency, **parts,
    )  # fmt: skip
    moved(prosecution)
    return varied


def later_ones(sentence: Sentence) -> Any:
    """What varied this sentence on appeal, and stands."""
    return Sentence.objects.standing().filter(varies__entry_key=sentence.entry_key)


def check_sentence(sentence: Sentence) -> None:
    """Raise ValidationError beside what is wrong with a sentence, entered or corrected; it need not be stored."""
    limits.check(limits.HAPPENED, happened_on=sentence.happened_on)
    if sentence.happened.is_before(sentence.outcome.happened):
        raise ValidationError({"happened_on": _("This date is before the verdict.")})
    _not_after_it_was_varied(sentence)
    if sentence.varies is not None and sentence.happened.is_before(newest_of(sentence.varies).happened):
        raise ValidationError({"happened_on": _("This date is before the sentence that it varies.")})
    if not sentence.has_parts:
        raise ValidationError({"months": _("Enter at least one part of the sentence.")})
    if sentence.is_life and sentence.months:
        raise ValidationError({"months": _("Either life or a number of months, not both.")})


def _not_after_it_was_varied(sentence: Sentence) -> None:
    for varied in later_ones(sentence) if sentence.entry_key else ():
        if varied.happened.is_before(sentence.happened):
            told = {"day": words.day(varied.happened_on, varied.precision)}
            raise ValidationError({"happened_on": _("It was varied on appeal before that: %(day)s.") % told})


def one_in_force(sentence: Sentence) -> None:
    """Raise TransitionRefused where one that was struck out would be put back beside another."""
    if sentence.varies is None:
        rows = Sentence.objects.standing().filter(outcome__entry_key=sentence.outcome.entry_key, varies=None)
    else:
        rows = later_ones(sentence.varies)
    if rows.exclude(entry_key=sentence.entry_key).exists():
        raise TransitionRefused(_("Another sentence was entered in its place. Strike that out first."))


def step_too(
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
