"""What is written into a case, and what happens to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from carisecure.accounts.models import User
from carisecure.countries.fields import LanguageField
from carisecure.interface.forms import WorkForm
from cases.codelists import codelist
from cases.forms import choices
from cases.models import Involvement


class NoteForm(WorkForm):
    submit_label = gettext_lazy("Add the note")

    text = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 6}))


def _day(label: Any, **extra: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **extra)


class StatementForm(WorkForm):
    submit_label = gettext_lazy("Add the statement")

    involvement = forms.ChoiceField(
        label=gettext_lazy("Of"), required=False, help_text=gettext_lazy("Who said it, if they are in the case.")
    )
    taken_on = _day(gettext_lazy("Taken on"), initial=timezone.localdate)
    language = LanguageField(label=gettext_lazy("Given in"), required=False, near=choices.near_languages)
    text = forms.CharField(label=gettext_lazy("Statement"), widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, *args: Any, people: list[Involvement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["involvement"]
        field.choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            ("", gettext_lazy("Somebody else")),
            *[(key, f"{person.label} ({person.get_role_display()})") for key, person in self.people.items()],
        ]

    def clean_involvement(self) -> Involvement | None:
        return self.people.get(self.cleaned_data["involvement"])


class ExhibitForm(WorkForm):
    submit_label = gettext_lazy("Add the exhibit")

    mark = forms.CharField(
        label=gettext_lazy("Mark"), max_length=20, help_text=gettext_lazy("As it is written on the label.")
    )
    description = forms.CharField(label=gettext_lazy("What it is"), widget=forms.Textarea(attrs={"rows": 3}))
    found_on = _day(gettext_lazy("Found on"), required=False)
    found_at = forms.CharField(label=gettext_lazy("Found where"), required=False, max_length=500)
    held_at = forms.CharField(label=gettext_lazy("Kept where"), required=False, max_length=500)


class SummaryForm(WorkForm):
    submit_label = gettext_lazy("Save the summary")

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
    note = forms.CharField(
        label=gettext_lazy("Explanation"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What was found, and what happens to the people now. Care does not end with the case."),
    )  # fmt: skip


class ReopenForm(WorkForm):
    submit_label = gettext_lazy("Reopen the case")

    note = forms.CharField(label=gettext_lazy("Why it is reopened"), widget=forms.Textarea(attrs={"rows": 4}))


class RaiseDangerForm(WorkForm):
    submit_label = gettext_lazy("Mark danger now")

    note = forms.CharField(
        label=gettext_lazy("What the danger is, and what was done"), widget=forms.Textarea(attrs={"rows": 4})
    )


class EndDangerForm(WorkForm):
    submit_label = gettext_lazy("End the danger")

    note = forms.CharField(
        label=gettext_lazy("Why the danger is over"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What was done, and where the people are safe now."),
    )  # fmt: skip


class RestrictForm(WorkForm):
    submit_label = gettext_lazy("Only these people")

    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Unit staff"), queryset=User.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("You, the lead officer and the unit's supervisors keep access."),
    )  # fmt: skip

    def __init__(self, *args: Any, staff: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = staff  # type: ignore[attr-defined]  # it is a ModelMultipleChoiceField
