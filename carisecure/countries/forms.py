"""Filling in a number on call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.countries import telephones
from carisecure.days.fields import DayField
from carisecure.interface.forms import WorkForm


class NumberForm(WorkForm):
    """`is_listed`: the country pack knows the number, so only the day on which it was rung is asked."""

    submit_label = _("Save")

    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("One number. Hours or an extension go in the note."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=80, required=False, help_text=_("For example the hours. Everybody sees it.")
    )
    rung_on = DayField(label=_("Confirmed by ringing it on"), initial=timezone.localdate)

    def __init__(self, *args: Any, is_listed: bool, is_filled_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_listed:
            del self.fields["number"], self.fields["note"]
        elif is_filled_in:
            field = self.fields["number"]
            field.required = False
            field.help_text = _(
                "One number. Hours or an extension go in the note. Empty it if nobody answers there any more."
            )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        return telephones.to_ring(number) if number else ""
