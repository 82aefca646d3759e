"""Forms for signing in and for the administrator."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from carisecure.access.two_people.forms import DecideForm
from carisecure.accounts.models import Agency, User
from carisecure.accounts.roles import AgencyKind, Role
from carisecure.interface.forms import WorkForm, paragraph


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


class CodeForm(SignInForm):
    """With the one-time code of two colleagues, or of the installation."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        help_text=_("16 letters and digits, valid for 15 minutes."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Your own. If you have none yet, choose one now: at least 15 characters."),
    )
    field_order = ("username", "code", "password")


class FactorForm(forms.Form):
    """An answer of a key, or a code. Which of them counts for this person is asked by the view."""

    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20_000)


class PasswordForm(WorkForm):
    submit_label = _("Change the password")

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 15 characters of any kind. Four or five unrelated words are best."),
    )


class LostFactorForm(WorkForm):
    """Who lost it, and who is asked to confirm. The operation checks that these are three people."""

    submit_label = _("Ask the second person")

    user = forms.ModelChoiceField(
        label=_("Who has lost their second factor"), queryset=User.objects.none(), empty_label=_("Choose")
    )
    second = forms.ModelChoiceField(
        label=_("Who confirms it"),
        queryset=User.objects.none(),
        empty_label=_("Choose"),
        help_text=_(
            "Somebody at their agency, or an administrator, who can sign in now and knows their face or voice."
        ),
    )
    password_too = forms.BooleanField(label=_("Password forgotten too"), required=False)

    def offer(self, *, people: QuerySet[User], seconds: QuerySet[User]) -> None:
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        self.fields["second"].queryset = seconds  # type: ignore[attr-defined]


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
        help_text=_("At least 15 characters. Give it to the person some other way, not through this computer."),
    )


class AgencyForm(WorkForm):
    submit_label = _("Add the agency")

    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, digits and dashes; it cannot be changed later."),
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9_-]*$", _("Small letters, digits and dashes only."))],
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *AgencyKind.choices])
    phone = forms.CharField(label=_("Duty telephone"), max_length=40, required=False)


class AgencyPhoneForm(WorkForm):
    submit_label = _("Save the number")

    phone = forms.CharField(
        label=_("Duty telephone"),
        max_length=40,
        required=False,
        help_text=_("Where the agency answers. Partners see it once a referral is accepted."),
    )


class SwitchForm(WorkForm):
    """Only the key: what is switched, and to what, stands in the address and in the button."""

    active = forms.BooleanField(required=False, widget=forms.HiddenInput)


class LetInForm(WorkForm):
    """The answer is the button that was pressed."""

    decision = forms.ChoiceField(choices=[("yes", _("Yes, approve the account")), ("no", _("No"))])


class AskKeyWorkForm(WorkForm):
    """Why, for the administrator who decides; which key, where an old one is to be retired."""

    submit_label = _("Ask another administrator")

    number = forms.TypedChoiceField(label=_("Which wrapping key"), coerce=int, choices=(), required=False)
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person who decides reads this. Do not write a victim's name or a key."),
    )

    def offer(self, numbers: list[int]) -> None:
        """The keys to choose from; without any the field is left out."""
        if not numbers:
            del self.fields["number"]
            return
        field = self.fields["number"]
        field.choices = [(number, str(number)) for number in numbers]  # type: ignore[attr-defined]
        field.required = True


class DecideKeyWorkForm(DecideForm):
    answer = paragraph(_("Your answer"), 3, max_length=2000, required=False, help_text=_("Needed if you refuse."))
