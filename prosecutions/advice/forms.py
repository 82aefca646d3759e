"""Forms for queries, their answers and advice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.corrections.forms import CorrectionForm
from carisecure.days.fields import DayField
from carisecure.interface.forms import WorkForm
from prosecutions.advice.models import AdviceKind
from prosecutions.record.days import apart, known_field


class QueryForm(WorkForm):
    submit_label = _("Send the query")

    text = forms.CharField(label=_("What do you need to know?"), widget=forms.Textarea(attrs={"rows": 5}))
    due_on = DayField(label=_("Answer by"), required=False, help_text=_("Leave empty if there is no deadline."))


class AnswerForm(WorkForm):
    submit_label = _("Send the answer")

    answer = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "The prosecutor reads this exactly as you write it. New statements or exhibits go with the next submission."
        ),
    )


class AdviceForm(WorkForm):
    submit_label = _("Record the advice")

    kind = forms.ChoiceField(label=_("Advice"), choices=AdviceKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Reasons, and what remains to be done"), widget=forms.Textarea(attrs={"rows": 6}))
    given_on = known_field(_("Date given"), initial=timezone.localdate)

    def clean(self) -> dict[str, Any]:
        return apart(super().clean() or self.cleaned_data, given_on="given_precision")


class AdviceCorrection(CorrectionForm, AdviceForm):
    """An advice that was entered wrongly."""


class PressForm(WorkForm):
    """A button that writes: nothing to fill in."""

    submit_label = _("Settled")
