"""Before the questions, and the decision after them."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.countries.fields import LanguageField
from carisecure.interface.forms import WorkForm
from cases.people import ages
from cases.record.codelists import codelist
from cases.record.models import VictimStatus
from screening.forms.partial_date import PartialDateField
from screening.instruments.loader import Instrument, PrefaceQuestion
from screening.models.status import Ground
from screening.operations.status import NO_ASSESSMENT

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


def genders() -> list[tuple[str, Any]]:
    return [pair for pair in codelist("gender").choices() if pair[0] != "not_known"]


class AnswerForm(WorkForm):
    """One answer; the buttons carry it."""

    answer = forms.CharField(max_length=20)


class StatusForm(WorkForm):
    """The decision on victim status."""

    submit_label = _("Record the decision")

    status = forms.ChoiceField(label=_("Decision"), choices=VictimStatus.choices, widget=forms.RadioSelect)
    decided = PartialDateField(label=_("Date of the decision"))
    deciding_body = forms.ChoiceField(
        label=_("Decided by"), choices=lambda: codelist("status_decided_by").choices(), initial="police"
    )
    grounds = forms.MultipleChoiceField(
        label=_("Based on"), choices=Ground.choices, widget=forms.CheckboxSelectMultiple
    )
    ground = forms.CharField(
        label=_("Ground"), widget=forms.Textarea,
        help_text=_("In your own words: what was found, and why it leads to this decision."),
    )  # fmt: skip
    replaces = forms.ChoiceField(
        label=_("Corrects an earlier entry"), required=False,
        help_text=_("Only if that entry was wrong. A new decision does not replace the old one: both are kept."),
        error_messages={"invalid_choice": _("This entry has been corrected in the meantime: see the"
                                            " history on this page.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, has_assessment: bool, earlier: list[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.has_assessment = has_assessment
        if earlier:
            self.fields["replaces"].choices = [("", _("No, a new decision")), *earlier]  # type: ignore[attr-defined]
        else:
            del self.fields["replaces"]
        self.initial.setdefault("decided", f"{timezone.localdate():%d/%m/%Y}")

    def clean_decided(self) -> Any:
        decided = self.cleaned_data["decided"]
        if decided and decided[0] > timezone.localdate():
            raise ValidationError(_("This date is in the future."))
        return decided

    def clean_grounds(self) -> list[str]:
        grounds: list[str] = self.cleaned_data["grounds"]
        if Ground.ASSESSMENT in grounds and not self.has_assessment:
            raise ValidationError(NO_ASSESSMENT)
        return grounds
