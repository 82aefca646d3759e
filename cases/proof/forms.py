"""The form of what proves an element, and that of its correction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from carisecure.corrections.forms import CorrectionForm
from carisecure.interface.forms import WorkForm
from cases.proof.models import Element
from cases.proof.operations import ProofFacts, Source
from cases.record import choices
from cases.record.models import Involvement, InvolvementRole


class ProofForm(WorkForm):
    """One thing can prove several elements against several suspects: it is entered once."""

    submit_label = gettext_lazy("Save")

    source = forms.ChoiceField(label=gettext_lazy("What proves it"))
    victim = forms.ChoiceField(label=gettext_lazy("Of which victim"))
    proves = forms.MultipleChoiceField(
        label=gettext_lazy("What it proves"), choices=Element.choices, widget=forms.CheckboxSelectMultiple
    )
    suspects = forms.MultipleChoiceField(
        label=gettext_lazy("Against whom"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Suspects of this case. Leave empty if not known. The age is of the victim alone."),
    )  # fmt: skip
    shows = forms.CharField(
        label=gettext_lazy("What it shows"), required=False, max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("In a few words: which page, which sentence, which picture."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        people: list[Involvement],
        sources: dict[str, tuple[str, Source]],
        named: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        """`sources`: by "statement:KEY", their words and the row. `named`: who is named already ("suspects:KEY"), and
        stays so where their role has ended since."""
        super().__init__(*args, **kwargs)
        self.named = named
        self.people = {str(one.pk): one for one in people}
        self.sources = sources
        first = ("", gettext_lazy("Choose"))
        self._offer("source", [first, *((key, words) for key, (words, _row) in sources.items())])
        self._offer("victim", [first, *self._in_role("victim", InvolvementRole.POSSIBLE_VICTIM)])
        self._offer("suspects", self._in_role("suspects", InvolvementRole.SUSPECT))

    def _in_role(self, name: str, role: str) -> list[tuple[str, Any]]:
        people = self.people.items()
        found = [(key, one.label) for key, one in people if one.has_role(role) or f"{name}:{key}" in self.named]
        if not found:
            self.fields[name].help_text = choices.nobody(role)
        return found

    def _offer(self, name: str, offered: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField

    def facts(self) -> ProofFacts:
        given = self.cleaned_data
        return ProofFacts(
            victim=self.people.get(given["victim"]),
            elements=tuple(given["proves"]),
            source=self.sources[given["source"]][1],
            suspects=tuple(self.people[key] for key in given["suspects"]),
            shows=given["shows"],
        )


class ProofCorrection(CorrectionForm, ProofForm):
    pass
