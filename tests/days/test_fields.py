"""One line asks for a date as exactly as it is known, keeps what was typed and says how it was understood."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.utils import translation

from carisecure.days.fields import KnownDayField, typed
from carisecure.days.known import KnownDay
from carisecure.days.limits import HAPPENED, PLANNED


class Page(forms.Form):
    on = KnownDayField(label="On", limit=HAPPENED)
    until = KnownDayField(label="Until", required=False, limit=PLANNED)


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("14/3/2015", KnownDay(date(2015, 3, 14), "day")), ("Mar 2015", KnownDay(date(2015, 3, 1), "month")),
        ("2015", KnownDay(date(2015, 1, 1), "year")), ("14.3.15", KnownDay(date(2015, 3, 14), "day")),
        ("2015-03-14", KnownDay(date(2015, 3, 14), "day")), ("marzo de 2015", KnownDay(date(2015, 3, 1), "month")),
        ("  14   Mar 2015 ", KnownDay(date(2015, 3, 14), "day")), (date(2015, 3, 14), KnownDay(date(2015, 3, 14))),
    ],
)  # fmt: skip
def test_it_cleans_to_what_is_known(written: Any, known: KnownDay) -> None:
    page = Page({"on": written})
    assert page.is_valid(), page.errors
    assert page.cleaned_data == {"on": known, "until": None}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "This field is required."), ("some day", "Write it as 21/11/2026, 21 Nov 2026, Nov 2026 or 2026."),
        ("14/3/99", "Write it as 21/11/2026, 21 Nov 2026, Nov 2026 or 2026."),
        ("31/2/2015", "This date does not exist."), ("1/1/0000", "Check the year: this date is too long ago."),
        ("1850", "Check the year: this date is too long ago."), ("2999", "This date is in the future."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_what_was_typed(written: str, told: str) -> None:
    page = Page({"on": written})
    assert page.errors["on"] == [told]
    assert f'value="{written}"' in str(page["on"]) or not written


def test_a_plan_has_limits_of_its_own() -> None:
    assert "five years" in Page({"on": "2015", "until": "14/3/2150"}).errors["until"][0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3/4/15", "“3/4/15” is 3 Apr 2015."),
        ("Mar 2015", "“Mar 2015” is March 2015."),
        ("3/2015", "“3/2015” is March 2015."),
    ],
)
def test_it_shows_what_it_understood(written: str, meant: str) -> None:
    shown = str(Page({"on": written})["on"])
    assert f'<output class="form-text d-block" for="id_on">{meant}</output>' in shown


@pytest.mark.parametrize("written", ["", "some day", "31/2/2015", "<b>2015</b>", "2015", "3 Apr 2015"])
def test_it_says_nothing_where_nothing_is_to_be_said(written: str) -> None:
    shown = str(Page({"on": written})["on"])
    assert "<output" not in shown
    assert "<b>" not in shown


def test_it_speaks_the_language_of_the_page() -> None:
    with translation.override("es"):
        assert "3 abr 2015" in str(Page({"on": "3/4/2015"})["on"]).lower()


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        (KnownDay(date(2015, 3, 14), "day"), "14/03/2015"), (KnownDay(date(2015, 3, 1), "month"), "03/2015"),
        (KnownDay(date(2015, 1, 1), "year"), "2015"),
    ],
)  # fmt: skip
def test_what_is_stored_is_shown_as_it_would_be_typed(known: KnownDay, shown: str) -> None:
    assert typed(known) == shown
    unbound = Page(initial={"on": known})
    assert f'value="{shown}"' in str(unbound["on"])
    assert not Page({"on": shown}, initial={"on": known}).has_changed()
    assert Page({"on": shown}).is_valid()


def test_a_telephone_shows_all_letters_and_no_number_pad() -> None:
    """A month may be typed by its name."""
    assert 'type="text"' in str(Page()["on"])
    assert "inputmode" not in str(Page()["on"])
