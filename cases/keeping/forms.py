"""Forms for holds and disposal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from carisecure.interface.forms import WorkForm, paragraph
from cases.keeping.models import DisposalGround, HoldGround


class HoldForm(WorkForm):
    submit_label = gettext_lazy("Place the hold")

    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"), choices=[("", gettext_lazy("Choose")), *HoldGround.choices]
    )
    reason = paragraph(
        gettext_lazy("Why it must be kept"),
        3,
        help_text=gettext_lazy("With the number of the order or the file, if any."),
    )


class KeepForm(WorkForm):
    submit_label = gettext_lazy("Place the hold")

    reason = paragraph(
        gettext_lazy("Why it must be kept"),
        3,
        help_text=gettext_lazy("With the number of the order or the file, if any."),
    )


class DestroyForm(WorkForm):
    submit_label = gettext_lazy("Dispose of the records for good")

    understood = forms.BooleanField(label=gettext_lazy("I understand that the records cannot be recovered."))


class LiftHoldForm(WorkForm):
    submit_label = gettext_lazy("Send for approval")

    reason = paragraph(gettext_lazy("Why the hold can be lifted"), 3)


class AskDisposalForm(WorkForm):
    submit_label = gettext_lazy("Send for approval")

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=DisposalGround.choices, widget=forms.RadioSelect)
    reason = paragraph(
        gettext_lazy("Why the records should be disposed of"),
        3,
        help_text=gettext_lazy(
            "This sentence is kept after everything else is destroyed: no names, only the rule or the order."
        ),
    )


class DisposeForm(WorkForm):
    submit_label = gettext_lazy("Dispose of the records for good")

    reference = forms.CharField(
        label=gettext_lazy("Type the case reference"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
