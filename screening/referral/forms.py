"""Consent, referrals in both directions, and the answers to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.accounts.models import Agency, User
from carisecure.accounts.roles import AgencyKind, Role
from carisecure.collation import ByName
from carisecure.countries.fields import CountryField, LanguageField
from carisecure.days.fields import DayField
from carisecure.interface.forms import WorkForm
from carisecure.interface.references import LONGEST, whole
from cases.people import ages
from cases.record.choices import near_countries
from cases.record.codelists import codelist
from cases.record.querysets import staff_of
from screening.consent.forms import check_given_on, several_of
from screening.consent.models import Category, GivenBy
from screening.contact.forms import genders
from screening.referral.models import DeclineReason, Outcome

NEW_CONSENT, URGENT = "new_consent", "urgent"
CONSENT_FIELDS = ("given_by", "language", "interpreter", "given_on")
URGENT_FIELDS = ("urgent_ground", "urgent_reason", "authorised_by")

# What somebody of the agency of care, or of the unit, may answer with.
OUT_REASONS = ("no_space", "not_our_service", "safety", "person_refused", "not_enough_information", "other")
IN_REASONS = ("not_trafficking", "not_enough_information", "known_already", "not_our_service", "other")


def reasons(codes: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [("", _("Choose a reason")), *((c, DeclineReason(c).label) for c in codes)]


if TYPE_CHECKING:  # Django's fields take type parameters for mypy only
    _UserChoice = forms.ModelChoiceField[User]
else:
    _UserChoice = forms.ModelChoiceField


class _Person(_UserChoice):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.get_role_display()}"


class BasisForm(WorkForm):
    """Consent recorded now, or an urgent ground with its reason and who authorised it."""

    basis = forms.ChoiceField(
        label=_("Ground"), widget=forms.RadioSelect,
        choices=[(NEW_CONSENT, _("The person agreed: record the consent now")), (URGENT, _("Urgent, without consent"))],
    )  # fmt: skip
    given_by = forms.ChoiceField(label=_("Consent given by"), required=False, choices=GivenBy.choices)
    language = LanguageField(label=_("Explained in"), required=False)
    interpreter = forms.CharField(label=_("Interpreter, if any"), required=False)
    given_on = DayField(label=_("Date given"), required=False)
    urgent_ground = forms.ChoiceField(
        label=_("Urgent ground"), required=False,
        choices=lambda: [("", _("Choose a ground")), *codelist("urgent_ground").choices()],
    )  # fmt: skip
    urgent_reason = forms.CharField(
        label=_("Why it cannot wait"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the unit's record: the recipient sees the ground, not these words."),
    )  # fmt: skip
    authorised_by = _Person(
        label=_("Authorised by"), required=False, queryset=User.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(agency_id=by.agency_id, is_active=True)
        if by.role in (Role.INVESTIGATOR, Role.SUPERVISOR):
            people = people.filter(role=Role.SUPERVISOR)
        self.fields["authorised_by"].queryset = people  # type: ignore[attr-defined]
        self.initial.setdefault("given_on", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("basis") == NEW_CONSENT:
            self._demand(("given_by", "language", "given_on"), _("Needed for a consent."))
            check_given_on(self)
        elif data.get("basis") == URGENT:
            self._demand(URGENT_FIELDS, _("Needed if there is no consent."))
        return data

    def _demand(self, names: tuple[str, ...], why: Any) -> None:
        for name in names:
            if name in self.fields and not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, why)

    @staticmethod
    def basis_layout() -> list[Fieldset]:
        return [
            Fieldset(_("Consent or urgent ground"), "basis"),
            Fieldset(_("If the person agreed"), *CONSENT_FIELDS, css_class="if-agreed"),
            Fieldset(_("If it is urgent and there is no consent"), *URGENT_FIELDS, css_class="if-urgent"),
        ]


class ReferOutForm(BasisForm):
    """One person to one agency of care; the next page shows what they will see."""

    submit_label = _("See what they will see")

    to_agency = forms.ModelChoiceField(label=_("Refer to"), queryset=Agency.objects.none(), empty_label=_("Choose"))
    purpose = forms.CharField(
        label=_("What we ask for"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read this. Write nothing about the case, suspects or other people."),
    )  # fmt: skip
    services = several_of(_("Services"), lambda: codelist("service_type").choices(), required=False)
    categories = several_of(_("What is shared"), Category.choices)
    safety_notes = forms.CharField(
        label=_("Safety notes"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("How to reach the person, at what times, and who must not know."),
    )  # fmt: skip

    def __init__(self, *args: Any, consents: list[tuple[str, Any]], noted: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if noted:
            # Crispy shows help texts as they are: what somebody typed has to be escaped here.
            note = gettext("The first screening noted: “%(noted)s”. Write it here only if they must know.")
            self.fields["safety_notes"].help_text = format_html("{}", note % {"noted": noted})
        self.fields["to_agency"].queryset = Agency.objects.filter(  # type: ignore[attr-defined]
            kind=AgencyKind.NGO, is_active=True
        )
        own = self.fields["basis"]
        own.choices = [*consents, *own.choices]  # type: ignore[attr-defined]
        self.initial.setdefault("categories", [Category.AGE_LANGUAGE, Category.NEEDS, Category.SAFETY_NOTES])

    def left_out(self) -> list[str]:
        """What is not shared, in words: the preview says it, so that nobody wonders."""
        return [str(c.label) for c in Category if c not in self.cleaned_data["categories"]]

    def layout(self) -> Layout:
        return Layout(
            Fieldset(_("To whom, and for what"), "to_agency", "purpose", "services"),
            Fieldset(_("What they will see"), "categories", "safety_notes"),
            *self.basis_layout(),
        )


class SendInForm(BasisForm):
    """What a frontline officer adds to a first screen before it goes to the unit."""

    submit_label = _("Send to the unit")

    purpose = forms.CharField(
        label=_("What you saw, and what is needed"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No name. Say where the person can be met safely."),
    )  # fmt: skip
    safety_notes = forms.CharField(
        label=_("Safety notes"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("How to reach the person, at what times, and who must not know."),
    )  # fmt: skip
    to_agency = forms.ModelChoiceField(label=_("Unit"), queryset=Agency.objects.none())
    is_official_involved = forms.BooleanField(
        label=_("An official is involved"), required=False,
        help_text=_("From the police, immigration, customs or the unit itself. Then only one person reads this."),
    )  # fmt: skip
    only_for = _Person(
        label=_("Who in the unit reads it"), required=False, queryset=User.objects.none(), empty_label=_("Choose"),
        help_text=_("Somebody it is not about. Nobody else there sees it, not even the person who"
                    " covers for them. An office outside the unit sees that it is waiting, not what"
                    " it says."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Agency.objects.filter(kind=AgencyKind.UNIT, is_active=True)
        field = self.fields["to_agency"]
        field.queryset = units  # type: ignore[attr-defined]
        inside = staff_of(*units.values_list("pk", flat=True)).order_by(
            "-role", ByName("full_name")
        )  # supervisors first
        self.fields["only_for"].queryset = inside  # type: ignore[attr-defined]
        found = list(units[:2])
        if found:
            field.initial = found[0].pk
        if len(found) == 1:
            field.widget = forms.HiddenInput()
        self.fields["basis"].choices = [  # type: ignore[attr-defined]
            (NEW_CONSENT, _("The person agreed to be referred")), (URGENT, _("Urgent, without consent")),
        ]  # fmt: skip
        self.fields["urgent_reason"].help_text = _("The unit reads this.")
        del self.fields["given_on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("is_official_involved"):
            self._demand(("only_for",), _("Choose the one person who reads it."))
        elif data.get("only_for"):
            self.add_error("is_official_involved", _("Tick this, or choose nobody: otherwise the whole unit reads it."))
        return data

    def layout(self) -> Layout:
        return Layout(
            Fieldset(_("The referral"), "to_agency", "purpose", "safety_notes"),
            Fieldset(_("Who may read it"), "is_official_involved", Div("only_for", css_class="if-official")),
            Fieldset(_("Consent or urgent ground"), "basis"),
            Fieldset(_("If the person agreed"), "given_by", "language", "interpreter", css_class="if-agreed"),
            Fieldset(_("If it is urgent and there is no consent"), *URGENT_FIELDS, css_class="if-urgent"),
        )


class ReferInForm(SendInForm):
    """Somebody of one's own, without a name."""

    age_from = ages.lower()
    age_to = ages.upper()
    age_basis = ages.basis()
    gender = forms.ChoiceField(label=_("Gender"), required=False, choices=lambda: [("", _("Not known")), *genders()])
    speaks = LanguageField(label=_("Speaks"), required=False)
    citizenship = CountryField(label=_("Citizenship"), required=False, near=near_countries)
    services = several_of(_("What is needed"), lambda: codelist("service_type").choices(), required=False)

    def clean(self) -> dict[str, Any]:
        return ages.checked(self, super().clean())

    def layout(self) -> Layout:
        return Layout(
            Fieldset(
                _("The person, without a name"), "age_from", "age_to", "age_basis", "gender", "speaks", "citizenship"
            ),
            Fieldset(_("The referral"), "to_agency", "purpose", "services", "safety_notes"),
            *list(super().layout())[1:],
        )


