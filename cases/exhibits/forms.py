"""Forms of the register of exhibits and of their custody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.corrections.forms import CorrectionForm
from carisecure.days import limits
from carisecure.days.fields import HourField, KnownDayField
from carisecure.interface.forms import WorkForm
from cases.exhibits.models import ExhibitKind, Move
from cases.exhibits.operations import Custody


def _line(label: Any, *, most: int = 500, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, **more)


class ExhibitForm(WorkForm):
    submit_label = gettext_lazy("Add the exhibit")

    mark = forms.CharField(
        label=gettext_lazy("Mark"), max_length=20, help_text=gettext_lazy("As it is written on the label.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("Choose")), *ExhibitKind.choices], required=False
    )
    description = forms.CharField(label=gettext_lazy("What it is"), widget=forms.Textarea(attrs={"rows": 3}))
    found_on = KnownDayField(label=gettext_lazy("Found or seized on"), required=False, limit=limits.AT_WORK)
    found_at = _line(gettext_lazy("Found or seized where"))
    seized_by = _line(
        gettext_lazy("By whom"), help_text=gettext_lazy("The officer who took it. Continuity begins with that name.")
    )
    seized_from = _line(gettext_lazy("From whom"))
    warrant = _line(
        gettext_lazy("Under which warrant"), help_text=gettext_lazy("Number, court and day, if there is one.")
    )


class ExhibitCorrection(CorrectionForm, ExhibitForm):
    pass


class CustodyForm(WorkForm):
    submit_label = gettext_lazy("Record the event")

    kind = forms.ChoiceField(label=gettext_lazy("What happened"), choices=[("", gettext_lazy("Choose")), *Move.choices])
    happened_on = KnownDayField(label=gettext_lazy("On"), limit=limits.AT_WORK)
    at_time = HourField(label=gettext_lazy("At what time"), required=False)
    handed_by = forms.CharField(
        label=gettext_lazy("Handed over by"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Whoever holds it."),
    )  # fmt: skip
    handed_to = _line(
        gettext_lazy("Handed to"), most=200, help_text=gettext_lazy("Who has it now. Empty if it was disposed of.")
    )
    place = _line(gettext_lazy("Where it is now"))
    seal = _line(
        gettext_lazy("Number of the seal"), most=100, help_text=gettext_lazy("Of the bag or box, if it has one.")
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("If it was disposed of: what became of it, and who ordered it."),
    )  # fmt: skip

    def custody(self) -> Custody:
        names = ("kind", "happened_on", "at_time", "handed_by", "handed_to", "place", "seal", "note")
        return Custody(**{name: self.cleaned_data[name] for name in names})


class CustodyCorrection(CorrectionForm, CustodyForm):
    pass


class FileForm(WorkForm):
    """One file, or a photograph taken now: a telephone opens its camera for the second field."""

    submit_label = gettext_lazy("Send the file")

    file = forms.FileField(
        label=gettext_lazy("File"), required=False, max_length=255, allow_empty_file=True,  # the operation says it
        help_text=gettext_lazy("Pictures, PDF, sound, video, messages, office files, text or ZIP."),
    )  # fmt: skip
    photograph = forms.FileField(
        label=gettext_lazy("Or take a photograph"), required=False, max_length=255, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("file") or given.get("photograph")) and not self.errors:
            raise ValidationError({"file": _("Choose a file.")})
        return given

    def sent(self) -> UploadedFile[bytes]:
        found: UploadedFile[bytes] = self.cleaned_data["file"] or self.cleaned_data["photograph"]
        return found
