"""Forms for a verdict and a sentence, and for their corrections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.corrections.forms import CorrectionForm
from carisecure.interface.forms import WorkForm, paragraph
from prosecutions.charges.models import Charge
from prosecutions.offences.penalties import offence_title
from prosecutions.outcomes.alternatives import Becomes
from prosecutions.outcomes.models import Verdict
from prosecutions.record.days import apart, known_field
from prosecutions.record.layout import beside

# What is asked as years and months, and stored as months.
_TERMS = {"months": ("years", "more_months"), "suspended_months": ("suspended_years", "more_suspended_months")}


class OutcomeForm(WorkForm):
    """The verdict; where the charge has alternatives that nobody has decided (`alternatives`), what becomes of them.

    `fell_away`: whether it can be said that the charge fell away with a conviction on its alternative.
    """

    submit_label = _("Record the outcome")

    verdict = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    happened_on = known_field(_("Date"))
    others = forms.ChoiceField(
        label=_("What becomes of the alternative"), widget=forms.RadioSelect, choices=Becomes.choices
    )

    def __init__(self, *args: Any, alternatives: Iterable[Charge] = (), fell_away: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdict: Any = self.fields["verdict"]
        verdict.choices = [one for one in Verdict.choices if fell_away or one[0] != Verdict.ALTERNATIVE]
        if titles := [offence_title(one) for one in alternatives]:
            self.fields["others"].help_text = "; ".join(titles)
        else:
            del self.fields["others"]

    def clean(self) -> dict[str, Any]:
        return apart(super().clean() or self.cleaned_data, happened_on="precision")


class OutcomeCorrection(CorrectionForm, OutcomeForm):
    """A verdict that was typed wrongly. What fell away with it goes along; where it becomes a conviction by this, what
    becomes of the alternatives is asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others := self.fields.get("others"):
            others.required = False
            others.label = _("What becomes of the alternative, if it is a conviction now")


def _years(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=200, required=False)


def _months(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=11, required=False)


def _money() -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=10**12, required=False)


class SentenceForm(WorkForm):
    """The parts of a sentence. Years and months are asked apart and stored as months."""

    submit_label = _("Record the sentence")

    happened_on = known_field(_("Passed on"))
    is_life = forms.BooleanField(label=_("Imprisonment for life"), required=False)
    years = _years(_("Years"))
    more_months = _months(_("Months"))
    suspended_years = _years(_("Suspended: years"))
    more_suspended_months = _months(_("Suspended: months"))
    fine = _money()
    compensation = _money()
    forfeited = paragraph(
        _("Forfeited"), rows=2, required=False, help_text=_("What the court took: money, a car, a house.")
    )
    other = paragraph(_("Other orders"), rows=2, required=False, help_text=_("Such as probation, or a ban on contact."))

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fine"].label = gettext("Fine, in whole %(currency)s") % {"currency": currency}
        self.fields["compensation"].label = gettext("Compensation, in whole %(currency)s") % {"currency": currency}

    def clean(self) -> dict[str, Any]:
        cleaned = apart(super().clean() or self.cleaned_data, happened_on="precision")
        for whole, (years, more) in _TERMS.items():
            cleaned[whole] = 12 * (cleaned.pop(years, None) or 0) + (cleaned.pop(more, None) or 0) or None
        for amount in ("fine", "compensation"):
            cleaned[amount] = cleaned.get(amount) or None
        if cleaned.get("is_life") and cleaned["months"]:
            self.add_error("years", gettext("Either life or a number of months, not both."))
        parts = ("is_life", "months", "suspended_months", "fine", "compensation", "forfeited", "other")
        if not any(cleaned.get(name) for name in parts):
            self.add_error("years", gettext("Enter at least one part of the sentence."))
        return cleaned

    def sentence_rows(self) -> list[Any]:
        return [
            "happened_on",
            "is_life",
            beside("years", "more_months"),
            beside("suspended_years", "more_suspended_months"),
            beside("fine", "compensation"),
            "forfeited",
            "other",
        ]

    def layout(self) -> Layout:
        return Layout(*self.sentence_rows())


class SentenceCorrection(CorrectionForm, SentenceForm):
    """A sentence that was typed wrongly."""

    def layout(self) -> Layout:
        return Layout(*self.sentence_rows(), "correction", "correction_reason")
