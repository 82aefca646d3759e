"""The base of every form that writes: one key for one act, repeating rows, typed text that never goes away."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.errors import StaleRecord
from carisecure.interface import drafts
from carisecure.interface.rows import Rows, RowSet

ADD_ROW = "add_row"
# A button that asks about what is typed and saves nothing: the page comes back with the text in it.
ASK = "ask"
CARRIED = frozenset({"submission_key", "version"})


def paragraph(label: Any, rows: int = 4, **extra: Any) -> forms.CharField:
    """A field for sentences, so many lines high."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **extra)


class Button(NamedTuple):
    """A further submit button of a form, beside the main one."""

    name: str
    value: str
    label: str | Promise


class Fault(NamedTuple):
    """One line of the error summary: what is wrong, and the id of the field to go to ("" for the whole form)."""

    label: str
    message: str
    target: str


@dataclass
class Stored:
    """What is in the database now, shown beside what was typed after somebody else's change."""

    label: str
    text: str


class WorkForm(forms.Form):
    """Cleans and hands back; never saves.

    `submission_key` makes a double click or a resend one write. `version` is the version of the record that the
    person read. `row_sets` names repeating groups of fields. `draft_key` is where the text is kept meanwhile.
    """

    submit_label: ClassVar[str | Promise] = gettext_lazy("Save")
    more_buttons: ClassVar[tuple[Button, ...]] = ()
    row_sets: ClassVar[dict[str, RowSet]] = {}

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        kept: drafts.Kept | None = None,
        version: int | None = None,
        draft_key: str = "",
        row_initial: Mapping[str, list[dict[str, Any]]] | None = None,
        more_rows: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, initial={"submission_key": uuid.uuid4(), **(initial or {})}, **kwargs)
        self.draft_key = draft_key
        self.kept = kept
        # The version of the draft that this page knows: one that is older is not written over unseen (drafts.save).
        self.draft_version = kept.version if kept is not None else 0
        self.sent_before: str | None = None
        self.current_version = version
        self.stored: list[Stored] = []
        self.show: Callable[[int], HttpResponse] | None = None
        if version is not None:
            self.initial["version"] = version
        if kept is not None:
            self._put_back(kept)
        self.rows: dict[str, Rows] = {}
        for name, row_set in self.row_sets.items():
            given = kept.rows(row_set, name) if kept is not None else (row_initial or {}).get(name, [])
            self.rows[name] = row_set.build(name, data, files, initial=given, spare=1 if name == more_rows else 0)

    @classmethod
    def open(cls, request: HttpRequest, *, draft: str = "", **kwargs: Any) -> Self:
        """The form of this request: bound on POST; on GET with the person's draft, if there is one, put back in.

        "Add another" without JavaScript is a POST too; it comes back unbound with what was typed and one more row.
        """
        if request.method == "POST":
            more_rows = request.POST.get(ADD_ROW, "")
            if more_rows or ASK in request.POST:
                form = cls(kept=drafts.Kept.typed(request.POST), more_rows=more_rows, draft_key=draft, **kwargs)
            else:
                form = cls(request.POST, request.FILES, draft_key=draft, **kwargs)
            form.draft_version = drafts.known_version(request.POST)
            return form
        kept = drafts.load(request, draft) if draft else None
        return cls(kept=kept, draft_key=draft, **kwargs)

    def is_valid(self) -> bool:
        own = super().is_valid()
        return all([own, *(rows.is_valid() for rows in self.rows.values())])

    def values(self) -> dict[str, Any]:
        """The cleaned fields of the form itself, ready as keyword arguments of an operation."""
        return {name: value for name, value in self.cleaned_data.items() if name not in CARRIED}

    def row_values(self, name: str) -> list[dict[str, Any]]:
        """The cleaned rows of a repeating group: without the blank and the removed ones."""
        return self.rows[name].values()

    def faults(self) -> Iterator[Fault]:
        """Every error with the field it belongs to, in the order of the page."""
        for text in self.non_field_errors():
            yield Fault("", str(text), "")
        yield from _field_faults(self, "")
        for name, rows in self.rows.items():
            for text in rows.non_form_errors():
                yield Fault(str(self.row_sets[name].legend), str(text), "")
            for number, row in enumerate(rows.forms, start=1):
                where = f"{self.row_sets[name].row_label} {number}"
                for text in row.non_field_errors():
                    yield Fault(where, str(text), "")
                yield from _field_faults(row, where)

    def refuse(self, error: ValidationError | str) -> None:
        """Show on the form what an operation refused; errors of fields that this form lacks go to the top."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                for one in errors:
                    self.add_error(name if name in self.fields else None, one)
            return
        self.add_error(None, error)

    def offer_again(self, stored_at: str) -> None:
        """This form was sent before with other content, which stands: this text becomes a form of its own."""
        self.sent_before = stored_at
        self.add_error(
            None,
            _("This form was already sent with different content, and that was saved. What you see"
              " below has not been saved: check what is saved first; to save this one as well, send"
              " it again."),
        )  # fmt: skip
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data[self.add_prefix("submission_key")] = str(uuid.uuid4())

    def show_stale(self, stale: StaleRecord) -> None:
        """Somebody else was faster: both texts on the page, and the next press is meant for the version shown."""
        self._show_stored(stale.theirs or {name: self.initial.get(name) for name in self.changed_data})
        self.add_error(
            None,
            stale.words or _("Somebody else changed this while you were writing. Your text is below and theirs"
              " beside it; nothing has been saved. Combine the two and send again."),
        )  # fmt: skip
        shown = self.current_version if stale.version is None else stale.version
        if self.current_version is not None and isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = str(shown)

    def _put_back(self, kept: drafts.Kept) -> None:
        """Typed text over the stored one; both are shown where the record changed after the draft was begun."""
        typed = kept.values(self)
        begun_at = kept.data.get(self.add_prefix("version"), "")
        if self.current_version is not None and begun_at not in ("", str(self.current_version)):
            differs = {
                name for name in typed
                if _written(self.fields[name], typed[name]) != _written(self.fields[name], self.initial.get(name, ""))
            }  # fmt: skip
            self._show_stored({name: self.initial.get(name) for name in self.fields if name in differs})
        self.initial.update(typed)

    def _show_stored(self, theirs: Mapping[str, Any]) -> None:
        """A field that the page gave no value for has nothing stored to be shown."""
        for name, value in theirs.items():
            if name in self.fields and name not in CARRIED and value is not None:
                self.stored.append(Stored(str(self[name].label), _as_shown(self.fields[name], value)))


def _written(field: forms.Field, value: Any) -> str:
    return str(field.prepare_value(value))


def _as_shown(field: forms.Field, value: Any) -> str:
    """The words of a choice instead of its code."""
    pairs = [pair for pair in getattr(field, "choices", []) if not isinstance(pair[1], (list, tuple))]
    names = {str(code): str(name) for code, name in pairs}
    if not names:
        value = field.prepare_value(value)
    values = value if isinstance(value, (list, tuple)) else [value]
    return ", ".join(names.get(str(one), str(one)) for one in values)


def _field_faults(form: forms.BaseForm, where: str) -> Iterator[Fault]:
    for name, messages in form.errors.items():
        if name not in form.fields:
            continue
        field = form[name]
        label = f"{where}: {field.label}" if where else str(field.label)
        # A group of radio buttons has no id of its own: go to its first button.
        target = field.id_for_label or f"{field.auto_id}_0"
        for text in messages:
            yield Fault(label, str(text), "" if field.is_hidden else target)
