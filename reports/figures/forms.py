"""What the pages of this room ask for. Forms clean and hand back; operations decide."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.days.months import LAST_OF_MONTH
from carisecure.interface.forms import WorkForm
from reports.figures.models import Standing, Subject
from reports.figures.queries import units_for
from reports.importing.forms import EARLIEST, LATEST
from reports.importing.queries import collections_to_count
from reports.indicators import of_subject
from reports.record.queries import years_of

if TYPE_CHECKING:
    from carisecure.accounts.models import User


WHICH_YEARS = gettext_lazy("Enter the first and the last year, the earlier one first.")
WHICH_MONTHS = gettext_lazy("Enter the first and the last month (2026-10), the earlier one first.")


class FiguresForm(WorkForm):
    """What to count. Years for a collection, months for the unit; which of the two is decided by `about`."""

    submit_label = gettext_lazy("Count")

    about = forms.ChoiceField(label=gettext_lazy("Figures of"), widget=forms.HiddenInput)
    year_from = forms.IntegerField(
        label=gettext_lazy("Years, from"),
        min_value=EARLIEST,
        max_value=LATEST,
        error_messages={"required": WHICH_YEARS},
    )
    year_to = forms.IntegerField(
        label=gettext_lazy("to"), min_value=EARLIEST, max_value=LATEST, error_messages={"required": WHICH_YEARS}
    )
    month_from = forms.CharField(
        label=gettext_lazy("Months, from"), widget=forms.TextInput(attrs={"type": "month"}),
        error_messages={"required": WHICH_MONTHS},
    )  # fmt: skip
    month_to = forms.CharField(
        label=gettext_lazy("to"), widget=forms.TextInput(attrs={"type": "month"}),
        error_messages={"required": WHICH_MONTHS},
    )  # fmt: skip
    standing = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=Standing.choices,
        help_text=gettext_lazy("Provisional while units can still add data for the period; final after that."),
    )
    indicators = forms.MultipleChoiceField(
        label=gettext_lazy("Which figures"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collections = {f"collection:{c.pk}": c for c in collections_to_count(viewer)}
        self.units = {f"unit:{u.pk}": u for u in units_for(viewer)}
        self.initial["about"] = self.initial.get("about") or next(iter(self.units), "")
        about: Any = self.fields["about"]
        about.choices = [
            (_("The unit's own cases, by month"), [(key, u.name) for key, u in self.units.items()]),
            (_("Collections, by year"), [(key, c.name) for key, c in self.collections.items()]),
        ]
        chosen: Any = self.fields["indicators"]
        chosen.choices = [(i.code, str(i.title)) for i in of_subject(self.subject())]
        if not self.is_bound:
            self.initial.setdefault("indicators", [i.code for i in of_subject(self.subject())])
            self._propose_years()
        for name in ("month_from", "month_to") if self.subject() == Subject.COLLECTION else ("year_from", "year_to"):
            del self.fields[name]

    def _propose_years(self) -> None:
        """All years of the chosen collection, where the address does not ask for others."""
        if (collection := self.collections.get(self.chosen)) is not None:
            first, last = years_of(collection)
            self.initial.setdefault("year_from", first)
            self.initial.setdefault("year_to", last)

    def subject(self) -> Subject:
        return Subject.COLLECTION if self.chosen.startswith("collection:") else Subject.UNIT

    @property
    def chosen(self) -> str:
        """What the page is about: a key of `units` or `collections`."""
        return str(self.data.get("about", "") if self.is_bound else self.initial.get("about", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.subject() == Subject.COLLECTION:
            self._years(data)
        else:
            self._months(data)
        return data

    def _years(self, data: dict[str, Any]) -> None:
        first, last = data.get("year_from"), data.get("year_to")
        if first is None or last is None:
            return  # said beside the one that is missing or no year
        if last < first:
            self.add_error("year_from", WHICH_YEARS)
            return
        data["period_from"], data["period_to"] = date(first, 1, 1), date(last, 12, 31)

    def _months(self, data: dict[str, Any]) -> None:
        first, last = _month(data.get("month_from", "")), _month(data.get("month_to", ""))
        if first is None or last is None or last < first:
            if not self.has_error("month_from", "required") and not self.has_error("month_to", "required"):
                self.add_error("month_from", WHICH_MONTHS)
            return
        data["period_from"] = first
        data["period_to"] = last + LAST_OF_MONTH

    def refuse(self, error: ValidationError | str) -> None:
        """The operation speaks of a period; here it is years or months."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            kind = "year" if self.subject() == Subject.COLLECTION else "month"
            for end in ("from", "to"):
                if f"period_{end}" in error.error_dict:
                    error.error_dict[f"{kind}_{end}"] = error.error_dict.pop(f"period_{end}")
        super().refuse(error)

    def asked(self) -> dict[str, Any]:
        """Ready for `run_figures`."""
        data = self.cleaned_data
        wanted = {name: data[name] for name in ("period_from", "period_to", "indicators", "standing")}
        return {**wanted, "collection": self.collections.get(data["about"]), "unit": self.units.get(data["about"])}


def _month(text: str) -> date | None:
    """The first day of "2026-10"; None for anything else, and for a year in which nobody counts."""
    year, _dash, month = text.partition("-")
    try:
        first = date(int(year), int(month), 1)
    except (ValueError, OverflowError):
        return None
    return first if EARLIEST <= first.year <= LATEST else None
