"""What the pages of this room ask for. Forms clean and hand back; operations decide."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.interface.forms import WorkForm
from reports.indicators import of_subject
from reports.models.run import Standing, Subject
from reports.queries import collections_for, collections_to_count, layouts_for, units_for, years_of

if TYPE_CHECKING:
    from carisecure.accounts.models import User

MEGABYTE = 1024 * 1024
LARGEST = 50 * MEGABYTE
EARLIEST, LATEST = 1900, 2100  # years that can be counted
WHICH_YEARS = gettext_lazy("Enter the first and the last year, the earlier one first.")
WHICH_MONTHS = gettext_lazy("Enter the first and the last month (2026-10), the earlier one first.")
TOO_LARGE = gettext_lazy("This file is larger than 50 MB and was not read. Split it and send the parts one by one.")


class ImportForm(WorkForm):
    """A file, the collection it belongs to, and how it is read."""

    submit_label = gettext_lazy("Send the file")

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=150,
        allow_empty_file=True,  # the operation says it better
        help_text=gettext_lazy(
            "CSV (UTF-8), Excel (.xlsx, .xlsm) or OpenDocument (.ods), at most 50 MB. Nothing is"
            " imported until you confirm."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xlsm,.ods,text/csv"}),
    )
    collection = forms.ChoiceField(label=gettext_lazy("Into the collection"), required=False)
    new_collection = forms.CharField(
        label=gettext_lazy("Or create a new collection, named"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Each collection is counted separately, and never added to the unit's own figures."),
    )
    layout_key = forms.ChoiceField(label=gettext_lazy("How the columns are read"), required=False)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collections = {str(c.pk): c for c in collections_for(viewer)}
        chooser: Any = self.fields["collection"]
        chooser.choices = [("", _("New collection")), *((key, c.name) for key, c in self.collections.items())]
        layouts: Any = self.fields["layout_key"]
        layouts.choices = [
            ("", _("Choose the mapping that fits")),
            *((key, layout.name) for key, layout in layouts_for(viewer).items()),
        ]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(TOO_LARGE)
        return file

    def received(self) -> dict[str, Any]:
        """Ready for `receive_file`."""
        data = self.cleaned_data
        return {
            "chunks": data["file"].chunks(),
            "file_name": data["file"].name,
            "collection": self.collections.get(data["collection"]),
            "new_collection": data["new_collection"].strip(),
            "layout": data["layout_key"],
        }

    def refuse(self, error: ValidationError | str) -> None:
        """The operation calls the field by its own word."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict") and "layout" in error.error_dict:
            error.error_dict["layout_key"] = error.error_dict.pop("layout")
        super().refuse(error)


class MappingNameForm(WorkForm):
    """The name under which a mapping is kept."""

    submit_label = gettext_lazy("Save this mapping")
    name = forms.CharField(label=gettext_lazy("Name of the mapping"), max_length=120)


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
        data["period_to"] = (last + timedelta(days=32)).replace(day=1) - timedelta(days=1)

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
