"""A verdict on one charge says what becomes of those that it is an alternative to: nobody is convicted of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.errors import TransitionRefused
from carisecure.corrections.chains import newest_of
from carisecure.interface import words
from prosecutions.charges.tied import alternatives_of
from prosecutions.offences.penalties import offence_title
from prosecutions.outcomes.models import CONVICTIONS, Outcome, Verdict
from prosecutions.record.operations import add

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carisecure.accounts.models import User
    from carisecure.days.known import KnownDay
    from prosecutions.charges.models import Charge
    from prosecutions.record.correcting import Correction


class Becomes(models.TextChoices):
    """What becomes of an alternative that nobody has decided."""

    FALLS = "falls", gettext_lazy("It falls away: no verdict is taken on it")
    STAYS = "stays", gettext_lazy("It stays before the court")


@dataclass(frozen=True)
class Beside:
    """The alternatives of a charge: those that are undecided, and the conviction that stands on one, if any does."""

    undecided: tuple[Charge, ...] = ()
    conviction: Outcome | None = None

    @classmethod
    def of(cls, charge: Charge) -> Beside:
        others = alternatives_of(charge)
        keys = [one.entry_key for one in others]
        verdicts = list(Outcome.objects.standing().filter(charge__entry_key__in=keys).select_related("charge"))
        decided = {one.charge.entry_key for one in verdicts}
        open_ones = tuple(one for one in others if not one.is_withdrawn and one.entry_key not in decided)
        return cls(open_ones, next((one for one in verdicts if one.is_conviction), None))

    def check(self, verdict: str, others: str) -> None:
        """Raise ValidationError beside the field, or TransitionRefused where the accused would be convicted of both."""
        if verdict == Verdict.ALTERNATIVE and self.conviction is None:
            raise ValidationError({"verdict": _("The accused was not convicted on an alternative to this charge.")})
        self.not_both(verdict)
        if verdict == Verdict.ALTERNATIVE:
            return
        self.ask(others)
        if self.undecided and others == Becomes.FALLS and verdict not in CONVICTIONS:
            raise ValidationError({"others": _("It falls away only with a conviction on this charge.")})

    def ask(self, others: str) -> None:
        """Raise ValidationError where nobody said what becomes of those that are undecided."""
        if self.undecided and others not in Becomes.values:
            raise ValidationError({"others": _("Say what becomes of the alternative.")})

    def not_both(self, verdict: str) -> None:
        if verdict in CONVICTIONS and self.conviction is not None:
            told = {"offence": offence_title(self.conviction.charge)}
            raise TransitionRefused(
                _("The accused was convicted on the alternative: %(offence)s. Nobody is convicted of both.") % told
            )

    def not_before_conviction(self, verdict: str, happened: KnownDay) -> None:
        """Raise ValidationError for a charge that fell away before the accused was convicted on its alternative."""
        if verdict == Verdict.ALTERNATIVE and self.conviction and happened.is_before(self.conviction.happened):
            day = words.day(self.conviction.happened_on, self.conviction.precision)
            said = _("The conviction on its alternative came later: %(day)s.") % {"day": day}
            raise ValidationError({"happened_on": said})

    def falling(self, others: str) -> tuple[Charge, ...]:
        return self.undecided if others == Becomes.FALLS else ()

    def conviction_behind(self, verdict: str) -> Outcome | None:
        """The first row of the conviction with which this charge fell away."""
        if verdict != Verdict.ALTERNATIVE or self.conviction is None:
            return None
        first: Outcome = Outcome.objects.get(pk=self.conviction.entry_key)
        return first


def not_before_the_charge(charge: Charge, happened: KnownDay) -> None:
    if happened.is_before(charge.laid):
        raise ValidationError({"happened_on": _("This date is before the charge was laid.")})


def decisions(charge: Charge) -> Any:
    """The verdict that stands on this charge, on whichever version of it."""
    return Outcome.objects.standing().filter(charge__entry_key=charge.entry_key)


def fall_away(falling: Iterable[Charge], conviction: Outcome, *, by: User) -> None:
    """An outcome of its own on each of these, that comes with the conviction. The caller has checked the day."""
    for other in falling:
        add(
            Outcome, conviction.prosecution, by=by, accused=other.accused, charge=other, verdict=Verdict.ALTERNATIVE,
            comes_with_id=conviction.entry_key, happened_on=conviction.happened_on, precision=conviction.precision,
        )  # fmt: skip


def go_along(conviction: Outcome, correction: Correction, *, by: User) -> None:
    """What fell away with a verdict goes where that goes: struck out with it, or to the same day.

    What was corrected since and is another verdict than that is a decision of its own, and stays.
    """
    fell = Outcome.objects.standing().filter(comes_with=conviction.entry_key, verdict=Verdict.ALTERNATIVE)
    for brought in fell.select_related("charge"):
        if conviction.is_retracted or not conviction.is_conviction:
            correction.because_of(brought).put(brought, by=by)
        elif brought.happened != conviction.happened:
            not_before_the_charge(newest_of(brought.charge), conviction.happened)
            day = {"happened_on": conviction.happened_on, "precision": conviction.precision}
            correction.because_of(brought, **day).put(brought, by=by)
