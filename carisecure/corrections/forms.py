"""What every form of a correction asks for beside the fields of the entry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carisecure.interface.forms import WorkForm

CHANGE, RETRACT = "change", "retract"


class CorrectionForm(WorkForm):
    """To be put before the form of the entry: `class NoteCorrection(CorrectionForm, NoteForm)`.

    Open it with `version=` and `initial=` of the entry's latest row: somebody who was faster is then shown beside what
    was typed, as on every form.
    """

    submit_label = _("Save the correction")

    correction = forms.ChoiceField(
        label=_("What is wrong"), widget=forms.RadioSelect, initial=CHANGE,
        choices=[(CHANGE, _("Something in it is wrong: it is corrected above")),
                 (RETRACT, _("It did not happen, or does not belong here: strike it out"))],
    )  # fmt: skip
    correction_reason = forms.CharField(
        label=_("Why it is corrected"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The first entry stays, struck out, with your name and this reason beside it."),
    )  # fmt: skip

    @property
    def is_retracted(self) -> bool:
        return self.cleaned_data.get("correction") == RETRACT

    def _post_clean(self) -> None:
        """What is struck out is not corrected, so its fields need not be right."""
        super()._post_clean()  # type: ignore[misc]  # django-stubs does not know it
        if self.is_retracted:
            for name in set(self.errors) - set(CorrectionForm.base_fields):
                del self.errors[name]

    def asked(self) -> dict[str, Any]:
        """Version, reason and whether it is struck out, as keyword arguments of `operations.correct`."""
        return {
            "version": self.cleaned_data["version"] or 0,
            "reason": self.cleaned_data["correction_reason"],
            "is_retracted": self.is_retracted,
        }

    def values(self) -> dict[str, Any]:
        """The fields of the entry alone."""
        return {name: value for name, value in super().values().items() if name not in CorrectionForm.base_fields}
