"""Sending the file; asking, answering, advising."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from carisecure.accounts.models import Agency
from carisecure.interface.forms import WorkForm
from prosecutions.file.models import HEADINGS, ItemKind
from prosecutions.file.sheets import Sheet


class SubmitForm(WorkForm):
    """Which parts of the case go. The choices are what the case holds now; anything else is no choice."""

    submit_label = _("Submit to the DPP")

    items = forms.MultipleChoiceField(
        label=_("What goes to the DPP"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one thing to send."),
            "invalid_choice": _("Something you chose is no longer in the case. Check the list again."),
        },
    )
    note = forms.CharField(
        label=_("Covering note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you ask the DPP for. It is frozen with the list and sent with it."),
    )
    to = forms.ModelChoiceField(queryset=Agency.objects.none(), label=_("To"), empty_label=None)

    def __init__(self, *args: Any, sheets: Sequence[Sheet], services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets
        choices: Any = self.fields["items"]
        choices.choices = [(sheet.key, sheet.title) for sheet in sheets]
        service: Any = self.fields["to"]
        service.queryset = services
        # One prosecution service needs no question, and a second submission goes where the first one went.
        if len(services) < 2:
            del self.fields["to"]

    def groups(self) -> Iterator[tuple[str, list[tuple[Sheet, bool]]]]:
        """The parts by kind, each with whether it is ticked."""
        chosen = set(self["items"].value() or ())
        for kind in ItemKind:
            parts = [(sheet, sheet.key in chosen) for sheet in self.sheets if sheet.kind == kind]
            if parts:
                yield str(HEADINGS[kind]), parts

    def layout(self) -> Layout:
        last = ["to"] if "to" in self.fields else []
        return Layout(Field("items", template="prosecutions/file/_choose_items.html"), "note", *last)
