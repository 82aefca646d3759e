"""Words for times, ages and what nobody knows yet; badges; the chart's table."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from carisecure.accounts.models import Agency
from carisecure.days.ages import AgeRange
from carisecure.interface import badges, words
from carisecure.interface.charts import Chart, Series
from carisecure.interface.forms import WorkForm
from carisecure.interface.icons import icon
from carisecure.interface.kept_words import age_noted, say

AT = dt.datetime(2026, 11, 21, 20, 6, tzinfo=dt.UTC)


def _render(text: str, **context: object) -> str:
    return Template("{% load interface_tags %}" + text).render(Context(context))


def test_a_moment_carries_the_zone_of_the_country() -> None:
    assert _render("{{ at|moment }}", at=AT) == (
        '<time datetime="2026-11-21T20:06:00+00:00">21 Nov 2026, 16:06 AST</time>'
    )


@pytest.mark.parametrize(("month", "shown"), [(4, "1 abr 2024"), (8, "1 ago 2024"), (12, "1 dic 2024")])
def test_a_month_in_spanish_has_no_capital(month: int, shown: str) -> None:
    with translation.override("es"):
        assert words.day(dt.date(2024, month, 1)) == shown


@pytest.mark.parametrize(("precision", "shown"), [("day", "1 Mar 2024"), ("month", "March 2024"), ("year", "2024")])
def test_a_date_is_written_as_exactly_as_it_is_known(precision: str, shown: str) -> None:
    assert words.day(dt.date(2024, 3, 1), precision) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(15, 17, "15 to 17"), (16, 16, "16"), (None, 17, "17 or younger"), (18, None, "18 or older"),
     (None, None, "not known yet"), (0, 0, "0")],
)  # fmt: skip
def test_age_range(low: int | None, high: int | None, shown: str) -> None:
    assert words.age_range(low, high) == shown


@pytest.mark.parametrize(
    ("noted_on", "today", "shown"),
    [
        (dt.date(2023, 3, 3), dt.date(2026, 3, 3), "16 to 18 on 3 Mar 2023; 19 to 21 today"),
        (dt.date(2023, 3, 3), dt.date(2026, 11, 30), "16 to 18 on 3 Mar 2023; 19 to 22 today"),
        (dt.date(2026, 3, 3), dt.date(2026, 11, 30), "16 to 18 on 3 Mar 2026"),
        (None, dt.date(2026, 11, 30), "16 to 18"),
    ],
)
def test_an_age_carries_its_day(noted_on: dt.date | None, today: dt.date, shown: str) -> None:
    with mock.patch("django.utils.timezone.localdate", return_value=today):
        assert _render("{% age_noted age %}", age=AgeRange(16, 18, noted_on)) == shown


def test_an_age_on_paper_says_the_day_of_the_paper() -> None:
    """It is read later, and in another language: neither moves it on."""
    noted = AgeRange(None, 17, dt.date(2023, 3, 3))
    with mock.patch("django.utils.timezone.localdate", return_value=dt.date(2026, 3, 3)):
        piece, new = age_noted(noted), age_noted(AgeRange(15, 15, dt.date(2026, 1, 1)))
    assert say(piece) == "17 or younger on 3 Mar 2023; 20 or younger on 3 Mar 2026"
    assert say(new) == "15 on 1 Jan 2026"
    assert say(["age_range", 15, 17]) == "15 to 17", "what was frozen before"


def test_unknown_is_said_and_zero_is_known() -> None:
    assert "not known yet" in _render("{{ value|known }}", value="")
    assert _render("{{ value|known }}", value=0) == "0"


def test_a_badge_is_a_word_and_a_shape() -> None:
    html = badges.badge("Overdue <b>", "late")
    assert "Overdue &lt;b&gt;" in html
    assert "<svg" in html
    with pytest.raises(ValueError, match="no such tone"):
        badges.badge("x", "pink")


def test_a_state_without_a_tone_is_shown_plainly() -> None:
    badges.register("accounts.Agency.kind", {"ngo": "done"})
    assert "state-done" in badges.status_badge(Agency(kind="ngo"), "kind")
    assert "state-info" in badges.status_badge(Agency(kind="it"), "kind")


def test_an_ornament_never_fails_a_page() -> None:
    assert "<svg" in icon("no-such-icon")


def test_a_hidden_number_is_nowhere_in_a_chart() -> None:
    chart = Chart("Cases", "Month", ["May", "June"], [Series("Cases", [7, None], ["7", "<5"])])
    html = _render("{% chart 'c' chart %}", chart=chart)
    assert "&lt;5" in html
    assert "null" in html
    assert 'role="img"' in html


def test_numbers_beside_a_chart_are_written_as_the_language_writes_them() -> None:
    series = Series("Cases", [12345])
    assert series.cell(0) == "12,345"
    with translation.override("es"):
        assert series.cell(0) == "12\N{NO-BREAK SPACE}345"


class Arranged(WorkForm):
    """A form that arranges its fields itself."""

    name = forms.CharField(label="Name as given")
    kind = forms.CharField(widget=forms.HiddenInput, required=False)

    def layout(self) -> Layout:
        return Layout(Fieldset("Who", "name", "kind"))


def test_a_form_with_a_layout_of_its_own_shows_labels_errors_and_its_key_once() -> None:
    form = Arranged(QueryDict("submission_key=7b0f3c56-6c62-4a0b-9a53-0f5a3f5f7a11"))
    form.is_valid()
    html = _render("{% work_form form %}", form=form)
    assert "Name as given" in html
    assert "<legend" in html
    assert html.count("This field is required.") == 2
    assert html.count('name="submission_key"') == 1
    assert html.count('name="kind"') == 1
