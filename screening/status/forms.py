"""The form of a decision on victim status."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.days.fields import KnownDayField
from carisecure.days.limits import HAPPENED
from carisecure.interface.forms import WorkForm
from cases.record.codelists import codelist
from cases.record.models import VictimStatus
from screening.status.models import Ground
from screening.status.operations import NO_ASSESSMENT, WHY_CORRECTED


class StatusForm(WorkForm):
    """The decision on victim status."""

    submit_label = _("Record the decision")

    status = forms.ChoiceField(label=_("Decision"), choices=VictimStatus.choices, widget=forms.RadioSelect)
    decided = KnownDayField(label=_("Date of the decision"), limit=HAPPENED)
    deciding_body = forms.ChoiceField(
        label=_("Decided by"), choices=lambda: codelist("status_decided_by").choices(), initial="police"
    )
    grounds = forms.MultipleChoiceField(
        label=_("Based on"), choices=Ground.choices, widget=forms.CheckboxSelectMultiple
    )
    ground = forms.CharField(
        label=_("Ground"), widget=forms.Textarea,
        help_text=_("In your own words: what was found, and why it leads to this decision."),
    )  # fmt: skip
    replaces = forms.ChoiceField(
        label=_("Corrects an earlier entry"), required=False,
        help_text=_("Only if that entry was wrong. A new decision does not replace the old one: both are kept."),
        error_messages={"invalid_choice": _("This entry has been corrected in the meantime: see the"
                                            " history on this page.")},
    )  # fmt: skip

    correction_reason = forms.CharField(
        label=_("Why it is corrected"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, has_assessment: bool, earlier: list[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.has_assessment = has_assessment
        if earlier:
            self.fields["replaces"].choices = [("", _("No, a new decision")), *earlier]  # type: ignore[attr-defined]
        else:
            del self.fields["replaces"], self.fields["correction_reason"]
        self.initial.setdefault("decided", timezone.localdate())

    def clean_grounds(self) -> list[str]:
        grounds: list[str] = self.cleaned_data["grounds"]
        if Ground.ASSESSMENT in grounds and not self.has_assessment:
            raise ValidationError(NO_ASSESSMENT)
        return grounds

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("replaces") and not cleaned.get("correction_reason"):
            self.add_error("correction_reason", WHY_CORRECTED)
        return cleaned
