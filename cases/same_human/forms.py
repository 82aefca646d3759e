"""To say that two persons are the same human or not, and to take it back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from carisecure.interface.forms import WorkForm, paragraph
from carisecure.interface.references import LONGEST
from cases.same_human.models import Said


class SayForm(WorkForm):
    """Of somebody who was proposed, or was chosen by the address."""

    submit_label = gettext_lazy("Save")

    kind = forms.ChoiceField(
        label=gettext_lazy("The two are"), choices=Said.choices, widget=forms.RadioSelect,
    )  # fmt: skip
    reason = paragraph(
        gettext_lazy("What it rests on"),
        help_text=gettext_lazy("Read by those who may see the names of both. Erased with the identity of either."),
    )


class SayOfSomebodyForm(SayForm):
    """Of somebody who was not proposed: by the case and the number there."""

    field_order = ("reference", "number", "kind", "reason")

    reference = forms.CharField(
        label=gettext_lazy("Reference of the other case"), max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    number = forms.IntegerField(
        label=gettext_lazy("Number of the person there"), min_value=1, max_value=999,
        help_text=gettext_lazy("Person 2 has the number 2."),
    )  # fmt: skip


class EndForm(WorkForm):
    submit_label = gettext_lazy("Take back")

    reason = paragraph(
        gettext_lazy("Why"), help_text=gettext_lazy("What was said stays, with this beside it. Nothing else changes.")
    )
