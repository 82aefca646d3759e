"""Fields that forms of several rooms ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class TitleField(forms.CharField):
    """The working title of a case; empty where nobody has thought of one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Working title"),
            required=False,
            max_length=TITLE_LENGTH,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            help_text=gettext_lazy(
                "What you call it among yourselves, as “Couva guest house”. Only those who can open the case see it."
            ),
            **kwargs,
        )


TITLE_LENGTH = 80
