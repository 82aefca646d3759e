"""The page on which is decided what becomes of a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.accounts.models import Agency, User
from carisecure.accounts.roles import AgencyKind
from carisecure.days import limits
from carisecure.days.fields import KnownDayField
from carisecure.interface.forms import WorkForm
from carisecure.interface.references import LONGEST as LONGEST_REFERENCE
from carisecure.interface.references import whole
from cases.intake.models import IntakeReport, TriageOutcome
from cases.intake.operations.deciding import WAITS_AGAIN, Choice
from cases.intake.queries import report_choices
from cases.record.models import Case

# Whom a report can be passed to; who counts, checks or keeps the machines deals with nobody's report.
DEALS_WITH_PEOPLE = (AgencyKind.UNIT, AgencyKind.FRONTLINE, AgencyKind.NGO, AgencyKind.PROSECUTION)


class DecideForm(WorkForm):
    """What becomes of a report. Each outcome asks for its own target; the others may stay empty."""

    submit_label = gettext_lazy("Save the decision")

    outcome = forms.ChoiceField(
        label=gettext_lazy("What becomes of this report?"), choices=TriageOutcome.choices, widget=forms.RadioSelect
    )
    case = forms.CharField(
        label=gettext_lazy("Case it joins"), required=False, max_length=LONGEST_REFERENCE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Its reference, for example TT-7K4M-2QXD."),
    )  # fmt: skip
    repeats = forms.ChoiceField(label=gettext_lazy("Report it repeats"), required=False)
    agency = forms.ChoiceField(
        label=gettext_lazy("Agency it was passed to"), required=False,
        help_text=gettext_lazy("This records that you passed it on. Nothing in here is shown to that agency."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed for everything but opening a case."),
    )  # fmt: skip
    happened_on = KnownDayField(
        label=gettext_lazy("Decided on"), required=False, limit=limits.AT_WORK, initial=timezone.localdate
    )

    def __init__(self, *args: Any, viewer: User, report: IntakeReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.others = report_choices(viewer, report)
        named = self.initial.get("agency") or None  # by the decision that is corrected, whatever became of it since
        found = Agency.objects.filter(Q(is_active=True, kind__in=DEALS_WITH_PEOPLE) | Q(pk=named))
        self.agencies = {str(one.pk): one for one in found.exclude(pk=report.agency_id)}
        for name, offered in (
            ("repeats", [(key, other.words) for key, other in self.others.items()]),
            ("agency", [(key, one.name) for key, one in self.agencies.items()]),
        ):
            self.fields[name].choices = [("", _("Choose")), *offered]  # type: ignore[attr-defined]  # ChoiceFields

    def clean_case(self) -> Case | None:
        """The case of this reference to which something can be added."""
        typed = whole(self.cleaned_data["case"])
        if not typed:
            return None
        case: Case | None = Case.objects.visible_to(self.viewer, "cases.decide_report").filter(reference=typed).first()
        if case is None and self.data.get(self.add_prefix("outcome")) == TriageOutcome.JOINS_CASE:
            raise forms.ValidationError(_("Not here, or nothing can be added to this case any more."))
        return case

    def choice(self) -> Choice:
        values = self.values()
        other = self.others.get(values["repeats"])
        return Choice(
            outcome=values["outcome"], case=values["case"], repeats=other.report if other is not None else None,
            agency=self.agencies.get(values["agency"]), reason=values["reason"], happened_on=values["happened_on"],
        )  # fmt: skip


class CorrectForm(DecideForm):
    """Another decision in the place of one that was wrong, or none at all."""

    submit_label = gettext_lazy("Save the correction")

    outcome = forms.ChoiceField(
        label=gettext_lazy("What becomes of this report?"), widget=forms.RadioSelect,
        choices=[*TriageOutcome.choices, (WAITS_AGAIN, gettext_lazy("Nothing is decided: it waits again"))],
    )  # fmt: skip
    correction_reason = forms.CharField(
        label=gettext_lazy("What was wrong"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept beside the decision that is corrected."),
    )  # fmt: skip

    def correct(self) -> Choice | None:
        return None if self.cleaned_data["outcome"] == WAITS_AGAIN else self.choice()
