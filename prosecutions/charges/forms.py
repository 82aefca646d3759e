"""Accused, charges, verdicts and sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.corrections.forms import CorrectionForm
from carisecure.interface.forms import WorkForm
from prosecutions.accused.models import Accused
from prosecutions.charges.models import Charge, LaidBy
from prosecutions.charges.operations import TYPED, ChargeFacts
from prosecutions.charges.tied import Tied
from prosecutions.file.models import FileItem
from prosecutions.offences.catalogue import catalogue
from prosecutions.offences.penalties import offence_title
from prosecutions.record.days import apart, known_field
from prosecutions.record.layout import beside

SOMEBODY_NEW = "new"


class ChargeForm(WorkForm):
    """What stands on the charge sheet. Offered is every offence of the catalogue that anybody may be charged with.

    `victims`: sheets of the file that it can name; `others`: charges that it can be an alternative to.
    """

    submit_label = _("Record the charge")

    offence = forms.ChoiceField(label=_("Offence"))
    typed_act = forms.CharField(
        label=_("Which Act"),
        max_length=120,
        required=False,
        help_text=_("As the charge sheet has it, with its chapter."),
    )
    typed_section = forms.CharField(label=_("Section"), max_length=40, required=False)
    typed_offence = forms.CharField(label=_("What it is called"), max_length=160, required=False)
    victims = forms.MultipleChoiceField(
        label=_("Victims"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The victims whom the charge names, as the file calls them."),
    )  # fmt: skip
    alternative_to = forms.ChoiceField(
        label=_("Alternative to"), required=False,
        help_text=_("Another charge against the same accused: they are convicted of one of the two."),
    )  # fmt: skip
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

    def __init__(
        self, *args: Any, victims: Iterable[FileItem] = (), others: Iterable[Charge] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = {str(item.pk): item for item in victims}
        self.others = {str(one.entry_key): one for one in others}
        self._offer("offence", [("", gettext("Choose…")), *_offences(), (TYPED, gettext("Not in the list: I type it"))])
        self._offer("victims", [(key, item.as_filed) for key, item in self.sheets.items()])
        whom = [(key, f"{one.accused.label}: {offence_title(one)}") for key, one in self.others.items()]
        self._offer("alternative_to", [("", gettext("No other charge")), *whom] if whom else [])

    def _offer(self, name: str, choices: list[Any]) -> None:
        """What there is to choose from; a field without any is not asked."""
        field: Any = self.fields[name]
        field.choices = choices
        if not choices:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("offence") == TYPED:
            cleaned["offence"] = ""
        return apart(cleaned, committed_on="committed_precision", laid_on="laid_precision")

    def values(self) -> dict[str, Any]:
        """The columns; what the charge points at is `tied`."""
        return {name: value for name, value in super().values().items() if name not in ("victims", "alternative_to")}

    def facts(self) -> ChargeFacts:
        names = ChargeFacts.__dataclass_fields__
        return ChargeFacts(**{name: value for name, value in self.values().items() if name in names})

    def tied(self) -> Tied:
        victims = tuple(self.sheets[key] for key in self.cleaned_data.get("victims", []))
        return Tied(victims, self.others.get(self.cleaned_data.get("alternative_to", "")))

    def charge_rows(self) -> list[Any]:
        typed = Div(beside("typed_act", "typed_section"), "typed_offence", css_class="if-typed")
        return [
            "offence",
            typed,
            beside("committed_on", "laid_on"),
            beside("laid_by", "counts"),
            beside("court", "complaint_number"),
            *(name for name in ("victims", "alternative_to") if name in self.fields),
        ]

    def layout(self) -> Layout:
        return Layout(*self.charge_rows())


def _offences() -> list[tuple[str, list[tuple[str, str]]]]:
    """By the title of their Act, the one against trafficking first."""
    return [
        (str(act), [(one.code, gettext("s. %(section)s: %(title)s") % {"section": one.section, "title": one.title})
                    for one in offences])
        for act, offences in catalogue().by_act()
    ]  # fmt: skip


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
