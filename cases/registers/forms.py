"""What the pages of this room ask for. Forms clean and hand back; operations decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import HTML, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.importing.answers import SEPARATORS
from carisecure.importing.register import nouns
from carisecure.importing.register.looking import SheetLook
from carisecure.importing.register.mapping import REMARKS, RegisterMapping, WrongMapping, offered, rows_in
from carisecure.importing.register.mapping_words import PART_WORDS, wrong_words
from carisecure.importing.register.nouns import FieldKind
from carisecure.importing.register.tables import heads_of
from carisecure.interface.forms import WorkForm
from cases.registers.operations.mapping import ColumnSaid, SheetSaid

if TYPE_CHECKING:
    from cases.registers.models import RegisterMapping as SavedRegisterMapping

MEGABYTE = 1024 * 1024
LARGEST, LARGEST_MAPPING = 50 * MEGABYTE, MEGABYTE
TOO_LARGE = gettext_lazy("This file is larger than 50 MB and was not read. Split it and send the parts one by one.")
# A legend of crispy's own is a template and is not escaped: a sheet may be called anything.
GROUPED = HTML("{% include 'cases/registers/_grouped_fields.html' %}")
HIDDEN = [("", "---------"), ("read", gettext_lazy("Read it too")), ("leave", gettext_lazy("Leave it out"))]


class RegisterForm(WorkForm):
    """A register to be sent."""

    submit_label = gettext_lazy("Send the file")

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=150,
        allow_empty_file=True,  # the operation says it better
        help_text=gettext_lazy("Excel (.xlsx, .xlsm), OpenDocument (.ods) or CSV (UTF-8), at most 50 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xlsm,.ods,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(TOO_LARGE)
        return file


class MappingNameForm(WorkForm):
    """The name under which a mapping is kept."""

    submit_label = gettext_lazy("Save this mapping")
    name = forms.CharField(label=gettext_lazy("Name of the mapping"), max_length=120)


class TakeMappingForm(WorkForm):
    """A saved mapping, or one from a file."""

    submit_label = gettext_lazy("Read the book like this")
    saved = forms.ChoiceField(label=gettext_lazy("Saved mapping"), required=False)
    file = forms.FileField(
        label=gettext_lazy("Or a mapping from a file"),
        required=False,
        help_text=gettext_lazy("A file that was exported here or in another installation (.json)."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def __init__(
        self, *args: Any, mappings: list[SavedRegisterMapping], ready: list[RegisterMapping], **kwargs: Any
    ) -> None:
        """`ready`: those that ship, chosen by their name."""
        super().__init__(*args, **kwargs)
        chooser: Any = self.fields["saved"]
        own = [(str(one.pk), one.name) for one in mappings]
        chooser.choices = [("", "---------"), *own, (_("Of a standard"), [(one.name, one.name) for one in ready])]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_MAPPING:
            raise ValidationError(_("This is too large for a mapping."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("saved")) == bool(cleaned.get("file")) and not self.errors:
            raise ValidationError(_("Choose a saved mapping or a file."))
        return cleaned


class SheetsForm(WorkForm):
    """Of each sheet: what its rows are, where its head is, what of it is left out. The names of fields are positions,
    because a sheet may be called anything.
    """

    submit_label = gettext_lazy("Continue to the columns")

    day_first = forms.TypedChoiceField(
        label=gettext_lazy("Dates in figures"),
        choices=[
            ("1", gettext_lazy("Day first: 7/2/2013 is 7 February")),
            ("0", gettext_lazy("Month first: 7/2/2013 is 2 July")),
        ],
        coerce=lambda value: value == "1",
    )  # fmt: skip

    def __init__(self, *args: Any, looks: list[SheetLook], mapping: RegisterMapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looks = looks
        self.initial.setdefault("day_first", "1" if mapping.day_first else "0")
        kinds = [("", _("Leave this sheet out")), *((noun.code, str(noun.label)) for noun in nouns.in_order())]
        for at, one in enumerate(looks):
            rule = mapping.sheet(one.surveyed.name)
            self.fields[f"rows_{at}"] = forms.ChoiceField(
                label=_("Each row is one"), choices=kinds, required=False, initial=rule.rows_are if rule else "",
            )  # fmt: skip
            self.fields[f"head_{at}"] = forms.IntegerField(
                label=_("Row with the column names"), min_value=1, max_value=1_000,
                initial=(rule.head_row if rule else 0) or one.surveyed.head_row,
            )  # fmt: skip
            self._ask_hidden(at, one, rule.hidden_rows if rule else "", rule.hidden_columns if rule else "")
            self.fields[f"without_{at}"] = forms.CharField(
                label=_("Rows to leave out"), required=False, max_length=500, initial=rule.leave_out if rule else "",
                help_text=_("Row numbers: 75, 78-80. Titles, totals and empty rows are left out by themselves."),
            )  # fmt: skip

    def _ask_hidden(self, at: int, one: SheetLook, rows: str, columns: str) -> None:
        if one.surveyed.hidden_rows:
            told = _("%(count)s rows, in %(sheet)s") % {"count": one.surveyed.hidden_rows, "sheet": one.surveyed.name}
            self.fields[f"hidden_rows_{at}"] = forms.ChoiceField(
                label=_("Hidden rows (a filter, perhaps)"), choices=HIDDEN, initial=rows, help_text=told, required=False
            )
        if one.surveyed.hidden_columns:
            self.fields[f"hidden_columns_{at}"] = forms.ChoiceField(
                label=_("Hidden columns"), choices=HIDDEN, initial=columns, required=False,
                help_text=", ".join(one.surveyed.column_names()),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for at, _one in enumerate(self.looks):
            for name in (f"hidden_rows_{at}", f"hidden_columns_{at}"):
                if name in self.fields and cleaned.get(f"rows_{at}") and not cleaned.get(name):
                    self.add_error(name, _("Say whether it is read."))
            try:
                rows_in(cleaned.get(f"without_{at}", ""))
            except WrongMapping as wrong:
                self.add_error(f"without_{at}", wrong_words(wrong))
        return cleaned

    def layout(self) -> Layout:
        return Layout(GROUPED, "day_first")

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Each sheet's name and its fields, for the page."""
        names = ("rows", "head", "hidden_rows", "hidden_columns", "without")
        return [
            (one.surveyed.name or _("The sheet"), [self[f"{n}_{at}"] for n in names if f"{n}_{at}" in self.fields])
            for at, one in enumerate(self.looks)
        ]

    def sheets(self) -> list[SheetSaid]:
        data = self.cleaned_data
        return [
            SheetSaid(
                one.surveyed.name, data[f"rows_{at}"], data[f"head_{at}"], data.get(f"hidden_rows_{at}", ""),
                data.get(f"hidden_columns_{at}", ""), data[f"without_{at}"],
            )
            for at, one in enumerate(self.looks)
        ]  # fmt: skip


