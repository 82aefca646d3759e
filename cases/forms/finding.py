"""Looking for a person or a text. Sent by POST: a name in an address would stay in logs and in the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.vault import stems
from cases import birth_dates
from cases.finding import Asked

_TEXT = {"class": "form-control", "autocomplete": "off", "spellcheck": "false"}


def _field(label: Any, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={**_TEXT, **attrs})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=200, widget=widget)


class FindPersonForm(forms.Form):
    name = _field(
        gettext_lazy("Name"), gettext_lazy("As you heard it. First name and surname find best; nicknames count.")
    )
    document = _field(gettext_lazy("Document"), gettext_lazy("The whole number; spaces and hyphens do not matter."))
    phone = _field(gettext_lazy("Telephone"), gettext_lazy("The whole number."), inputmode="tel")
    birth_date = _field(gettext_lazy("Date of birth"), placeholder="31/12/1999")

    def clean_birth_date(self) -> str:
        text: str = self.cleaned_data["birth_date"]
        known = birth_dates.read(text)
        if known is not None and not known.is_whole:
            raise ValidationError(_("Write the whole date. Nobody is found by a year or a month."))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.values()) and not self.errors:
            raise ValidationError(_("Fill in at least one field."))
        return cleaned

    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)


class FindTextForm(forms.Form):
    words = _field(
        gettext_lazy("Words"),
        gettext_lazy("All of them must stand in one text. “Boats” finds “boat”, in two languages."),
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not stems.words_of(words):
            raise ValidationError(_("Write at least one word of three letters."))
        return words
