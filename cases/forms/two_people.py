"""What leaves the house, what must be kept, what is disposed of, who is let in from outside: all by two people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from carisecure.accounts.models import User
from carisecure.interface.days import on_the_calendar
from carisecure.interface.forms import WorkForm
from cases.models import CopyPart, CopyPurpose, DisposalGround, HoldGround
from cases.models.copy import USUAL_PARTS
from cases.operations.sharing import Level


def _why(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text)


class AskCopyForm(WorkForm):
    submit_label = gettext_lazy("Send for approval")

    purpose = forms.ChoiceField(
        label=gettext_lazy("What it is for"), choices=[("", gettext_lazy("Choose")), *CopyPurpose.choices]
    )
    receiver = forms.CharField(
        label=gettext_lazy("Who receives it"), max_length=200,
        help_text=gettext_lazy("Name and office. Printed on every page."),
    )  # fmt: skip
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What goes in"), choices=CopyPart.choices, initial=USUAL_PARTS,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("Only what the receiver needs."),
    )  # fmt: skip
    reason = _why(
        gettext_lazy("Why a copy must leave the system"),
        gettext_lazy("The person who decides reads this. Use labels, not names."),
    )


class HoldForm(WorkForm):
    submit_label = gettext_lazy("Place the hold")

    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"), choices=[("", gettext_lazy("Choose")), *HoldGround.choices]
    )
    reason = _why(
        gettext_lazy("Why it must be kept"), gettext_lazy("With the number of the order or the file, if any.")
    )


class LiftHoldForm(WorkForm):
    submit_label = gettext_lazy("Send for approval")

    reason = _why(gettext_lazy("Why the hold can be lifted"))


class AskDisposalForm(WorkForm):
    submit_label = gettext_lazy("Send for approval")

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=DisposalGround.choices, widget=forms.RadioSelect)
    reason = _why(
        gettext_lazy("Why the records should be disposed of"),
        gettext_lazy("This sentence is kept after everything else is destroyed: no names, only the rule or the order."),
    )


class DisposeForm(WorkForm):
    submit_label = gettext_lazy("Dispose of the records for good")

    reference = forms.CharField(
        label=gettext_lazy("Type the case reference"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


class ShareForm(WorkForm):
    submit_label = gettext_lazy("Send for approval")

    person = forms.ModelChoiceField(
        label=gettext_lazy("Who"), queryset=User.objects.none(), empty_label=gettext_lazy("Choose")
    )
    level = forms.ChoiceField(label=gettext_lazy("What they can do"), choices=Level.choices, widget=forms.RadioSelect)
    until = forms.DateField(
        label=gettext_lazy("Last day"), validators=[on_the_calendar],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("At most three months from today."),
    )  # fmt: skip
    reason = _why(gettext_lazy("Why they need it"))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people
        field.label_from_instance = lambda user: f"{user.full_name}, {user.agency.name}"


class NewLeadForm(WorkForm):
    submit_label = gettext_lazy("Send for approval")

    reference = forms.ChoiceField(label=gettext_lazy("Sealed case with nobody left"))
    lead = forms.ModelChoiceField(
        label=gettext_lazy("New lead officer"), queryset=User.objects.none(), empty_label=gettext_lazy("Choose")
    )

    def __init__(self, *args: Any, references: list[str], people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reference: Any = self.fields["reference"]
        reference.choices = [("", gettext_lazy("Choose")), *((one, one) for one in references)]
        lead: Any = self.fields["lead"]
        lead.queryset = people
        lead.label_from_instance = lambda user: f"{user.full_name}, {user.get_role_display()}, {user.agency.name}"


class DecideNewLeadForm(WorkForm):
    submit_label = gettext_lazy("Decide")

    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"), widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes, approve")), ("no", gettext_lazy("No"))],
    )  # fmt: skip
