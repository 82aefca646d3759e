"""The page on which a report is taken while somebody is on the telephone."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import HTML, Column, Field, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.countries import telephones
from carisecure.interface.forms import WorkForm
from carisecure.interface.rows import RowSet
from cases.intake.models import Danger, FromWhom
from cases.people.forms import PersonRow
from cases.record import choices
from cases.record.forms import TitleField


# A field that CSS folds away until it is needed must be able to say that it is empty: hence placeholder=" ".
class ReportForm(WorkForm):
    """Danger first. Only the danger, what came in and how are asked for; everything else can come later."""

    submit_label = gettext_lazy("Save the report")
    row_sets = {
        "people": RowSet(
            PersonRow,
            legend=gettext_lazy("People"),
            row_label=gettext_lazy("Person"),
            add_label=gettext_lazy("Add a person"),
        )
    }

    danger_now = forms.ChoiceField(
        label=gettext_lazy("Is anyone in danger now?"), choices=Danger.choices, widget=forms.RadioSelect
    )
    danger_note = forms.CharField(
        label=gettext_lazy("What the danger is, and what was done"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": " "}),
    )
    title = TitleField()
    narrative = forms.CharField(
        label=gettext_lazy("What came in"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("In the caller's own words. Guesses can wait."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=gettext_lazy("How it came in"), choices=lambda: choices.codes("report_channel"))
    source = forms.ChoiceField(
        label=gettext_lazy("From"), required=False, choices=lambda: choices.codes("referral_source", _("Not known yet"))
    )
    from_whom = forms.ChoiceField(
        label=gettext_lazy("Who reported"), choices=FromWhom.choices, widget=forms.RadioSelect,
        initial=FromWhom.NOT_KNOWN,  # nothing is claimed that nobody was asked
    )  # fmt: skip
    reporter_name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": " "}),
    )
    reporter_phone = forms.CharField(
        label=gettext_lazy("Telephone"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": " ", "inputmode": "tel"}),
    )  # fmt: skip
    reporter_safe_to_call = forms.CharField(
        label=gettext_lazy("When it is safe to call"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": " "}),
    )  # fmt: skip
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False, choices=choices.regions)
    place = forms.CharField(
        label=gettext_lazy("Place"), required=False, max_length=500,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("street, building, boat …"), "autocomplete": "off"}),
    )  # fmt: skip
    is_official_involved = forms.BooleanField(
        label=gettext_lazy("An official is involved"), required=False,
        help_text=gettext_lazy("The case is sealed at once: only you can open it, and you name who"
                               " works on it with you."),
    )  # fmt: skip

    def clean_reporter_phone(self) -> str:
        text: str = self.cleaned_data["reporter_phone"]
        return telephones.checked(text) if text else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reporter_safe_to_call") and cleaned.get("reporter_phone") == "":
            self.add_error("reporter_phone", _("Which number? If there is none, write in the report when to call."))
        gave = cleaned.get("reporter_name") or cleaned.get("reporter_phone")
        if gave and cleaned.get("from_whom") != FromWhom.NAMED:
            self.add_error("from_whom", _("There is a name or number below. Choose “Gave a name”, or remove it."))
        return cleaned

    def layout(self) -> Layout:
        return Layout(
            Fieldset(
                "",
                Field("danger_now", wrapper_class="danger-choice"),
                HTML("{% include 'cases/intake/_danger_help.html' %}"),
                Field("danger_note"),
                css_class="danger-first",
            ),
            Field("narrative"),
            Row(Column("channel", css_class="col-sm-6"), Column("source", css_class="col-sm-6")),
            Field("from_whom", wrapper_class="choice-line"),
            Row(
                Column("reporter_name", css_class="col-sm-6"),
                Column("reporter_phone", css_class="col-sm-6"),
                Column("reporter_safe_to_call", css_class="col-12"),
                css_class="reporter-fields",
            ),
            Row(Column("region", css_class="col-sm-5"), Column("place", css_class="col-sm-7")),
            Field("title"),
            Field("is_official_involved"),
        )
