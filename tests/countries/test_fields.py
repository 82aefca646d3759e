from __future__ import annotations

import json
import re
from itertools import product
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation

from carisecure.countries import names
from carisecure.countries.fields import CountriesField, CountryField, LanguageField, LanguagesField
from carisecure.interface import assets


class Form(forms.Form):
    speaks = LanguageField(required=False, near=lambda: ("es", "en"))
    languages = LanguagesField(required=False)
    citizenship = CountryField()
    citizenships = CountriesField(required=False, near=lambda: ("VE",))


def sent(**fields: Any) -> Form:
    return Form(QueryDict("&".join(f"{name}={value}" for name, value in ({"citizenship": "ve"} | fields).items())))


def test_names_and_codes_become_codes() -> None:
    form = sent(
        speaks="spanish", languages="Spanish; criollo haitiano, en;es", citizenship="Venezuela", citizenships=""
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "speaks": "es", "languages": ["es", "ht", "en"], "citizenship": "VE", "citizenships": [],
    }  # fmt: skip


def test_what_is_on_no_list_is_refused_by_name_with_what_comes_near() -> None:
    form = sent(speaks="Latin", languages="Spanich;English;Klingon", citizenship="Venezuella")
    assert str(form.errors["speaks"][0]).startswith("“Latin” is not a language on the list.")
    assert form.errors["languages"] == ["“Spanich” is not a language on the list. Did you mean Spanish?"]
    assert form.errors["citizenship"] == ["“Venezuella” is not a country on the list. Did you mean Venezuela?"]
    assert "This field is required." in sent(citizenship="").errors["citizenship"]


def test_what_was_typed_stays_as_it_was_typed() -> None:
    html = str(sent(speaks="Klingon")["speaks"])
    assert 'value="Klingon"' in html


def test_a_code_is_shown_as_a_name_of_the_reader() -> None:
    form = Form(initial={"speaks": "es", "languages": ["ht", "pt"], "citizenships": ["VE", "TT"]})
    assert 'value="Spanish"' in str(form["speaks"])
    with translation.override("es"):
        assert 'value="criollo haitiano; portugués"' in str(form["languages"])
    assert 'value="Venezuela; Trinidad &amp; Tobago"' in str(form["citizenships"])


def test_a_form_that_is_only_opened_and_sent_has_not_changed() -> None:
    form = Form(
        QueryDict("speaks=Spanish&languages=haitian creole;pt&citizenship=Haiti&citizenships="),
        initial={"speaks": "es", "languages": ["ht", "pt"], "citizenship": "HT", "citizenships": []},
    )
    assert form.changed_data == []


def test_the_values_of_the_list_that_an_older_page_sent_are_taken() -> None:
    assert Form(QueryDict("languages=es&languages=ht&citizenship=TT")).fields["languages"].clean("es; ht") == [
        "es",
        "ht",
    ]
    form = Form(QueryDict("languages=es&languages=ht&citizenship=TT"))
    assert form.is_valid()
    assert form.cleaned_data["languages"] == ["es", "ht"]


def test_only_the_near_names_travel_with_the_page() -> None:
    html = str(Form()["speaks"])
    assert '<datalist id="id_speaks-near"><option value="Spanish"><option value="English"></datalist>' in html
    assert 'list="id_speaks-near"' in html
    assert len(html) < 400


def test_a_name_of_a_code_that_no_list_has_is_still_shown() -> None:
    assert 'value="Latin"' in str(Form(initial={"speaks": "la"})["speaks"])
    assert 'value="zz-none"' in str(Form(initial={"speaks": "zz-none"})["speaks"])
    with pytest.raises(ValidationError):
        Form().fields["speaks"].clean("la")


def test_the_list_stands_in_a_file_that_the_page_names() -> None:
    assets.build()
    with translation.override("es"):
        address = re.search('data-names="([^"]+)"', str(Form()["speaks"]))
    assert address is not None
    assert address[1] == "/static/vendor/names/languages-es.json"
    body = (assets.VENDOR / "names" / "languages-es.json").read_text()
    shown = [name for name, *_others in json.loads(body)]
    assert "criollo haitiano" in shown
    assert "warao" in shown
    assert "latín" not in shown
    assert len(body) < 9_000


@pytest.mark.parametrize(
    ("field", "typed", "near"),
    [("speaks", "Patois", "Jamaican Creole English"), ("speaks", "kreol", "Haitian Creole"),
     ("speaks", "Creole", "Trinidadian Creole"), ("citizenship", "Columbia", "Colombia"),
     ("citizenship", "Korea", "South Korea")],
)  # fmt: skip
def test_what_is_not_understood_says_what_may_be_meant(field: str, typed: str, near: str) -> None:
    with pytest.raises(ValidationError, match=f"Did you mean .*{near}"):
        Form().fields[field].clean(typed)


def test_each_language_of_the_pages_has_its_lists() -> None:
    assets.build()
    assert set(names.SHOWN) == {code for code, _name in settings.LANGUAGES}
    for kind, language in product(("countries", "languages"), names.SHOWN):
        assert len(json.loads((assets.VENDOR / "names" / f"{kind}-{language}.json").read_text())) > 200


def test_a_language_without_pages_gets_the_english_lists() -> None:
    assert names.list_file("countries", "fr") == "vendor/names/countries-en.json"
