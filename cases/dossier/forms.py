"""The form that asks for a copy with names."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from carisecure.interface.forms import WorkForm, paragraph
from cases.dossier.models import USUAL_PARTS, CopyPart, CopyPurpose


class AskCopyForm(WorkForm):
    submit_label = gettext_lazy("Send for approval")

    purpose = forms.ChoiceField(
        label=gettext_lazy("What it is for"), choices=[("", gettext_lazy("Choose")), *CopyPurpose.choices]
    )
    receiver = forms.CharField(
        label=gettext_lazy("Who receives it"), max_length=200,
        help_text=gettext_lazy("Name and office. Printed on every page."),
    )  # fmt: skip
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What goes in"), choices=CopyPart.choices, initial=USUAL_PARTS,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("Only what the receiver needs."),
    )  # fmt: skip
    reason = paragraph(
        gettext_lazy("Why a copy must leave the system"),
        3,
        help_text=gettext_lazy("The person who decides reads this. Use labels, not names."),
    )
