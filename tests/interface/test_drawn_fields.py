"""A field is drawn as crispy's and Django's templates draw it, but for white space: its kind, its errors, its words."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from crispy_forms.layout import Column, Field, Layout, Row
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from carisecure.countries.fields import NameInput
from carisecure.interface import drawn_fields
from carisecure.interface.forms import WorkForm
from carisecure.interface.rendering import Renderer
from carisecure.interface.templatetags import interface_tags

PAIRS = [("a", "One & only"), ("b", gettext_lazy("Yes")), (3, 3)]
GROUPED = [("Caribbean", [("TT", "Trinidad"), ("GY", "<Guyana>")]), ("VE", "Venezuela")]


class Every(forms.Form):
    line = forms.CharField(label="A <line>", help_text="At most <b>20</b>.", max_length=20)
    plain = forms.CharField(required=False, widget=forms.TextInput(attrs={"class": "wide", "data-x": True, "y": False}))
    unnamed = forms.CharField(label="", required=False)
    disabled = forms.CharField(disabled=True, required=False)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), help_text=mark_safe("<em>kept</em>"))
    number = forms.IntegerField(min_value=1234, max_value=9999)
    amount = forms.DecimalField(required=False)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    moment = forms.SplitDateTimeField(required=False)
    mail = forms.EmailField()
    address = forms.URLField(required=False, assume_scheme="https")
    secret = forms.CharField(widget=forms.PasswordInput)
    unseen = forms.CharField(widget=forms.HiddenInput, required=False)
    box = forms.BooleanField(help_text="Tick it.")
    other_box = forms.BooleanField(required=False, label=gettext_lazy("Yes"))
    one = forms.ChoiceField(choices=PAIRS)
    grouped = forms.ChoiceField(choices=GROUPED, required=False)
    several = forms.MultipleChoiceField(choices=PAIRS)
    boxes = forms.MultipleChoiceField(choices=PAIRS, widget=forms.CheckboxSelectMultiple, help_text="Any.")
    grouped_boxes = forms.MultipleChoiceField(choices=GROUPED, widget=forms.CheckboxSelectMultiple, required=False)
    radio = forms.ChoiceField(choices=PAIRS, widget=forms.RadioSelect)
    name_of = forms.CharField(widget=NameInput, required=False)
    file = forms.FileField(required=False)


TYPED = {
    "nothing": {},
    "right": {
        "line": "<script>",
        "words": "\n one\n  two </textarea>", "number": "1234", "day": "2026-11-03",
        "mail": "a@b.example", "box": "on", "one": "a", "several": ["a", "3"], "boxes": ["b"], "radio": "3",
        "secret": "no", "grouped": "GY",
        "moment_0": "2026-11-03", "moment_1": "10:00",
    },
    "wrong": {
        "line": "x" * 30, "words": "", "number": "twelve", "day": "32", "mail": "nobody", "one": "z", "several": ["z"],
        "boxes": ["z"], "radio": "z", "grouped": "<b>", "moment_0": "x", "amount": "1,2,3",
    },
}  # fmt: skip
TEXTAREA = re.compile(r"(<textarea.*?</textarea>)", re.DOTALL)


def but_for_white_space(html: str) -> str:
    """What somebody typed stays as it is; between tags, and inside of one, a blank is a blank."""
    parts = TEXTAREA.split(html)
    for at in range(0, len(parts), 2):
        text = re.sub(r"\s+", " ", parts[at])
        parts[at] = re.sub(r"\s*(</?(?:div|fieldset|legend|label)\b[^>]*?)\s*>\s*", r"\1>", text).strip()
    return "".join(parts)


def both(make: Any, **context: Any) -> Iterator[tuple[str, str, str]]:
    """Each field of two forms that are alike: ours, and theirs with Django's own templates for what is inside."""
    ours, theirs = make(), make()
    ours.renderer, theirs.renderer = Renderer(), DjangoTemplates()
    for name in [name for name in ours.fields if name != "submission_key"]:  # each form has its own
        told = {"form_show_labels": True, "form_show_errors": True, **context}
        yield (
            name,
            but_for_white_space(drawn_fields.draw({**told, "field": ours[name]})),
            but_for_white_space(drawn_fields.as_crispy_draws_it({**told, "field": theirs[name]})),
        )


@pytest.mark.parametrize(
    "told", [{}, {"error_text_inline": True, "wrapper_class": "col-md"}, {"form_show_errors": False}]
)
@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_kind_of_field(language: str, typed: str, told: dict[str, Any]) -> None:
    def make() -> Every:
        files: Any = {"file": SimpleUploadedFile("a.txt", b"")} if typed == "wrong" else {}
        return Every(TYPED[typed], files) if TYPED[typed] else Every(initial={"number": 4321, "one": "b", "box": True})

    with translation.override(language):
        for name, ours, theirs in both(make, **told):
            assert ours == theirs, name


@pytest.mark.parametrize(
    "told", [{"tag": "td"}, {"form_class": "form-horizontal"}, {"label_class": "x", "field_class": "y"}]
)
def test_what_crispy_can_do_besides_is_left_to_it(told: dict[str, Any]) -> None:
    for name, ours, theirs in both(Every, **told):
        assert ours == theirs, name


def _forms() -> list[Any]:
    """Every form of the house: the doors have read them all."""
    importlib.import_module("carisecure.urls")
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        waiting += (kind := waiting.pop()).__subclasses__()
        if kind.__module__.split(".")[0] in ("carisecure", "cases", "screening", "prosecutions", "reports"):
            found.add(kind)
    return sorted(found, key=lambda kind: f"{kind.__module__}.{kind.__qualname__}")


@pytest.mark.django_db
def test_every_form_of_the_house() -> None:
    drawn = 0
    for kind in _forms():
        for make in (kind, functools.partial(kind, {})):
            try:
                fields = list(both(make))
            except (TypeError, AttributeError, KeyError):  # one that wants to know more
                continue
            for name, ours, theirs in fields:
                assert ours == theirs, f"{kind.__qualname__}.{name}"
                drawn += 1
    assert drawn > 100


class Arranged(WorkForm):
    first = forms.CharField(help_text="One.")
    second = forms.ChoiceField(choices=PAIRS, widget=forms.RadioSelect)

    def layout(self) -> Layout:
        return Layout(Row(Column("first", css_class="col-md-6"), css_class="g-2"), Field("second", data_x="1"))


def test_a_layout_draws_its_fields_in_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through templates/bootstrap5/field.html, which crispy finds in place of its own."""
    context = Context({})

    def drawn() -> str:
        form = Arranged({"submission_key": "4f2c8d8e-0000-4000-8000-000000000000"})
        return but_for_white_space(interface_tags._fields(form, context))

    ours = drawn()
    monkeypatch.setattr(drawn_fields, "draw", drawn_fields.as_crispy_draws_it)
    assert ours == drawn()
    assert "invalid-feedback" in ours
    assert 'data-x="1"' in ours


def test_no_template_is_asked_for_a_line_to_type_into(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def render(*args: object) -> str:
        asked.append(args)
        return ""

    monkeypatch.setattr(Template, "render", render)
    monkeypatch.setattr(DjangoTemplates, "get_template", lambda *args: asked.append(args))
    form = Every(TYPED["wrong"])
    form.renderer = Renderer()
    for name in ("line", "words", "number", "day", "box", "grouped", "boxes", "radio"):
        drawn_fields.draw({"field": form[name], "form_show_labels": True, "form_show_errors": True})
    assert asked == []
