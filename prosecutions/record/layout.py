"""Fields that belong together stand beside each other, and below each other on a telephone."""

from __future__ import annotations

from crispy_forms.layout import Div


def beside(*names: str) -> Div:
    return Div(*(Div(name, css_class="col-sm-6") for name in names), css_class="row")
