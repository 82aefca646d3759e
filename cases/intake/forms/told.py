"""The page on which a report is taken while somebody is on the telephone, and the one on which it is corrected."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.layout import HTML, Column, Field, Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.corrections.forms import CorrectionForm
from carisecure.countries import telephones
from carisecure.countries.packs import pack
from carisecure.days import limits
from carisecure.days.fields import HourField, KnownDayField
from carisecure.days.known import KnownDay
from carisecure.interface.forms import ASK, Button, WorkForm
from carisecure.interface.rows import RowSet
from cases.intake.models import Danger, FromWhom, Told
from cases.people.forms import PersonRow
from cases.record import choices
from cases.record.forms import TitleField

LATER = "later"


# A field that CSS folds away until it is needed must be able to say that it is empty: hence placeholder=" ".
class ToldForm(WorkForm):
    """What a report tells, and how and when it came."""

    danger_now = forms.ChoiceField(
        label=gettext_lazy("Is anyone in danger now?"), choices=Danger.choices, widget=forms.RadioSelect
    )
    danger_note = forms.CharField(
        label=gettext_lazy("What the danger is, and what was done"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": " "}),
    )
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
    received = KnownDayField(
        label=gettext_lazy("Received"), required=False, limit=limits.AT_WORK, initial=timezone.localdate
    )
    received_time = HourField(
        label=gettext_lazy("At"), required=False, help_text=gettext_lazy("Empty: now, or not known on an earlier day.")
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False, choices=choices.regions)
    place = forms.CharField(
        label=gettext_lazy("Place"), required=False, max_length=500,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("street, building, boat …"), "autocomplete": "off"}),
    )  # fmt: skip
    form = forms.ChoiceField(
        label=gettext_lazy("What it seems to be about"), required=False,
        choices=lambda: choices.codes("exploitation", _("Not known yet")),
    )  # fmt: skip
    is_child_involved = forms.BooleanField(label=gettext_lazy("Somebody in it is under 18, or may be"), required=False)
    is_official_involved = forms.BooleanField(
        label=gettext_lazy("An official is involved"), required=False,
        help_text=gettext_lazy("The case is sealed at once: only you can open it, and you name who"
                               " works on it with you."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        received, at = cleaned.get("received"), cleaned.get("received_time")
        if at is not None and received is not None and not received.is_whole:
            self.add_error("received_time", _("Leave the time empty where the day is not known."))
        elif at is not None and not self.has_error("received") and _moment(received, at) > timezone.now():
            self.add_error("received_time", _("This time is in the future."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """When it was received as a day, or as a moment where the time is known."""
        values = super().values()
        received, at = values.pop("received"), values.pop("received_time")
        if at is None:
            return {**values, "received_on": received}
        return {**values, "received_at": _moment(received, at)}


def _danger() -> Fieldset:
    return Fieldset(
        "",
        Field("danger_now", wrapper_class="danger-choice"),
        HTML("{% include 'cases/intake/_danger_help.html' %}"),
        Field("danger_note"),
        css_class="danger-first",
    )


def _how_it_came() -> Row:
    return Row(Column("channel", css_class="col-sm-6"), Column("source", css_class="col-sm-6"))


def _when_and_where() -> tuple[Row, Row]:
    return (
        Row(Column("received", css_class="col-7 col-sm-5"), Column("received_time", css_class="col-5 col-sm-7")),
        Row(Column("region", css_class="col-sm-5"), Column("place", css_class="col-sm-7")),
    )


class ReportForm(ToldForm):
    """Danger first. Only the danger, what came in and how are asked for; everything else can come later."""

    submit_label = gettext_lazy("Save and open a case")
    more_buttons = (
        Button(LATER, "1", gettext_lazy("Save, decide later")),
        Button(ASK, "matches", gettext_lazy("See what matches")),
    )
    row_sets = {
        "people": RowSet(
            PersonRow,
            legend=gettext_lazy("People"),
            row_label=gettext_lazy("Person"),
            add_label=gettext_lazy("Add a person"),
        )
    }

    title = TitleField()
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
    opened_on = KnownDayField(
        label=gettext_lazy("Case opened on"), required=False, limit=limits.AT_WORK,
        help_text=gettext_lazy("Empty: today. For a case that was opened on paper before."),
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
            _danger(),
            Field("narrative"),
            _how_it_came(),
            Field("from_whom", wrapper_class="choice-line"),
            Row(
                Column("reporter_name", css_class="col-sm-6"),
                Column("reporter_phone", css_class="col-sm-6"),
                Column("reporter_safe_to_call", css_class="col-12"),
                css_class="reporter-fields",
            ),
            *_when_and_where(),
            Row(Column("title", css_class="col-sm-7"), Column("opened_on", css_class="col-sm-5")),
            Field("form"),
            Field("is_child_involved"),
            Field("is_official_involved"),
        )


def _moment(received: KnownDay | None, at: dt.time) -> dt.datetime:
    day = received.first if received is not None else timezone.localdate()
    return dt.datetime.combine(day, at, pack().time_zone)


class ReportCorrection(CorrectionForm, ToldForm):
    """The words of a report once more, with what was wrong put right. Who reported stands with the people."""

    received_time = HourField(
        label=gettext_lazy("At"), required=False, help_text=gettext_lazy("Empty where the hour is not known.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["correction"]  # that it came in at all is decided about, not struck out
        self.fields["received"].required = True

    @staticmethod
    def typed(told: Told) -> dict[str, Any]:
        """The words that stand, to be put into the fields."""
        hour = timezone.localtime(told.received_at).time() if told.is_hour_known else None
        as_they_are = (
            "danger_now", "danger_note", "narrative", "channel", "source", "from_whom", "region", "place", "form",
            "is_child_involved", "is_official_involved",
        )  # fmt: skip
        known = {name: getattr(told, name) for name in as_they_are}
        return {**known, "received": told.known_received, "received_time": hour}

    def layout(self) -> Layout:
        return Layout(
            Field("danger_now", wrapper_class="danger-choice"),
            Field("danger_note"),
            Field("narrative"),
            _how_it_came(),
            Field("from_whom", wrapper_class="choice-line"),
            *_when_and_where(),
            Field("form"),
            Field("is_child_involved"),
            Field("is_official_involved"),
            Field("correction_reason"),
        )
