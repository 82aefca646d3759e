"""Court path, hearings, and who has the matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.corrections.forms import CorrectionForm
from carisecure.days.fields import DayField, HourField
from carisecure.interface.forms import WorkForm
from prosecutions.accused.models import Accused
from prosecutions.court.models import AdjournedBecause, AskedBy, HearingState, Purpose
from prosecutions.court_path.courts import courts
from prosecutions.court_path.paths import CourtPath
from prosecutions.record.days import apart, known_field
from prosecutions.record.layout import beside

EVERYBODY = ""


class StageForm(WorkForm):
    """A step of the court path: first what usually comes next for anybody, then the rest of the paths they are on."""

    submit_label = _("Record the step")

    accused = forms.ChoiceField(label=_("Of"), required=False)
    stage = forms.ChoiceField(label=_("Step"))
    happened_on = known_field(_("Date"))
    confirmed = forms.BooleanField(
        label=_("Record it anyway"),
        required=False,
        help_text=_("Only if the court did something out of the usual order."),
    )

    def __init__(
        self, *args: Any, paths: Collection[CourtPath], following: Iterable[str], accused: Iterable[Accused],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stage"]
        field.choices = [("", gettext("Choose…")), *_stage_groups(paths, list(following))]
        who: Any = self.fields["accused"]
        everybody = [(str(one.pk), one.label) for one in accused]
        one_path = len(paths) == 1  # the matter as a whole has no step of two paths
        who.choices = [(EVERYBODY, gettext("The whole matter") if one_path else gettext("Choose…")), *everybody]
        who.required = not one_path

    def clean(self) -> dict[str, Any]:
        return apart(super().clean() or self.cleaned_data, happened_on="precision")


def _stage_groups(paths: Collection[CourtPath], usual: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each stage once: what usually comes next, what all paths have, what one of them has."""
    labels = {stage.code: str(stage.label) for path in paths for stage in path.stages}
    codes = [{stage.code for stage in path.stages} for path in paths]
    shared = set.intersection(*codes)

    def rest(of: set[str]) -> list[tuple[str, str]]:
        return [(code, label) for code, label in labels.items() if code in of - set(usual)]

    groups = [(gettext("Usual next stages"), [(code, labels[code]) for code in usual])]
    groups += [(str(path.facts.label), rest(own - shared)) for path, own in zip(paths, codes, strict=True)]
    groups.append((gettext("The other stages"), rest(shared)))
    return [(name, choices) for name, choices in groups if choices]


class HearingForm(WorkForm):
    """A hearing: when, where, before whom, and whose (nobody ticked: the whole matter's)."""

    submit_label = _("List the hearing")

    on = DayField(label=_("Day"))
    at = HourField(label=_("Time"), required=False)
    purpose = forms.ChoiceField(label=_("For"), choices=Purpose.choices)
    court_code = forms.ChoiceField(label=_("Court"), required=False)
    court = forms.CharField(
        label=_("Another court"), max_length=120, required=False, help_text=_("Only one that the list does not have.")
    )
    judicial_officer = forms.CharField(label=_("Judge, Master or magistrate"), max_length=120, required=False)
    accused = forms.MultipleChoiceField(
        label=_("Whose hearing"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: the whole matter."),
    )  # fmt: skip

    def __init__(self, *args: Any, accused: Iterable[Accused] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.everybody = {str(one.pk): one for one in accused}
        where: Any = self.fields["court_code"]
        listed = [(court.code, str(court.name)) for court in courts()]
        where.choices = [("", gettext("Choose, or type another one")), *listed]
        who: Any = self.fields["accused"]
        who.choices = [(key, one.label) for key, one in self.everybody.items()]
        if not self.everybody:
            del self.fields["accused"]

    def values(self) -> dict[str, Any]:
        """The columns; whose hearing it is stands in `whose`."""
        return {name: value for name, value in super().values().items() if name != "accused"}

    def whose(self) -> list[Accused]:
        return [self.everybody[key] for key in self.cleaned_data.get("accused", [])]

    def hearing_rows(self) -> list[Any]:
        whose = ["accused"] if "accused" in self.fields else []
        return [beside("on", "at"), "purpose", beside("court_code", "court"), "judicial_officer", *whose]

    def layout(self) -> Layout:
        return Layout(*self.hearing_rows())


class StageCorrection(CorrectionForm, WorkForm):
    """A step that was entered wrongly: it stays that of its accused, on their path."""

    stage = forms.ChoiceField(label=_("Step"))
    happened_on = known_field(_("Date"))

    def __init__(self, *args: Any, path: CourtPath, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stage"]
        field.choices = [(stage.code, str(stage.label)) for stage in path.stages[1:]]

    def clean(self) -> dict[str, Any]:
        return apart(super().clean() or self.cleaned_data, happened_on="precision")


class HearingResultForm(WorkForm):
    """Held, adjourned or taken off the list; an adjournment says why and who asked for it."""

    submit_label = _("Record what happened")

    state = forms.ChoiceField(
        label=_("The hearing was"),
        choices=[choice for choice in HearingState.choices if choice[0] != HearingState.LISTED],
        widget=forms.RadioSelect,
    )
    result = forms.CharField(label=_("What happened"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    because = forms.ChoiceField(label=_("Reason for adjournment"), required=False)
    asked_by = forms.ChoiceField(label=_("At the request of"), required=False)
    to = DayField(label=_("Adjourned to"), required=False, help_text=_("The next hearing is listed for that day."))
    at = HourField(label=_("Time"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("because", AdjournedBecause.choices), ("asked_by", AskedBy.choices)):
            field: Any = self.fields[name]
            field.choices = [("", gettext("Not adjourned")), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        adjourned = cleaned.get("state") == HearingState.ADJOURNED
        for name in ("because", "asked_by"):
            if adjourned and not cleaned.get(name):
                self.add_error(name, gettext("Needed for an adjournment: delay is counted by it."))
            elif not adjourned and cleaned.get(name):
                self.add_error(name, gettext("Only for an adjournment."))
        if not adjourned and cleaned.get("to"):
            self.add_error("to", gettext("Only for an adjournment."))
        return cleaned

    def layout(self) -> Layout:
        return Layout(
            "state",
            "result",
            beside("because", "asked_by"),
            beside("to", "at"),
        )


class ListedCorrection(CorrectionForm, HearingForm):
    """A hearing that was listed wrongly, while nobody has said what happened at it."""

    def layout(self) -> Layout:
        return Layout(*self.hearing_rows(), "correction", "correction_reason")


class HeardCorrection(CorrectionForm, HearingForm, HearingResultForm):
    """When and where a hearing was, and what happened at it. Back to listed where it was another hearing."""

    at = HourField(label=_("Time"), required=False)
    state = forms.ChoiceField(label=_("The hearing was"), choices=HearingState.choices, widget=forms.RadioSelect)
    to = None  # type: ignore[assignment]  # Django's way to leave out a field of a base

    def clean(self) -> dict[str, Any]:
        """By the names of the columns."""
        cleaned = super().clean()
        cleaned["adjourned_because"] = cleaned.pop("because", "")
        cleaned["adjourned_by"] = cleaned.pop("asked_by", "")
        return cleaned

    def layout(self) -> Layout:
        return Layout(
            *self.hearing_rows(),
            "state",
            "result",
            beside("because", "asked_by"),
            "correction",
            "correction_reason",
        )
