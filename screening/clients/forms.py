"""Forms about an agency's own clients."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from carisecure.corrections.forms import CorrectionForm
from carisecure.countries.fields import CountriesField, LanguagesField
from carisecure.days.fields import KnownDayField
from carisecure.days.limits import AT_WORK
from carisecure.interface.forms import WorkForm, paragraph
from cases.people import ages
from cases.record import choices
from cases.record.codelists import codelist
from screening.clients.models import Client, ClientEvent, ClientNote, Happened, LeavingReason
from screening.consent.forms import several_of
from screening.consent.models import Category
from screening.contact.forms import genders
from screening.contact.operations import About
from screening.referral.forms import SendInForm

_SEVERAL = _("More than one? Separate them with ;")


class ClientForm(WorkForm):
    """What the agency calls somebody; everything else may be not known yet."""

    submit_label = _("Save")

    label = forms.CharField(
        label=_("What we call this person"), max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("A nickname is enough. Names, documents and numbers are kept apart, on the client's page."),
    )  # fmt: skip
    since = KnownDayField(label=_("With us since"), required=False, limit=AT_WORK)
    age_from = ages.lower()
    age_to = ages.upper()
    age_basis = ages.basis()
    gender = forms.ChoiceField(
        label=_("Gender"), required=False, choices=lambda: [("", _("Not known yet")), *genders()]
    )
    languages = LanguagesField(label=_("Languages"), required=False, near=choices.near_languages, help_text=_SEVERAL)
    citizenships = CountriesField(
        label=_("Citizenship"), required=False, near=choices.near_countries, help_text=_SEVERAL
    )

    def clean(self) -> dict[str, Any]:
        return ages.checked(self, super().clean() or self.cleaned_data)

    def about(self) -> About:
        data = self.cleaned_data
        return About(
            age_from=data["age_from"],
            age_to=data["age_to"],
            age_basis=data["age_basis"] or "not_known",
            gender=data["gender"],
            languages=data["languages"],
            citizenships=data["citizenships"],
        )


class ChangeClientForm(ClientForm):
    since = None  # type: ignore[assignment]  # Django's way to leave an inherited field out

    @staticmethod
    def typed(client: Client) -> dict[str, Any]:
        person = client.involvement.person
        names = ("age_from", "age_to", "age_basis", "gender", "languages", "citizenships")
        return {"label": client.label, **{name: getattr(person, name) for name in names}}


class ContactClientForm(WorkForm):
    """Somebody whom the agency referred already becomes a client."""

    submit_label = _("Keep as our client")

    label = forms.CharField(
        label=_("What we call this person"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class ClientNoteForm(WorkForm):
    submit_label = _("Add the note")

    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 6}))


class ClientNoteCorrection(CorrectionForm, ClientNoteForm):
    @staticmethod
    def typed(note: ClientNote) -> dict[str, Any]:
        return {"text": note.text}


class LeftForm(WorkForm):
    submit_label = _("Close the record")

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *LeavingReason.choices])
    on = KnownDayField(
        label=_("Left on"), limit=AT_WORK, required=False, help_text=_("Today, if left empty. 21/11/2026, Nov 2026.")
    )
    note = forms.CharField(label=_("Explanation"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReturnedForm(WorkForm):
    submit_label = _("Open the record again")

    on = KnownDayField(
        label=_("Came back on"), limit=AT_WORK, required=False,
        help_text=_("Today, if left empty. 21/11/2026, Nov 2026."),
    )  # fmt: skip
    note = forms.CharField(label=_("Explanation"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class _EventForm(WorkForm):
    on = KnownDayField(label=_("Day"), limit=AT_WORK)
    reason_left = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *LeavingReason.choices])
    note = forms.CharField(label=_("Explanation"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class EventCorrection(CorrectionForm, _EventForm):
    def __init__(self, *args: Any, event: ClientEvent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if event.event != Happened.LEFT:
            del self.fields["reason_left"]

    @staticmethod
    def typed(event: ClientEvent) -> dict[str, Any]:
        return {"on": event.happened, "reason_left": event.reason, "note": event.note}


class AskToEraseClientForm(WorkForm):
    submit_label = _("Send for approval")

    reason = paragraph(
        _("Why the identity should be erased"),
        3,
        help_text=_("Somebody else of your organisation reads this and decides."),
    )


class EraseClientForm(WorkForm):
    submit_label = _("Erase the identity")

    sure = forms.BooleanField(label=_("I understand that nobody can bring these names back."))


class ReferClientForm(SendInForm):
    """A client of our own goes to the unit, with what they agreed to share."""

    services = several_of(_("What is needed"), lambda: codelist("service_type").choices(), required=False)
    more = several_of(
        _("Also share"),
        [(c.value, c.label) for c in (Category.IDENTITY, Category.SCREENING_RESULT)],
        required=False,
        help_text=_("Only what the person agreed to. Your notes are never shared."),
    )

    def layout(self) -> Layout:
        return Layout(
            Fieldset(_("The referral"), "to_agency", "purpose", "services", "safety_notes", "more"),
            *list(super().layout())[1:],
        )
