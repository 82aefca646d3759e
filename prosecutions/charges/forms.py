"""Accused, charges, verdicts and sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.corrections.forms import CorrectionForm
from carisecure.interface.forms import WorkForm
from prosecutions.accused.models import Accused
from prosecutions.charges.models import LaidBy
from prosecutions.charges.operations import ChargeFacts
from prosecutions.file.models import FileItem
from prosecutions.offences.catalogue import catalogue
from prosecutions.record.days import apart, known_field
from prosecutions.record.layout import beside

SOMEBODY_NEW = "new"


class ChargeForm(WorkForm):
    """What stands on the charge sheet. Offered is every offence that anybody may be charged with."""

    submit_label = _("Record the charge")

    offence = forms.ChoiceField(label=_("Offence"))
    committed_on = known_field(
        _("Date of the offence"),
        help_text=_(
            "As exact as it is known: 21/11/2026, Nov 2026, or 2026. The last day, if it went on for some time."
        ),
    )
    counts = forms.IntegerField(label=_("Counts"), min_value=1, max_value=999, initial=1)
    laid_on = known_field(_("Laid on"))
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
        return apart(cleaned, committed_on="committed_precision", laid_on="laid_precision")

    def facts(self) -> ChargeFacts:
        names = ChargeFacts.__dataclass_fields__
        return ChargeFacts(**{name: value for name, value in self.values().items() if name in names})

    def charge_rows(self) -> list[Any]:
        return [
            "offence",
            beside("committed_on", "laid_on"),
            beside("laid_by", "counts"),
            beside("court", "complaint_number"),
        ]

    def layout(self) -> Layout:
        return Layout(*self.charge_rows())


class ChargeCorrection(CorrectionForm, ChargeForm):
    """A charge that was typed wrongly."""

    def layout(self) -> Layout:
        return Layout(*self.charge_rows(), "correction", "correction_reason")


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

    withdrawn_on = known_field(_("Withdrawn on"), initial=timezone.localdate)

    def clean(self) -> dict[str, Any]:
        return apart(super().clean() or self.cleaned_data, withdrawn_on="precision")
