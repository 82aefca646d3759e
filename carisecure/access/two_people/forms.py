"""The form that answers what somebody else asked for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from carisecure.interface.forms import WorkForm, paragraph


class YesOrNoForm(WorkForm):
    submit_label = _("Decide")

    decision = forms.ChoiceField(
        label=_("Your decision"), widget=forms.RadioSelect, choices=[("yes", _("Yes, approve")), ("no", _("No"))]
    )


class DecideForm(YesOrNoForm):
    answer = paragraph(_("Your answer"), 3, required=False, help_text=_("Needed if you refuse."))
