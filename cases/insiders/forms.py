"""Who is let in, what two people decide, emergencies, and people who leave or are away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from carisecure.accounts.models import User
from carisecure.days.fields import DayField
from carisecure.days.limits import CALENDAR
from carisecure.interface.forms import WorkForm, paragraph
from cases.insiders.models import SHORTEST_REASON, Finding
from cases.insiders.operations.sharing import Level
from cases.record.models import Compartment


def _person(label: Any, **extra: Any) -> forms.ModelChoiceField[User]:
    return forms.ModelChoiceField(
        label=label, queryset=User.objects.none(), empty_label=gettext_lazy("Choose"), **extra
    )


class PersonForm(WorkForm):
    """One person out of those given."""

    person = _person(gettext_lazy("Person"))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # it is a ModelChoiceField


class LetInForm(PersonForm):
    submit_label = gettext_lazy("Give access")


class PutOutForm(PersonForm):
    submit_label = gettext_lazy("Remove access")


class ExcludeForm(PersonForm):
    submit_label = gettext_lazy("Exclude")


class ReadmitForm(PersonForm):
    submit_label = gettext_lazy("Send the request")
    field_order = ["person", "reason"]

    reason = paragraph(gettext_lazy("Why the exclusion should end"))


class SealForm(WorkForm):
    submit_label = gettext_lazy("Seal the case")

    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who works on it with you"), queryset=User.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nobody else in the unit keeps access, not even supervisors."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]  # it is a ModelMultipleChoiceField


class OpenWiderForm(WorkForm):
    submit_label = gettext_lazy("Send the request")

    to = forms.ChoiceField(label=gettext_lazy("Open it to"), widget=forms.RadioSelect)
    reason = paragraph(gettext_lazy("Why it need not be restricted any more"))

    def __init__(self, *args: Any, compartment: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wider = [(Compartment.AGENCY, gettext_lazy("The whole unit"))]
        if compartment == Compartment.SEALED:
            wider.append((Compartment.RESTRICTED, gettext_lazy("The people with access, and the unit's supervisors")))
        self.fields["to"].choices = wider  # type: ignore[attr-defined]  # it is a ChoiceField


class EmergencyForm(WorkForm):
    submit_label = gettext_lazy("Open for 60 minutes")

    reference = forms.CharField(
        label=gettext_lazy("Reference of the case"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    reason = paragraph(
        gettext_lazy("What happens if you wait"), min_length=SHORTEST_REASON,
        help_text=gettext_lazy("In your own words, at least 30 characters. Two people read it now,"
                               " and one reviews it later."),
    )  # fmt: skip


class ReviewForm(WorkForm):
    submit_label = gettext_lazy("Close the review")

    finding = forms.ChoiceField(label=gettext_lazy("Your finding"), choices=Finding.choices, widget=forms.RadioSelect)
    review = paragraph(gettext_lazy("What you checked, and what follows"))


class EndForm(WorkForm):
    submit_label = gettext_lazy("End now")


class LetGoForm(WorkForm):
    submit_label = gettext_lazy("End all their access")

    hand_over_to = _person(gettext_lazy("Who takes over their cases"), required=False)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hand_over_to"].queryset = people  # type: ignore[attr-defined]  # it is a ModelChoiceField


class AbsenceForm(WorkForm):
    """Whole days, in the country's zone: from the morning of the first to the end of the last."""

    submit_label = gettext_lazy("Record the absence")

    from_user = _person(gettext_lazy("Who is away"))
    to_user = _person(gettext_lazy("Who covers"))
    begins_on = DayField(label=gettext_lazy("First day"), limit=CALENDAR)
    until = DayField(label=gettext_lazy("Last day"), limit=CALENDAR)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)

    def __init__(self, *args: Any, away: QuerySet[User], people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_user"].queryset = away  # type: ignore[attr-defined]  # it is a ModelChoiceField
        self.fields["to_user"].queryset = people  # type: ignore[attr-defined]  # it is a ModelChoiceField

    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        from carisecure.countries.packs import pack

        zone = pack().time_zone
        first, last = self.cleaned_data["begins_on"], self.cleaned_data["until"]
        ends = dt.datetime.combine(last, dt.time.min, zone) + dt.timedelta(days=1)
        return dt.datetime.combine(first, dt.time.min, zone), ends


class KeepOrEndForm(WorkForm):
    """Only the key: the line and what is pressed stand in the button."""

    kind = forms.SlugField(widget=forms.HiddenInput, required=False)
    grant = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[("keep", ""), ("end", "")], widget=forms.HiddenInput)


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


class ShareForm(WorkForm):
    submit_label = gettext_lazy("Send for approval")

    person = forms.ModelChoiceField(
        label=gettext_lazy("Who"), queryset=User.objects.none(), empty_label=gettext_lazy("Choose")
    )
    level = forms.ChoiceField(label=gettext_lazy("What they can do"), choices=Level.choices, widget=forms.RadioSelect)
    until = DayField(
        label=gettext_lazy("Last day"), limit=CALENDAR, help_text=gettext_lazy("At most three months from today.")
    )
    reason = paragraph(gettext_lazy("Why they need it"), 3)

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
