"""A list to choose from is drawn as Django's own templates draw it."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from carisecure.interface import rendering
from carisecure.words import Words
from tests.people import People

GROUPED = [("", "---------"), ("Caribbean", [("TT", "Trinidad and Tobago"), ("GY", "Guyana")]), ("VE", "Venezuela")]


class Disabled(forms.Select):
    """As `RegionSelect` and others do: something of its own on each option."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        made = super().create_option(*args, **kwargs)
        made["attrs"] |= {"data-name": "a & b", "disabled": True, "hidden": False}
        return made


class Tall(forms.Select):
    option_template_name = "django/forms/widgets/checkbox_option.html"


CASES: dict[str, tuple[forms.Select, Any]] = {
    "nothing chosen": (forms.Select(choices=GROUPED), None),
    "chosen": (forms.Select(choices=GROUPED), "GY"),
    "not offered": (forms.Select(choices=GROUPED), "<XX>"),
    "several": (forms.SelectMultiple(choices=GROUPED), ["TT", "VE"]),
    "none offered": (forms.Select(), None),
    "empty group": (forms.Select(choices=[("Nobody", [])]), None),
    "no choice made yet": (forms.NullBooleanSelect(), None),
    "yes": (forms.NullBooleanSelect(), True),
    "escaped": (forms.Select(choices=[('"><b>', "<i>&amp;'\"</i>"), ("<g>", [("'", "&")])]), '"><b>'),
    "said to be safe": (forms.Select(choices=[("a", mark_safe("<b>bold</b>"))]), None),
    "attributes": (
        forms.Select(choices=GROUPED, attrs={"class": "x", "required": True, "size": 4, "no": False}),
        "TT",
    ),
    "attributes of options": (Disabled(choices=GROUPED), "TT"),
    "words": (forms.Select(choices=[("1", gettext_lazy("Yes")), ("2", Words("bar", es="cantina").lazy)]), "2"),
    "numbers": (forms.Select(choices=[(1, 1), (2, 1234.5)]), 2),
    "numbers as values": (forms.Select(choices=[(1, "one"), (None, "none"), (False, "no")]), 1),
    "another template": (Tall(choices=GROUPED), "TT"),
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", CASES)
def test_as_django_draws_it(name: str, language: str) -> None:
    widget, value = CASES[name]
    with translation.override(language):
        ours = widget.render("where", value, {"id": "id_where"}, renderer=rendering.Renderer())
        assert ours == widget.render("where", value, {"id": "id_where"}, renderer=DjangoTemplates())


def test_rows_of_the_database(people: People) -> None:
    field = forms.ModelChoiceField(type(people.investigator).objects.order_by("username"))
    ours, theirs = (
        field.widget.render("who", people.investigator.pk, {}, renderer=made)
        for made in (rendering.Renderer(), DjangoTemplates())
    )
    assert ours == theirs
    assert ours.count("<option") == 12


def test_the_house_draws_with_it(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no template is rendered for an option."""

    class Form(forms.Form):
        where = forms.ChoiceField(choices=GROUPED)

    monkeypatch.setattr(DjangoTemplates, "get_template", None)
    assert "Guyana" in str(Form()["where"])
