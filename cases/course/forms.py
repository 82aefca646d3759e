"""Forms about the course of a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from carisecure.accounts.models import User
from carisecure.corrections.forms import CorrectionForm
from carisecure.days.fields import KnownDayField
from carisecure.days.limits import HAPPENED
from carisecure.interface.forms import WorkForm
from cases.record import choices
from cases.record.codelists import codelist
from cases.record.forms import TitleField


class SummaryForm(WorkForm):
    submit_label = gettext_lazy("Save the summary")

    title = TitleField()
    summary = forms.CharField(
        label=gettext_lazy("What it is about"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("A few sentences for the next person who opens the case."),
    )  # fmt: skip
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False, choices=choices.regions)


def _elements(label: Any, name: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=lambda: codelist(name).choices(), widget=forms.CheckboxSelectMultiple
    )


class ElementsForm(WorkForm):
    """Act, means, purpose: each its own list of several values (Palermo Protocol art. 3)."""

    submit_label = gettext_lazy("Save the elements")

    acts = _elements(gettext_lazy("Act: what was done"), "act")
    means = _elements(gettext_lazy("Means: how (not needed for a child)"), "means_palermo")
    purposes = _elements(gettext_lazy("Purpose: exploitation, done or intended"), "exploitation")


class AssignForm(WorkForm):
    submit_label = gettext_lazy("Assign")

    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead officer"), queryset=User.objects.none(), empty_label=gettext_lazy("Choose")
    )

    def __init__(self, *args: Any, staff: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = staff  # type: ignore[attr-defined]  # it is a ModelChoiceField


class TakeForm(WorkForm):
    submit_label = gettext_lazy("Take it")


class CloseForm(WorkForm):
    submit_label = gettext_lazy("Close the case")

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=lambda: choices.codes("closure_reason"))
    on = KnownDayField(label=gettext_lazy("Closed on"), limit=HAPPENED, required=False)
    note = forms.CharField(
        label=gettext_lazy("Explanation"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What was found, and what happens to the people now. Care does not end with the case."),
    )  # fmt: skip


class StageForm(WorkForm):
    """One stage of a case: the reason only where it is the end of it."""

    happened = KnownDayField(label=gettext_lazy("Day"), limit=HAPPENED)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=lambda: choices.codes("closure_reason"))
    note = forms.CharField(label=gettext_lazy("Explanation"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, is_closing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_closing:
            del self.fields["reason"]


class StageCorrection(CorrectionForm, StageForm):
    pass


class ReopenForm(WorkForm):
    submit_label = gettext_lazy("Reopen the case")

    note = forms.CharField(label=gettext_lazy("Why it is reopened"), widget=forms.Textarea(attrs={"rows": 4}))
