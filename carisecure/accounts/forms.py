"""Forms for signing in and for the administrator."""

from __future__ import annotations

from django import forms
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from carisecure.accounts.models import Agency
from carisecure.accounts.roles import AgencyKind, Role
from carisecure.interface.forms import WorkForm


class SignInForm(forms.Form):
    """Asks nothing of the database: the view does, so that a failed sign-in is written into the ledger."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class PersonForm(WorkForm):
    """Somebody who may sign in. The role decides which agencies fit; the operation checks it."""

    submit_label = _("Add the person")

    full_name = forms.CharField(label=_("Name on screen"), max_length=120)
    username = forms.CharField(
        label=_("User name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose")), *Role.choices])
    agency = forms.ModelChoiceField(
        label=_("Agency"), queryset=Agency.objects.filter(is_active=True), empty_label=_("Choose")
    )
    password = forms.CharField(
        label=_("First password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Give it to the person by another way than this computer."),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


class AgencyForm(WorkForm):
    submit_label = _("Add the agency")

    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, digits and dashes; it never changes."),
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9_-]*$", _("Small letters, digits and dashes only."))],
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *AgencyKind.choices])
    phone = forms.CharField(label=_("Duty telephone"), max_length=40, required=False)


class SwitchForm(WorkForm):
    """Only the key: what is switched, and to what, stands in the address and in the button."""

    active = forms.BooleanField(required=False, widget=forms.HiddenInput)
