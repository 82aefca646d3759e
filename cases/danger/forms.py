"""Forms that say somebody is in danger now, and that it is over."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from carisecure.interface.forms import WorkForm


class RaiseDangerForm(WorkForm):
    submit_label = gettext_lazy("Mark danger now")

    note = forms.CharField(
        label=gettext_lazy("What the danger is, and what was done"), widget=forms.Textarea(attrs={"rows": 4})
    )


class EndDangerForm(WorkForm):
    submit_label = gettext_lazy("Mark danger over")

    note = forms.CharField(
        label=gettext_lazy("Why the danger is over"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What was done, and where the people are safe now."),
    )  # fmt: skip
