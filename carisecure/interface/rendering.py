"""How fields are drawn: as Django draws them, but what is on every page without a template.

Django renders a template, and in it another, for each option: 36 of the 58 ms of a new report, which offers 970. A line
to type into takes three templates and a quarter of a millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"
OPTION = "django/forms/widgets/select_option.html"


# Each of these includes `input.html` and says no more.
INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in (
        "input", "text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox", "file",
        "color", "search", "tel",
    )
)  # fmt: skip
TEXTAREA = "django/forms/widgets/textarea.html"


class Renderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == TEXTAREA and isinstance(context["widget"]["value"], str | None):
            return _textarea(context["widget"])
        if template_name == SELECT and _is_plain(context["widget"]):
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    kind, name, attrs = _text(widget["type"]), _text(widget["name"]), attributes(widget["attrs"])
    return mark_safe(f'<input type="{kind}" name="{name}"{value}{attrs}>')  # noqa: S308  # escaped piece by piece


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    name, attrs, value = _text(widget["name"]), attributes(widget["attrs"]), _text(widget["value"] or "")
    return mark_safe(f'<textarea name="{name}"{attrs}>\n{value}</textarea>')  # noqa: S308  # likewise


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Options as Django makes them, labelled with texts; what needs a country's way of writing numbers goes its way."""
    return all(
        option["template_name"] == OPTION and isinstance(option["label"], str | Promise)
        for _group, options, _index in widget["optgroups"]
        for option in options
    )


def _select(widget: Mapping[str, Any]) -> SafeString:
    """What Django's `select.html` makes of it, byte for byte (tests/interface/test_rendering.py)."""
    drawn = []
    for group, options, _index in widget["optgroups"]:
        lines = "".join(f"\n  {_option(option)}\n" for option in options)
        drawn.append(f'\n  <optgroup label="{_text(group)}">{lines}\n  </optgroup>' if group else lines)
    name, attrs = _text(widget["name"]), attributes(widget["attrs"])
    return mark_safe(f'<select name="{name}"{attrs}>{"".join(drawn)}\n</select>')  # noqa: S308  # escaped piece by piece


def _option(option: Mapping[str, Any]) -> str:
    return f'<option value="{_text(option["value"])}"{attributes(option["attrs"])}>{_text(option["label"])}</option>'


def attributes(attrs: Mapping[str, Any]) -> str:
    shown = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"' for name, value in shown)


def _text(value: Any) -> str:
    """Escaped, unless it says itself that it is safe."""
    text: Any = value if isinstance(value, str | Promise) else str(value)
    return conditional_escape(text)
