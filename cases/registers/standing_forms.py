"""Forms for a register that was brought in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from carisecure.interface.forms import WorkForm, paragraph


class ConfirmForm(WorkForm):
    submit_label = gettext_lazy("Confirm the register")

    understood = forms.BooleanField(
        label=gettext_lazy("I have looked at what came in. It counts from now on, and cannot be undone any more.")
    )


class UndoForm(WorkForm):
    submit_label = gettext_lazy("Undo the register")

    reason = paragraph(gettext_lazy("Why it is taken out again"), 3)