class ColumnsForm(WorkForm):
    """Of one sheet: what each column is read into, and where it matters what a blank means and what divides answers."""

    submit_label = gettext_lazy("Continue to the values")

    def __init__(self, *args: Any, look: SheetLook, mapping: RegisterMapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look = look
        self.rule = mapping.sheet(look.surveyed.name)
        is_left = self.rule is not None and self.rule.hidden_columns == "leave"
        self.columns = list(heads_of(look.surveyed, with_hidden=not is_left).values())
        choices = column_choices()
        for at, column in enumerate(self.columns):
            rule = self.rule.column(column) if self.rule else None
            examples = " · ".join(value for value, _times in look.values.get(column, [])[:4])
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=column, choices=choices, required=False, initial=f"{rule.to}/{rule.part}" if rule else "",
                help_text=_("For example: %(examples)s") % {"examples": examples} if examples else _("Empty"),
            )  # fmt: skip
            self._ask_more(at, column, fill=bool(rule and rule.fill))
            if rule and rule.to != REMARKS and rule.field.kind is FieldKind.CODES:
                self.fields[f"divided_{at}"] = forms.ChoiceField(
                    label=_("Several answers in “%(column)s”") % {"column": column}, required=False,
                    choices=[(str(n), words) for n, words in enumerate(SEPARATORS.values())],
                    initial=str(list(SEPARATORS).index(rule.separator)),
                )  # fmt: skip

    def _ask_more(self, at: int, column: str, *, fill: bool) -> None:
        blanks = self.look.blanks.get(column, 0)
        if fill or 0 < blanks < self.look.rows:
            self.fields[f"fill_{at}"] = forms.BooleanField(
                label=_("“%(column)s”: a blank means “as above” (%(n)s blanks)") % {"column": column, "n": blanks},
                required=False, initial=fill,
            )  # fmt: skip

    def said(self) -> list[ColumnSaid]:
        made = []
        for at, column in enumerate(self.columns):
            to, _slash, part = self.cleaned_data[f"column_{at}"].partition("/")
            place = self.cleaned_data.get(f"divided_{at}") or "0"
            fill = bool(self.cleaned_data.get(f"fill_{at}"))
            made.append(ColumnSaid(column, to, part, fill, list(SEPARATORS)[int(place)]))
        return made


def column_choices() -> list[tuple[str, Any]]:
    """What a column can be read into, the fields of each noun together."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for noun, one, part in offered():
        words = f"{one.label}: {PART_WORDS[part]}" if part else str(one.label)
        groups.setdefault(str(noun.label), []).append((f"{noun.code}.{one.code}/{part}", f"{noun.label}: {words}"))
    top = [("", _("Leave this column out")), (f"{REMARKS}/", _("Remarks: keep it as it stands"))]
    return [*top, *groups.items()]
