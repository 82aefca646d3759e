"""The form that puts a matter on somebody's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carisecure.accounts.models import User
from carisecure.interface.forms import WorkForm


class AssignForm(WorkForm):
    """`version` is `operations.whose`, so that a colleague who was faster is shown."""

    submit_label = _("Assign")

    to = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Prosecutor"), empty_label=None)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = people
