"""What the values of one sheet mean: those that are no code of ours, and those that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.importing.answers import split
from carisecure.importing.register.guessing import guess
from carisecure.importing.register.looking import SheetLook
from carisecure.importing.register.mapping import CODED, REMARKS, ColumnRule, RegisterMapping, codes_of
from carisecure.importing.register.reading import ColumnReader, label_of
from carisecure.importing.rows import Unread, normal
from carisecure.interface.forms import WorkForm
from cases.registers.forms import GROUPED
from cases.registers.operations.mapping import REMARK, UNKNOWN

MOST_IN_A_SELECT = 40  # of more, one types a name, and the browser offers those that fit


@dataclass(frozen=True)
class Asked:
    """One value of a column. `code`: what it means today, `proposed`: what it may mean, said nowhere yet."""

    column: str
    value: str
    times: int
    code: str
    proposed: str


class Typed(forms.CharField):
    """A code by its label, out of a list that is too long to choose from."""

    def __init__(self, *, choices: list[tuple[str, str]], list_id: str, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": list_id, "autocomplete": "off"})
        super().__init__(widget=widget, required=False, max_length=200, **kwargs)
        self.by_label = {normal(label): code for code, label in choices} | {
            normal(code): code for code, _l in choices if code
        }

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        found = self.by_label.get(normal(text))
        if found is None:
            raise ValidationError(_("Not in the list: choose one that it offers."))
        return found


class ValuesForm(WorkForm):
    """One chooser a value. Those that nobody has explained stand first in their column."""

    submit_label = gettext_lazy("Save what the values mean")

    def __init__(
        self, *args: Any, look: SheetLook, mapping: RegisterMapping, faults: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked: dict[str, Asked] = {}
        self.lists: dict[str, list[str]] = {}
        self.columns: list[tuple[str, list[str]]] = []
        rule = mapping.sheet(look.surveyed.name)
        for at, column in enumerate(rule.columns if rule else ()):
            if column.to == REMARKS:
                continue
            refused = [
                one["value"] for one in faults if one["sheet"] == look.surveyed.name and one["column"] == column.column
            ]
            counted = [*look.values.get(column.column, []), *((value, 0) for value in refused)]
            asked = list(_asked(column, counted, day_first=mapping.day_first))
            asked.sort(key=lambda one: (bool(one.code), -one.times))
            names = [self._ask(f"value_{at}_{number}", column, one, at) for number, one in enumerate(asked)]
            if names:
                self.columns.append((column.column, names))

    def _ask(self, name: str, column: ColumnRule, one: Asked, at: int) -> str:
        codes = [(code, str(label_of(column.field, code))) for code in codes_of(column.field)]
        special = [("", _("Not decided: an error")), (UNKNOWN, _("Not known")), (REMARK, _("Keep it as a remark"))]
        times = _("%(times)s times") % {"times": one.times} if one.times > 1 else ""
        label = one.value
        self.asked[name] = one
        if len(codes) <= MOST_IN_A_SELECT:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[*special, *codes], required=False, initial=one.code or one.proposed,
                help_text=_help(times, is_proposed=bool(one.proposed and not one.code)),
            )  # fmt: skip
            return name
        labels = [(UNKNOWN, str(special[1][1])), (REMARK, str(special[2][1])), *sorted(codes, key=lambda pair: pair[1])]
        list_id = f"list_{at}"
        self.lists[list_id] = [words for _code, words in labels]
        self.fields[name] = Typed(
            choices=labels, list_id=list_id, label=label, initial=dict(labels).get(one.code or one.proposed, ""),
            help_text=_help(times, is_proposed=bool(one.proposed and not one.code)),
        )  # fmt: skip
        return name

    def layout(self) -> Layout:
        return Layout(GROUPED)

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Each column's name and its fields, for the page."""
        return [(column, [self[name] for name in names]) for column, names in self.columns]

    def meanings(self) -> dict[str, dict[str, str]]:
        said: dict[str, dict[str, str]] = {}
        for name, one in self.asked.items():
            said.setdefault(one.column, {})[one.value] = self.cleaned_data[name]
        return said


def _help(times: str, *, is_proposed: bool) -> str:
    return " · ".join(filter(None, [times, _("Proposed: look at it") if is_proposed else ""]))


def _asked(column: ColumnRule, counted: list[tuple[str, int]], *, day_first: bool) -> Iterator[Asked]:
    """Every value that has a meaning of its own, or none yet."""
    one = column.field
    said = {
        **{normal(value): code for value, code in column.values.items()},
        **{normal(value): UNKNOWN for value in column.unknown},
        **{normal(value): REMARK for value in column.remarks},
    }
    bare = ColumnRule(column.column, column.to, column.part)
    reader = ColumnReader(bare, day_first=day_first, today=timezone.localdate())
    seen: set[str] = set()
    for cell, times in counted:
        is_whole = not column.separator or normal(cell) in said
        for value in [cell] if is_whole else split(cell, column.separator):
            plain = normal(value)
            if not plain or plain in seen:
                continue
            seen.add(plain)
            code = said.get(plain, "")
            if not code and _is_read(reader, value):
                continue
            proposed = guess(value, one) if not code and one.kind in CODED else ""
            yield Asked(column.column, value, times, code, proposed)


def _is_read(reader: ColumnReader, value: str) -> bool:
    try:
        reader.meaning(value)
    except Unread:
        return False
    return True
