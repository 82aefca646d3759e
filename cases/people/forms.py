"""People in a report and in a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.countries.fields import CountriesField, CountryField, LanguageField, LanguagesField
from carisecure.interface.forms import WorkForm
from cases.people import ages
from cases.people.models import IdentityKind
from cases.people.operations import PersonEntry
from cases.record import choices
from cases.record.models import AgeBasis, InvolvementRole

_NOT_KNOWN = gettext_lazy("not known yet")
_ONE_AFTER_ANOTHER = gettext_lazy("More than one? Separate them with ;")


class PersonRow(forms.Form):
    """One person of a report. Everything may be not known yet; a row in which nothing stands is nobody."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role in the case"),
        required=False,
        choices=lambda: [("", _("Choose")), *InvolvementRole.choices[:3]],
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _NOT_KNOWN, "autocomplete": "off"}),
    )  # fmt: skip
    age_from = ages.lower()
    age_to = ages.upper()
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"), required=False, choices=lambda: choices.codes("gender", _("Not known yet"))
    )
    language = LanguageField(label=gettext_lazy("Speaks"), required=False, near=choices.near_languages)
    citizenship = CountryField(label=gettext_lazy("Citizen of"), required=False, near=choices.near_countries)

    def clean(self) -> dict[str, Any]:
        return ages.checked(self, super().clean() or self.cleaned_data)


def entry_of_row(row: dict[str, Any]) -> PersonEntry:
    """A cleaned row of a report as the operation takes it. What is written while somebody calls is an impression."""
    has_age = row["age_from"] is not None or row["age_to"] is not None
    return PersonEntry(
        role=row["role"] or InvolvementRole.POSSIBLE_VICTIM,
        name=row["name"],
        age_from=row["age_from"],
        age_to=row["age_to"],
        age_basis=AgeBasis.IMPRESSION if has_age else AgeBasis.NOT_KNOWN,
        gender=row["gender"],
        languages=tuple(filter(None, [row["language"]])),
        citizenships=tuple(filter(None, [row["citizenship"]])),
    )


class PersonForm(WorkForm):
    """What is known about somebody of a case."""

    submit_label = gettext_lazy("Save")

    # Nothing is chosen beforehand: a stray press on Save must not make anybody a possible victim.
    role = forms.ChoiceField(
        label=gettext_lazy("Role in this case"), choices=[("", gettext_lazy("Choose")), *InvolvementRole.choices]
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), required=False, max_length=200,
        help_text=gettext_lazy("Kept separate from the case. Every look at names is recorded."),
        widget=forms.TextInput(attrs={"placeholder": _NOT_KNOWN, "autocomplete": "off"}),
    )  # fmt: skip
    age_from = ages.lower()
    age_to = ages.upper()
    age_basis = ages.basis()
    age_on = ages.day()
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"), required=False, choices=lambda: choices.codes("gender", _("Not known yet"))
    )
    languages = LanguagesField(
        label=gettext_lazy("Languages"), required=False, near=choices.near_languages, help_text=_ONE_AFTER_ANOTHER
    )
    citizenships = CountriesField(
        label=gettext_lazy("Citizenship"), required=False, near=choices.near_countries, help_text=_ONE_AFTER_ANOTHER
    )
    is_official = forms.BooleanField(label=gettext_lazy("Is a public official"), required=False)

    def clean(self) -> dict[str, Any]:
        return ages.checked(self, super().clean() or self.cleaned_data)

    def entry(self) -> PersonEntry:
        return PersonEntry(**self.values())


class AsksWhichAge(WorkForm):
    """Where an age and a date of birth differ, it is asked which stands; until then the field is not on the page."""

    age = ages.noted()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound or not self.data.get("age"):
            self.fields["age"].widget = forms.HiddenInput()

    def refuse(self, error: ValidationError | str) -> None:
        if "age" in getattr(error, "error_dict", {}):
            self.fields["age"].widget = AsksWhichAge.base_fields["age"].widget
        super().refuse(error)


class ChangePersonForm(AsksWhichAge, PersonForm):
    """Names have a form of their own: changing an age must not need the right to see them. So have roles."""

    name = None  # type: ignore[assignment]  # Django's way to leave an inherited field out
    role = None  # type: ignore[assignment]

    field_order = ("age_from", "age_to", "age_basis", "age_on", "age")

    def entry(self) -> PersonEntry:
        return PersonEntry(**{name: value for name, value in self.values().items() if name != "age"})


class NameForm(AsksWhichAge):
    submit_label = gettext_lazy("Add")

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=IdentityKind.choices)
    value = forms.CharField(
        label=gettext_lazy("Value"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Date of birth: 31/12/1999, or as much as is known: 12/1999, 1999. Telephone:"
            " 868-620-1234 (mother); a foreign number with + and its country code."
        ),
    )  # fmt: skip
    safe_to_call = forms.CharField(
        label=gettext_lazy("When it is safe to call"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": " "}),
        help_text=gettext_lazy("For a telephone only: safe times, who must not answer, what not to say."),
    )  # fmt: skip

    known_from = ages.known_from()

    field_order = ("kind", "value", "safe_to_call", "known_from", "age")


class MistakeForm(WorkForm):
    submit_label = gettext_lazy("It was a mistake")

    reason = forms.CharField(
        label=gettext_lazy("What the mistake was"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays beside the entry, for those who may see names. Add the"
                               " right one as a new entry."),
    )  # fmt: skip
