"""Forms for a verdict and a sentence."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.interface.forms import WorkForm
from prosecutions.outcomes.models import Verdict
from prosecutions.record.days import apart, known_field
from prosecutions.record.layout import beside


class OutcomeForm(WorkForm):
    submit_label = _("Record the outcome")

    verdict = forms.ChoiceField(label=_("Outcome"), choices=Verdict.choices, widget=forms.RadioSelect)
    happened_on = known_field(_("Date"))

    def clean(self) -> dict[str, Any]:
        return apart(super().clean() or self.cleaned_data, happened_on="precision")


class SentenceForm(WorkForm):
    """Years and months are asked apart and stored as months."""

    submit_label = _("Record the sentence")

    happened_on = known_field(_("Passed on"))
    is_life = forms.BooleanField(label=_("Imprisonment for life"), required=False)
    years = forms.IntegerField(label=_("Years"), min_value=0, max_value=200, required=False)
    more_months = forms.IntegerField(label=_("Months"), min_value=0, max_value=11, required=False)
    fine = forms.IntegerField(label=_("Fine"), min_value=0, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fine"].label = gettext("Fine, in whole %(currency)s") % {"currency": currency}

    def clean(self) -> dict[str, Any]:
        cleaned = apart(super().clean() or self.cleaned_data, happened_on="precision")
        months = 12 * (cleaned.pop("years", None) or 0) + (cleaned.pop("more_months", None) or 0)
        cleaned["months"] = months or None
        if not cleaned.get("is_life") and not months and not cleaned.get("fine"):
            self.add_error("years", gettext("Imprisonment, a fine, or both."))
        return cleaned

    def layout(self) -> Layout:
        return Layout(
            "happened_on",
            "is_life",
            beside("years", "more_months"),
            "fine",
        )
