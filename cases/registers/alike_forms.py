"""To say of people of a book whether they are one human: one by one, and of all strong ones at once."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.interface.forms import Button, WorkForm
from cases.registers.alike_words import end_words, why_words
from cases.registers.forms import GROUPED
from cases.same_human.models import Said

ALL_STRONG = "all_strong"


class AlikeForm(WorkForm):
    """One chooser a pair, by the key of the pair: the list may be another one when it comes back."""

    submit_label = gettext_lazy("Save what I have chosen")

    def __init__(self, *args: Any, alike: dict[str, Any], is_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs: list[dict[str, Any]] = alike["pairs"]
        for one in self.pairs:
            self.fields[f"pair_{one['key']}"] = forms.ChoiceField(
                label=" / ".join(end_words(end) for end in one["people"]), required=False, disabled=not is_open,
                choices=[("", _("Not decided")), *Said.choices], initial=alike["said"].get(one["key"], ""),
                widget=forms.RadioSelect, help_text=why_words(one["why"]),
            )  # fmt: skip
        if any(one["is_strong"] for one in self.pairs):
            label = gettext_lazy("Save, and every strong match not decided is the same human")
            self.more_buttons = (Button(ALL_STRONG, "1", label),)  # type: ignore[misc]  # of this form alone

    def layout(self) -> Layout:
        return Layout(GROUPED)

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The strong ones and the others, with their fields."""
        parts = ((_("Strong matches"), True), (_("Other matches"), False))
        found = [(name, [self[f"pair_{o['key']}"] for o in self.pairs if o["is_strong"] is how]) for name, how in parts]
        return [(name, fields) for name, fields in found if fields]

    def said(self) -> dict[str, str]:
        """What was sent, by the key of the pair: a pair that the page did not show is not decided by it."""
        chosen = {}
        for one in self.pairs:
            name = f"pair_{one['key']}"
            if name in self.data:
                is_all = ALL_STRONG in self.data and one["is_strong"]
                chosen[one["key"]] = self.cleaned_data[name] or (Said.SAME.value if is_all else "")
        return chosen
