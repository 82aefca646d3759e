"""What somebody says about a file on its way in: how it is opened, what its columns are, what its values mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carisecure.countries.names import country_choices, country_name, country_of
from carisecure.importing import targets
from carisecure.importing.answers import SEPARATORS, split
from carisecure.importing.doubtful import OTHERS
from carisecure.importing.fields import Kind
from carisecure.importing.layout import ColumnMap
from carisecure.importing.models import Batch
from carisecure.importing.opening import Answers
from carisecure.importing.operations.imports import UNKNOWN
from carisecure.importing.rows import normal
from carisecure.importing.survey import Surveyed
from carisecure.interface.forms import WorkForm

# Faults that a meaning mends; a cell that cannot be read has none.
EXPLAINED = frozenset({"unknown_code", "not_a_country", "not_a_flag", "several_answers"})
HIDDEN = [("leave", gettext_lazy("Leave them out")), ("read", gettext_lazy("Read them too"))]


class OpeningForm(WorkForm):
    """Which sheet is read, where its head is, and what becomes of what is hidden in it."""

    submit_label = gettext_lazy("Open it like this")

    sheet = forms.TypedChoiceField(label=gettext_lazy("Sheet"), coerce=int, widget=forms.RadioSelect)
    hidden_rows = forms.ChoiceField(label=gettext_lazy("Hidden rows"), choices=HIDDEN, widget=forms.RadioSelect)
    hidden_columns = forms.ChoiceField(label=gettext_lazy("Hidden columns"), choices=HIDDEN, widget=forms.RadioSelect)
    head_row = forms.IntegerField(
        label=gettext_lazy("Row with the column names"),
        required=False,
        min_value=1,
        max_value=1_000,
        help_text=gettext_lazy("Leave empty to find it automatically."),
    )

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opening = batch.opening
        self.sheets = {one.number: one for one in opening.sheets}
        chooser: Any = self.fields["sheet"]
        chooser.choices = [(one.number, _sheet_words(one)) for one in opening.sheets]
        if opening.answers:
            self.initial.setdefault("sheet", opening.answers.sheet)
            self.initial.setdefault("head_row", opening.answers.head_row or None)
            self.initial.setdefault("hidden_rows", "read" if opening.answers.with_hidden_rows else "leave")
            self.initial.setdefault("hidden_columns", "read" if opening.answers.with_hidden_columns else "leave")
        if len(opening.sheets) == 1:
            chooser.widget = forms.HiddenInput()
            self.initial["sheet"] = opening.sheets[0].number
        self._say_what_is_hidden(opening.sheets)

    def _say_what_is_hidden(self, sheets: list[Surveyed]) -> None:
        rows = [_told(one, _row_words(one), sheets) for one in sheets if one.hidden_rows]
        columns = [_told(one, ", ".join(one.column_names()), sheets) for one in sheets if one.hidden_columns]
        for name, told in (("hidden_rows", rows), ("hidden_columns", columns)):
            if told:
                self.fields[name].help_text = "; ".join(told)
            else:
                del self.fields[name]

    def answers(self) -> Answers:
        data = self.cleaned_data
        return Answers(
            sheet=data["sheet"],
            head_row=data.get("head_row") or 0,
            with_hidden_rows=data.get("hidden_rows") == "read",
            with_hidden_columns=data.get("hidden_columns") == "read",
        )


def _told(one: Surveyed, words: str, sheets: list[Surveyed]) -> str:
    return f"{one.name}: {words}" if len(sheets) > 1 else words


def _sheet_words(one: Surveyed) -> str:
    rows = ngettext("%(n)s row", "%(n)s rows", one.row_count) % {"n": one.row_count}
    head = ", ".join(name for name in one.head if name)[:80]
    return f"{one.name} · {rows} · {head}"


def _row_words(one: Surveyed) -> str:
    """How many rows are hidden, and which."""
    runs = [str(first) if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
            for first, last in one.hidden_runs]  # fmt: skip
    told = ngettext("%(n)s row", "%(n)s rows", one.hidden_rows) % {"n": one.hidden_rows}
    which = ", ".join(runs[:6]) + (" …" if len(runs) > 6 else "")
    words = _("%(rows)s hidden by a filter (%(which)s)") if one.is_filtered else _("%(rows)s hidden (%(which)s)")
    return words % {"rows": told, "which": which}


class ColumnsForm(WorkForm):
    """One chooser a column of the sheet; its names are positions, because a column may be called anything."""

    submit_label = gettext_lazy("Continue to the values")

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        maps = targets.of(batch).layout.maps
        chosen = {c["column"]: c["field"] for c in batch.mapping.get("columns", [])}
        samples = batch.samples
        offered = [("", _("Leave this column out")), *((f.code, str(f.label)) for f in maps.fields.values())]
        separators = {c["column"]: maps.from_json(c).divided_by for c in batch.mapping.get("columns", [])}
        for number, column in enumerate(batch.columns):
            values = samples.get(column, [])
            examples = " · ".join(values[:4])
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column, choices=offered, required=False, initial=chosen.get(column, ""),
                help_text=_("For example: %(examples)s") % {"examples": examples} if examples else _("Empty"),
            )  # fmt: skip
            self._ask_what_divides(number, column, values, separators.get(column))

    def _ask_what_divides(self, number: int, column: str, values: list[str], chosen: str | None) -> None:
        """Only where something stands in the cells that may divide answers."""
        found = [one for one in SEPARATORS if one and any(one in value.strip() for value in values)]
        if not found and not chosen:
            return
        offered = [(one, words) for one, words in SEPARATORS.items() if not one or one in found or one == chosen]
        # A choice whose value is a blank or a line break would not come back as it went.
        choices = [(str(list(SEPARATORS).index(one)), words) for one, words in offered]
        self.fields[f"divided_{number}"] = forms.ChoiceField(
            label=_("Answers in a cell of %(column)s") % {"column": column}, choices=choices, required=False,
            initial=str(list(SEPARATORS).index(chosen or "")),
        )  # fmt: skip

    def columns(self) -> dict[str, str]:
        return {column: self.cleaned_data[f"column_{number}"] for number, column in enumerate(self.batch.columns)}

    def separators(self) -> dict[str, str]:
        said = {column: self.cleaned_data.get(f"divided_{n}") for n, column in enumerate(self.batch.columns)}
        return {column: list(SEPARATORS)[int(place)] for column, place in said.items() if place}


class ValuesForm(WorkForm):
    """What each value means that is no code of ours already: values of the first rows, and those the check refused."""

    submit_label = gettext_lazy("Save what the values mean")

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: dict[str, tuple[str, str]] = {}
        refused: dict[str, list[str]] = {}
        for fault in batch.faults:
            if fault["code"] not in EXPLAINED:
                continue
            refused.setdefault(fault["column"], []).append(fault["value"])
        samples = batch.samples
        for number, column in enumerate(batch.mapping.get("columns", [])):
            mapped = targets.of(batch).layout.maps.from_json(column)
            if mapped.to.takes_values:
                values = [*mapped.values, *mapped.unknown]
                found = [*refused.get(mapped.column, []), *samples.get(mapped.column, [])]
                values += [part for value in found for part in split(value, mapped.divided_by)]
                self._ask(number, mapped, values)
        # What nobody has explained yet stands on top, then what may mean something else.
        unsaid = [name for name in self.asked if not self.fields[name].initial]
        self.order_fields([*unsaid, *(name for name in self.asked if self.fields[name].help_text)])

    def _ask(self, number: int, column: ColumnMap, values: list[str]) -> None:
        ours = column.to
        codes = country_choices() if ours.kind is Kind.COUNTRY else [(c, str(t)) for c, t in ours.choices().items()]
        known = {normal(code) for code, _label in codes}
        unknown = {normal(u) for u in column.unknown}
        meant = {normal(v): code for v, code in column.values.items()}
        offered = [("", _("Not decided yet: an error")), (UNKNOWN, _("Not known")), *codes]
        seen: set[str] = set()
        for value in values:
            plain = normal(value)
            taken_for = country_of(value) if ours.kind is Kind.COUNTRY else None
            is_doubtful = taken_for is not None and value.strip().upper() in OTHERS
            is_known = plain in known or taken_for is not None
            if not plain or plain in seen or (is_known and not is_doubtful and plain not in meant):
                continue
            seen.add(plain)
            name = f"value_{number}_{len(seen)}"
            self.asked[name] = (column.column, value)
            self.fields[name] = forms.ChoiceField(
                label=f"{column.column}: {value}", choices=offered, required=False,
                initial=meant.get(plain, UNKNOWN if plain in unknown else taken_for or ""),
                help_text=_doubt(value, taken_for) if is_doubtful else "",
            )  # fmt: skip

    def meanings(self) -> dict[str, dict[str, str]]:
        said: dict[str, dict[str, str]] = {}
        for name, (column, value) in self.asked.items():
            said.setdefault(column, {})[value] = self.cleaned_data[name]
        return said


def _doubt(value: str, taken_for: str | None) -> str:
    """What two letters mean by ISO, and what they mean in police sheets."""
    also = ", ".join(country_name(code) for code in OTHERS[value.strip().upper()])
    words = _("Read as %(country)s (ISO 3166). Some sheets mean %(others)s.")
    return words % {"country": country_name(taken_for or ""), "others": also}
