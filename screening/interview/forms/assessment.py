"""The assessment of indicators: one row an indicator, by dimension."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import HTML, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from carisecure.interface.forms import WorkForm
from screening.instruments.loader import Dimension, Instrument

# An officer fills this in from what is known; nobody is asked, so nobody "will not say".
CHOICES = [("yes", _("Yes")), ("no", _("No")), ("not_known", _("Unknown"))]


@dataclass(frozen=True)
class Block:
    dimension: Dimension
    rows: list[tuple[Any, str]]


class AssessmentForm(WorkForm):
    submit_label = _("Record the assessment")

    act_recorded = forms.BooleanField(
        label=_("An act is recorded: recruitment, transport, transfer, harbouring or receipt"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        for item in instrument.items:
            label: Any = item.text.lazy
            self.fields[item.id] = forms.ChoiceField(
                label=label,
                choices=CHOICES,
                required=False,
                initial="not_known",
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and set(self.answers().values()) == {"not_known"}:
            raise forms.ValidationError(
                _(
                    "Nothing answered yet. Answer yes or no to at least one indicator; an assessment"
                    " cannot be changed once recorded."
                )
            )
        return data

    def layout(self) -> Layout:
        return Layout(HTML("{% include 'screening/interview/_assessment_fields.html' %}"))

    def blocks(self) -> Iterator[Block]:
        """The fields by dimension, with the strength of each indicator."""
        for dimension in self.instrument.dimensions:
            items = [item for item in self.instrument.items if item.dimension == dimension.id]
            yield Block(dimension, [(self[item.id], str(item.strength)) for item in items])

    def answers(self) -> dict[str, str]:
        return {item.id: self.cleaned_data.get(item.id) or "not_known" for item in self.instrument.items}
