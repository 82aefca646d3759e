"""Accused, charges, verdicts and sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.interface.forms import WorkForm
from prosecutions.catalogue import catalogue
from prosecutions.forms.days import as_known, day_field, precision_field
from prosecutions.forms.layout import beside
from prosecutions.models import Accused, Charge, FileItem
from prosecutions.models.charge import LaidBy
from prosecutions.models.outcome import Verdict
from prosecutions.operations import ChargeFacts

SOMEBODY_NEW = "new"


class ChargeForm(WorkForm):
    """What stands on the charge sheet. Offered is every offence that anybody may be charged with."""

    submit_label = _("Record the charge")

    offence = forms.ChoiceField(label=_("Offence"))
    committed_on = day_field(_("Date of the offence"), help_text=_("The last day, if it went on for some time."))
    committed_precision = precision_field(_("Date of the offence: how exact"))
    counts = forms.IntegerField(label=_("Counts"), min_value=1, max_value=999, initial=1)
    laid_on = day_field(_("Laid on"))
    laid_precision = precision_field(_("Laid on: how exact"))
    laid_by = forms.ChoiceField(label=_("Laid by"), choices=LaidBy.choices, initial=LaidBy.POLICE)
    complaint_number = forms.CharField(label=_("Complaint number"), max_length=60, required=False)
    court = forms.CharField(label=_("Court"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offences: Any = self.fields["offence"]
        offences.choices = [
            ("", gettext("Choose…")),
            *(
                (one.code, gettext("s. %(section)s: %(title)s") % {"section": one.section, "title": one.title})
                for one in catalogue().offences
                if one.chargeable
            ),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for day, precision in (("committed_on", "committed_precision"), ("laid_on", "laid_precision")):
            cleaned[day] = as_known(cleaned.get(day), cleaned.get(precision, ""))
        return cleaned

    def facts(self) -> ChargeFacts:
        names = ChargeFacts.__dataclass_fields__
        return ChargeFacts(**{name: value for name, value in self.values().items() if name in names})

    def charge_rows(self) -> list[Any]:
        return [
            "offence",
            beside("committed_on", "committed_precision"),
            beside("laid_on", "laid_precision"),
            beside("laid_by", "counts"),
            beside("court", "complaint_number"),
        ]

    def layout(self) -> Layout:
        return Layout(*self.charge_rows())


class LayChargeForm(ChargeForm):
    """A charge against somebody who is accused already, a suspect of the file, or somebody new."""

    accused = forms.ChoiceField(label=_("Accused"))
    name = forms.CharField(
        label=_("Name of the new accused"),
        max_length=200,
        required=False,
        help_text=_(
            "As on the charge sheet. Leave it empty if not known yet, or if it is in the file; only"
            " those who may see names see it."
        ),
    )

    def __init__(
        self, *args: Any, accused: Iterable[Accused], suspects: Iterable[FileItem] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = [(str(one.pk), one.label) for one in accused]
        filed = [(str(item.pk), item.as_filed) for item in suspects]
        field: Any = self.fields["accused"]
        field.choices = [*self.known, *filed, (SOMEBODY_NEW, gettext("Somebody new"))]
        if filed:  # nobody is tied to a person of the file because their line came first
            field.choices = [("", gettext("Choose…")), *field.choices]
        elif not self.known:
            field.initial = SOMEBODY_NEW

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("accused") in dict(self.known) and cleaned.get("name", "").strip():
            self.add_error(
                "name",
                gettext("You chose somebody who is already accused. Leave this empty, or choose “Somebody new”."),
            )
        return cleaned

    def layout(self) -> Layout:
        return Layout(beside("accused", "name"), *self.charge_rows())


class WithdrawForm(WorkForm):
    submit_label = _("Record the withdrawal")

    withdrawn_on = day_field(_("Withdrawn on"), initial=timezone.localdate)


class OutcomeForm(WorkForm):
    submit_label = _("Record the outcome")

    verdict = forms.ChoiceField(label=_("Outcome"), choices=Verdict.choices, widget=forms.RadioSelect)
    happened_on = day_field(_("Date"))
    precision = precision_field(_("How exact the date is"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["happened_on"] = as_known(cleaned.get("happened_on"), cleaned.get("precision", ""))
        return cleaned


class SentenceForm(WorkForm):
    """Years and months are asked apart and stored as months."""

    submit_label = _("Record the sentence")

    happened_on = day_field(_("Passed on"))
    precision = precision_field(_("How exact the date is"))
    is_life = forms.BooleanField(label=_("Imprisonment for life"), required=False)
    years = forms.IntegerField(label=_("Years"), min_value=0, max_value=200, required=False)
    more_months = forms.IntegerField(label=_("Months"), min_value=0, max_value=11, required=False)
    fine = forms.IntegerField(label=_("Fine"), min_value=0, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fine"].label = gettext("Fine, in whole %(currency)s") % {"currency": currency}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["happened_on"] = as_known(cleaned.get("happened_on"), cleaned.get("precision", ""))
        months = 12 * (cleaned.pop("years", None) or 0) + (cleaned.pop("more_months", None) or 0)
        cleaned["months"] = months or None
        if not cleaned.get("is_life") and not months and not cleaned.get("fine"):
            self.add_error("years", gettext("Imprisonment, a fine, or both."))
        return cleaned

    def layout(self) -> Layout:
        return Layout(
            beside("happened_on", "precision"),
            "is_life",
            beside("years", "more_months"),
            "fine",
        )


def charge_initial(charge: Charge) -> dict[str, Any]:
    """What the form shows of a charge that is to be replaced."""
    names = (
        "offence",
        "committed_on",
        "committed_precision",
        "counts",
        "laid_on",
        "laid_precision",
        "laid_by",
        "complaint_number",
        "court",
    )
    return {name: getattr(charge, name) for name in names}
