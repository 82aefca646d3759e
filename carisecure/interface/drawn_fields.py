"""A field with its label, help and error, as crispy's `field.html` draws it, without its thirty templates.

Five of them, and a hundred lookups, are asked for one line to type into: 12 of the 20 ms of a new report. What is drawn
here is what they draw, but for white space (tests/interface/test_drawn_fields.py); what our forms have seldom (a file,
crispy's own horizontal forms) is still theirs to draw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import crispy_bootstrap5
from crispy_forms.templatetags.crispy_forms_field import CrispyFieldNode
from crispy_forms.templatetags.crispy_forms_filters import optgroups
from django import forms
from django.forms import BoundField
from django.template import Context, Template
from django.utils.html import conditional_escape as esc
from django.utils.safestring import SafeString, mark_safe

from carisecure.interface.rendering import attributes

# What crispy can be told and we do not draw.
_THEIRS = ("tag", "form_class", "label_class", "field_class", "inline_class", "help_text_inline")
_OWN = (forms.FileInput,)
_CHOICES = (forms.CheckboxSelectMultiple, forms.RadioSelect)


Told = Mapping[str, Any] | Context


def draw(context: Told) -> SafeString:
    """`context` as crispy gives it: `field`, `form_show_labels`, `form_show_errors`, `error_text_inline`."""
    field = context["field"]
    if not isinstance(field, BoundField) or isinstance(field.field.widget, _OWN) or _is_theirs(context):
        return as_crispy_draws_it(context)
    if field.is_hidden:
        return mark_safe(str(field))  # noqa: S308  # Django's own
    return mark_safe("\n".join(_field(field, context)))  # noqa: S308  # escaped piece by piece


def as_crispy_draws_it(context: Told) -> SafeString:
    return _theirs().render(context if isinstance(context, Context) else Context(dict(context)))


@lru_cache(maxsize=1)
def _theirs() -> Template:
    """From its file: under its name our own is found (templates/bootstrap5/field.html)."""
    folder = Path(crispy_bootstrap5.__file__).parent
    return Template((folder / "templates" / "bootstrap5" / "field.html").read_text(encoding="utf-8"))


def _is_theirs(context: Told) -> bool:
    return not _get(context, "form_show_labels") or any(_get(context, name) for name in _THEIRS)


def _get(context: Told, name: str) -> Any:
    return context[name] if name in context else None  # noqa: SIM401  # a Context has no proper `get`


def _field(field: BoundField, context: Told) -> Iterator[str]:
    widget = field.field.widget
    is_box, is_choice = isinstance(widget, forms.CheckboxInput), isinstance(widget, _CHOICES)
    extra = [one for one in (_get(context, "wrapper_class"), field.css_classes()) if one]
    classes = " ".join([("form-check" if is_box else "mb-3"), *(str(esc(one)) for one in extra)])
    if is_box:
        yield '<div class="mb-3">'
    yield f'<div id="div_{esc(field.auto_id)}" class="{classes}">'
    if is_box:
        yield from _box(field, context)
    else:
        if field.label:
            yield from _label(field)
        yield from _choices(field, context) if is_choice else _typed(field, context)
        if field.use_fieldset and field.label:
            yield "</fieldset>"
    yield "</div></div>" if is_box else "</div>"


def _label(field: BoundField) -> Iterator[str]:
    kind = "legend" if field.use_fieldset else "label"
    if field.use_fieldset:
        described = field.aria_describedby
        yield f'<fieldset aria-describedby="{esc(described)}">' if described else "<fieldset>"
    to = f'for="{esc(field.id_for_label)}" ' if field.id_for_label else ""
    required = " requiredField" if field.field.required else ""
    yield f'<{kind} {to}class="form-label{required}{" fs-6" if field.use_fieldset else ""}">{_name(field)}</{kind}>'


def _name(field: BoundField) -> str:
    star = '<span class="asteriskField">*</span>' if field.field.required else ""
    return f"{esc(field.label)}{star}"


def _typed(field: BoundField, context: Told) -> Iterator[str]:
    kind = "form-select" if isinstance(field.field.widget, forms.Select) else "form-control"
    yield _widget(field, kind, context)
    yield from _help_and_errors(field, context)


def _box(field: BoundField, context: Told) -> Iterator[str]:
    yield _widget(field, "form-check-input", context)
    required = " requiredField" if field.field.required else ""
    yield f'<label for="{esc(field.id_for_label)}" class="form-check-label{required}">{_name(field)}</label>'
    yield from _help_and_errors(field, context)


def _widget(field: BoundField, kind: str, context: Told) -> str:
    """Crispy's own node puts the classes on, as `{% crispy_field field "class" "form-control" %}` does."""
    words = f"{kind} is-invalid" if field.errors else kind
    drawn: str = CrispyFieldNode("field", {"'class'": f"'{words}'"}).render(Context({"field": field}))
    return drawn


def _choices(field: BoundField, context: Told) -> Iterator[str]:
    flat = _get(context, "flat_attrs")
    yield f"<div {esc(flat)}>" if flat else "<div>"
    kind = "form-check-input is-invalid" if field.errors else "form-check-input"
    groups = optgroups(field)
    for at, (group, options, _index) in enumerate(groups, start=1):
        if group:
            yield f"<strong>{esc(group)}</strong>"
        for number, option in enumerate(options, start=1):
            yield '<div class="form-check">'
            yield _choice(field, option, kind)
            if field.errors and at == len(groups) and number == len(options):
                yield from _errors(field, context, "p")
            yield "</div>"
    yield "</div>"
    yield from _help(field)


def _choice(field: BoundField, option: Mapping[str, Any], kind: str) -> str:
    value, label = str(option["value"]), option["label"]
    return (
        f'<input type="{esc(option["type"])}" class="{kind}" name="{esc(field.html_name)}" value="{esc(value)}"'
        f"{attributes(option['attrs'])}>\n"
        f'<label for="{esc(option["attrs"].get("id", ""))}" class="form-check-label">{esc(label)}</label>'
    )


def _help_and_errors(field: BoundField, context: Told) -> Iterator[str]:
    yield from _errors(field, context, "span" if _get(context, "error_text_inline") else "p")
    yield from _help(field)


def _errors(field: BoundField, context: Told, kind: str) -> Iterator[str]:
    if not field.errors or not _get(context, "form_show_errors"):
        return
    yield f'<div id="{esc(field.errors.field_id)}_error" class="invalid-feedback">'  # type: ignore[attr-defined]
    for number, error in enumerate(field.errors, start=1):
        yield f'<{kind} id="error_{number}_{esc(field.auto_id)}"><strong>{esc(str(error))}</strong></{kind}>'
    yield "</div>"


def _help(field: BoundField) -> Iterator[str]:
    """As `templates/bootstrap5/layout/help_text.html`: it may quote a cell of somebody's sheet, so it is escaped."""
    if field.help_text:
        key = f' id="{esc(field.auto_id)}_helptext"' if field.auto_id else ""
        yield f'<div{key} class="form-text">{esc(field.help_text)}</div>'
