"""How an age is asked for: a range in whole years, and what it rests on. A range that rests on nothing is not taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.record.models import AgeBasis


def lower() -> forms.IntegerField:
    return forms.IntegerField(label=gettext_lazy("Age, at least"), required=False, min_value=0, max_value=120)


def upper() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Age, at most"), required=False, min_value=0, max_value=120,
        widget=forms.NumberInput(attrs={"data-mended-by": "age_from", "data-not-below": "age_from"}),
    )  # fmt: skip


def basis() -> forms.ChoiceField:
    """ "" is taken as "not known yet": a page that does not ask claims nothing."""
    return forms.ChoiceField(
        label=gettext_lazy("Age known from"), required=False, choices=AgeBasis.choices,
        widget=forms.Select(attrs={"data-mended-by": "age_from age_to"}),
    )  # fmt: skip


def checked(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    """Both ends may be not known yet: "at least 18" and nothing else stays so. Faults stand at the field to mend."""
    low, high = cleaned.get("age_from"), cleaned.get("age_to")
    if low is not None and high is not None and low > high:
        form.add_error("age_to", _("The highest age is below the lowest."))
    if "age_basis" in form.fields and "age_basis" in cleaned:
        rests_on = cleaned["age_basis"] = cleaned["age_basis"] or AgeBasis.NOT_KNOWN.value
        is_known = low is not None or high is not None
        is_faulty = form.has_error("age_from") or form.has_error("age_to")
        if is_known and rests_on == AgeBasis.NOT_KNOWN:
            form.add_error("age_basis", _("Choose how the age is known. If it is your own guess, choose “Impression”."))
        if not is_known and rests_on != AgeBasis.NOT_KNOWN and not is_faulty:
            form.add_error("age_basis", _("No age entered. Enter one, or choose “Not known yet”."))
    return cleaned
