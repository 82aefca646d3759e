"""The form that answers an approval."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from carisecure.interface.forms import WorkForm, paragraph


class DecideForm(WorkForm):
    submit_label = gettext_lazy("Decide")

    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"), widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes, approve")), ("no", gettext_lazy("No"))],
    )  # fmt: skip
    answer = paragraph(gettext_lazy("Your answer"), 3, required=False, help_text=gettext_lazy("Needed if you refuse."))
