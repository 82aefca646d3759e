"""The form that records a consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.accounts.models import Agency
from carisecure.countries.fields import LanguageField
from carisecure.days import limits
from carisecure.days.fields import DayField
from carisecure.interface.forms import WorkForm
from screening.consent.models import Category, GivenBy, Purpose


def several_of(label: Any, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs)


def check_given_on(form: WorkForm) -> None:
    """Here and not only in the operation: a referral comes to that after its preview, when all seemed right."""
    day = form.cleaned_data.get("given_on")
    if wrong := limits.CONSENTED.wrong(day) if day else "":
        form.add_error("given_on", wrong)


class ConsentForm(WorkForm):
    """A consent by itself, before anything is shared."""

    submit_label = _("Record the consent")

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    recipient = forms.ModelChoiceField(
        label=_("Recipient"), queryset=Agency.objects.filter(is_active=True).exclude(kind__in=["it", "statistics"])
    )
    categories = several_of(_("What may be shared"), Category.choices)
    given_by = forms.ChoiceField(label=_("Given by"), choices=GivenBy.choices, widget=forms.RadioSelect)
    language = LanguageField(label=_("Explained in"))
    interpreter = forms.CharField(label=_("Interpreter, if any"), required=False)
    given_on = DayField(label=_("Date given"), initial=timezone.localdate)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        check_given_on(self)
        return data
