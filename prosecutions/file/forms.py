"""Sending the file; asking, answering, advising."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.accounts.models import Agency
from carisecure.days.fields import DayField
from carisecure.interface import words
from carisecure.interface.forms import WorkForm
from prosecutions.file.models import HEADINGS, ItemKind
from prosecutions.file.operations import takes_files
from prosecutions.file.sheets import Sheet
from prosecutions.record.models import Prosecution

NEW = "new"


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
    sent_on = DayField(
        label=_("Sent on"), required=False, initial=timezone.localdate,
        help_text=_("A day gone by, if the paper went before you enter it. The list is frozen as the case is now."),
    )  # fmt: skip
    matter = forms.ChoiceField(
        label=_("Which matter is this file for?"),
        widget=forms.RadioSelect,
        required=False,  # a window from before the first file has no answer: it is told that somebody was faster
        help_text=_("A new matter has its own number, its own prosecutor and its own way through the courts."),
    )
    to = forms.ModelChoiceField(queryset=Agency.objects.none(), label=_("To"), empty_label=None)

    def __init__(
        self, *args: Any, sheets: Sequence[Sheet], services: Any, matters: Sequence[Prosecution], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets
        self._ask_for_the_matter(matters)
        choices: Any = self.fields["items"]
        choices.choices = [(sheet.key, sheet.title) for sheet in sheets]
        service: Any = self.fields["to"]
        service.queryset = services
        if matters:
            service.help_text = _("For a new matter. Another file of a matter goes where that matter is.")
        if len(services) < 2:
            del self.fields["to"]

    def _ask_for_the_matter(self, matters: Sequence[Prosecution]) -> None:
        """The first file of a case opens its first matter, and needs no question."""
        takers = [one for one in matters if takes_files(one)]
        self._matters: dict[UUID, Prosecution] = {one.pk: one for one in takers}
        if not matters:
            del self.fields["matter"]
            return
        field: Any = self.fields["matter"]
        field.choices = [*((str(one.pk), _told(one)) for one in takers), (NEW, _("A new matter"))]

    def values(self) -> dict[str, Any]:
        found = super().values()
        chosen = found.pop("matter", "")
        matter = None if chosen in ("", NEW) else self._matters[UUID(chosen)]
        return {**found, "matter": matter, "opens_matter": chosen == NEW}

    def groups(self) -> Iterator[tuple[str, list[tuple[Sheet, bool]]]]:
        """The parts by kind, each with whether it is ticked."""
        chosen = set(self["items"].value() or ())
        for kind in ItemKind:
            parts = [(sheet, sheet.key in chosen) for sheet in self.sheets if sheet.kind == kind]
            if parts:
                yield str(HEADINGS[kind]), parts

    def layout(self) -> Layout:
        asked = [name for name in ("matter", "to") if name in self.fields]
        return Layout(*asked[:1], Field("items", template="prosecutions/file/_choose_items.html"), "note", "sent_on",
                      *asked[1:])  # fmt: skip


def _told(matter: Prosecution) -> str:
    """By what an officer knows a matter: its number, its reference, since when it is there, whose it is."""
    told = {
        "n": matter.number,
        "reference": matter.reference,
        "day": words.day(timezone.localdate(matter.submitted_at)),
    }
    text = gettext("Matter %(n)s: %(reference)s, first sent %(day)s") % told
    desk = matter.assigned_to.full_name if matter.assigned_to else gettext("not assigned yet")
    return ", ".join([text, desk, *([gettext("no charge advised")] if matter.is_over else [])])