class AcceptForm(WorkForm):
    submit_label = _("Accept")

    note = forms.CharField(
        label=_("To the sender"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For instance when and where the person can come. The sender reads it."),
    )  # fmt: skip


class DeclineForm(WorkForm):
    submit_label = _("Decline")

    reason = forms.ChoiceField(label=_("Reason"), choices=lambda: reasons(OUT_REASONS))
    note = forms.CharField(label=_("To the sender"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class NotTakenUpForm(WorkForm):
    submit_label = _("Not taken up")

    reason = forms.ChoiceField(label=_("Reason"), choices=lambda: reasons(IN_REASONS))
    note = forms.CharField(
        label=_("To the sender"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The sender reads this. Write nothing about a case, suspects or other people."),
    )  # fmt: skip


class TakeUpForm(WorkForm):
    """Into a new case, or into one that the officer may change."""

    submit_label = _("Take up")

    into = forms.ChoiceField(
        label=_("Which case"), widget=forms.RadioSelect, initial="new",
        choices=[("new", _("Open a new case")), ("known", _("An existing case"))],
    )  # fmt: skip
    reference = forms.CharField(
        label=_("Case reference"), required=False, max_length=LONGEST, help_text=_("For instance TT-7K4M-2QXD.")
    )

    def __init__(self, *args: Any, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases
        self.case: Any = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("into") == "known":
            wanted = whole(str(data.get("reference", "")))
            self.case = self.cases.filter(reference=wanted).first() if wanted else None
            if self.case is None:
                self.add_error("reference", _("Not here, or not shared with you. Check the reference."))
        return data


class OutcomeForm(WorkForm):
    submit_label = _("Tell the sender and close")

    outcome = forms.ChoiceField(label=_("Outcome"), choices=[("", _("Choose")), *Outcome.choices])
    note = forms.CharField(
        label=_("To the sender"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The sender reads this. Write nothing about a case, suspects or other people."),
    )  # fmt: skip
