"""Looking for a person or a text. Sent by POST: a name in an address would stay in logs and in the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.vault import blind, sounds, stems
from carisecure.countries import telephones
from cases.finding.queries import Asked
from cases.people import birth_dates

_TEXT = {"class": "form-control", "autocomplete": "off", "spellcheck": "false"}


def _field(label: Any, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={**_TEXT, **attrs})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=200, widget=widget)


class FindPersonForm(forms.Form):
    name = _field(
        gettext_lazy("Name"), gettext_lazy("As you heard it. First name and surname work best; nicknames count.")
    )
    document = _field(
        gettext_lazy("Document"), gettext_lazy("The whole number. Dots, spaces and hyphens do not matter.")
    )
    phone = _field(
        gettext_lazy("Telephone"),
        gettext_lazy("With the area code, or the last seven digits. A foreign number: with + and its country code."),
        inputmode="tel",
    )
    birth_date = _field(gettext_lazy("Date of birth"), placeholder="31/12/1999")

    def clean_name(self) -> str:
        text: str = self.cleaned_data["name"]
        if text and not sounds.parts_of(text):
            raise ValidationError(_("No name here."))
        return text

    def clean_document(self) -> str:
        text: str = self.cleaned_data["document"]
        if text and not blind.normalised(text):
            raise ValidationError(_("No document number here."))
        return text

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        return telephones.checked(text) if text else ""

    def clean_birth_date(self) -> str:
        """What cannot be read is refused as where it is stored: "Nobody" would be an answer to another question."""
        text: str = self.cleaned_data["birth_date"]
        if not text:
            return ""
        otherwise = _("Not a date. Write the whole date, as 31/12/1999 or 1999-12-31.")
        known = birth_dates.written(text, otherwise=otherwise)
        if not known.is_whole:
            raise ValidationError(_("Write the whole date. A year or a month alone finds nobody."))
        return birth_dates.checked(text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.values()) and not self.errors:
            raise ValidationError(_("Fill in at least one field."))
        return cleaned

    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)

    def looked_for(self) -> list[str]:
        """The telephones as they were understood; one whose area code was not given is looked for in every area."""
        return [
            str(one) if one.has_area else _("…%(digits)s, with any area code") % {"digits": one.last_seven}
            for one in telephones.read(self.cleaned_data["phone"])
        ]


class FindTextForm(forms.Form):
    words = _field(
        gettext_lazy("Words"),
        gettext_lazy(
            "All words must be in the same text. “Boats” also finds “boat”, in both languages; PDK4471 finds PDK-4471."
        ),
    )

    struck_out = forms.BooleanField(
        label=gettext_lazy("Also what was struck out"), required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        help_text=gettext_lazy("What was corrected is otherwise found by its words of today."),
    )  # fmt: skip

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not stems.asked(words):
            raise ValidationError(_("Write a word of three letters or more, or a number such as X5."))
        return words
