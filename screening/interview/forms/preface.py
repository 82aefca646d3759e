"""Before the questions, and the decision after them."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from carisecure.countries.fields import LanguageField
from carisecure.interface.forms import WorkForm
from cases.people import ages
from screening.contact.forms import genders
from screening.instruments.loader import Instrument, PrefaceQuestion

NONE_OF_THEM = "none_seen"  # the option of a question with several answers that goes with no other


class PrefaceForm(WorkForm):
    """What has to be settled before the first question: the instrument's own questions, one field each."""

    submit_label = _("Start the questions")

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        for question in instrument.before_you_start:
            self.fields[question.id] = _field_of(question)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for question in self.instrument.before_you_start:
            chosen = data.get(question.id) or ()
            if question.type == "choices" and NONE_OF_THEM in chosen and len(chosen) > 1:
                self.add_error(question.id, _("You ticked “None of these” and something else: untick one."))
        return data

    def preface(self) -> dict[str, str | list[str]]:
        return {question.id: self.cleaned_data[question.id] for question in self.instrument.before_you_start}


class DoorPrefaceForm(PrefaceForm):
    """The same at the door, for somebody who is in no case yet. No name is asked for."""

    age_from = ages.lower()
    age_to = ages.upper()
    gender = forms.ChoiceField(label=_("Gender"), required=False, choices=lambda: [("", _("Not known")), *genders()])

    def layout(self) -> Layout:
        asked = [question.id for question in self.instrument.before_you_start]
        return Layout(*asked, Fieldset(_("The person, without a name"), "age_from", "age_to", "gender"))

    def clean(self) -> dict[str, Any]:
        return ages.checked(self, super().clean() or self.cleaned_data)


def _field_of(question: PrefaceQuestion) -> forms.Field:
    # Lazy texts, so that they are in the reader's language; Django takes any text that can be shown.
    label: Any = question.text.lazy
    help_text: Any = question.help.lazy if question.help else ""
    options = [(option.code, option.label.lazy) for option in question.options]
    if question.type == "choice":
        return forms.ChoiceField(label=label, help_text=help_text, choices=options, widget=forms.RadioSelect)
    if question.type == "choices":
        return forms.MultipleChoiceField(
            label=label, help_text=help_text, choices=options, widget=forms.CheckboxSelectMultiple, required=False
        )
    if question.type == "language":
        return LanguageField(label=label, help_text=help_text)
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=500)


class AnswerForm(WorkForm):
    """One answer; the buttons carry it."""

    answer = forms.CharField(max_length=20)
