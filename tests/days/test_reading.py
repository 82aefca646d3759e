"""Dates as people write them: day first, months in two languages, and nothing guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from unittest import mock

import pytest

from carisecure.countries.packs import pack
from carisecure.days import reading
from carisecure.days.reading import NoSuchDay, NotADate, read

TODAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def today() -> object:
    with mock.patch("django.utils.timezone.localdate", return_value=TODAY) as day:
        yield day


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("14/3/2015", "2015-03-14"), ("14.3.15", "2015-03-14"), ("2015-03-14", "2015-03-14"), ("Mar 2015", "2015-03"),
        ("2015", "2015"), ("3/2015", "2015-03"), ("2015-03", "2015-03"), ("14-03-2015", "2015-03-14"),
        ("14 3 2015", "2015-03-14"), (" 14/03/15 ", "2015-03-14"), ("2015/3/14", "2015-03-14"),
        ("1/2/26", "2026-02-01"),
        ("29/2/2000", "2000-02-29"), ("3/4/2015", "2015-04-03"), ("5 2015", "2015-05"), ("1/1/00", "2000-01-01"),
    ],
)  # fmt: skip
def test_figures_are_read_day_first(written: str, known: str) -> None:
    assert read(written).iso() == known


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("14 Mar 2015", "2015-03-14"), ("14 March 2015", "2015-03-14"), ("14th March, 2015", "2015-03-14"),
        ("March 14, 2015", "2015-03-14"), ("14 Mar 15", "2015-03-14"), ("14-Mar-2015", "2015-03-14"),
        ("MARCH 2015", "2015-03"), ("Sept. 2015", "2015-09"), ("14 de marzo de 2015", "2015-03-14"),
        ("1º de enero del 2015", "2015-01-01"), ("ene 2015", "2015-01"), ("agosto de 2015", "2015-08"),
        ("14.abr.2015", "2015-04-14"), ("setiembre 2015", "2015-09"), ("dic. 2015", "2015-12"), ("May 2015", "2015-05"),
        ("3rd Feb 2015", "2015-02-03"), ("31 décembre 2015", ""), ("jun  2015", "2015-06"),
    ],
)  # fmt: skip
def test_months_are_read_in_both_languages(written: str, known: str) -> None:
    if not known:
        with pytest.raises(NotADate):
            read(written)
        return
    assert read(written).iso() == known


@pytest.mark.parametrize(
    "written",
    [
        "", "15", "3/15", "Mar 15", "about 2015", "5/1/99", "14.3.27", "14 Mar 99", "ma 2015", "ju 2015", "yesterday",
        "14/3", "14/3/2015 or 15/3/2015", "2015-03-14T10:00", "14//3//2015", "20150314",
    ],
)  # fmt: skip
def test_what_can_be_two_dates_or_none_is_refused(written: str) -> None:
    with pytest.raises(NotADate) as refused:
        read(written)
    assert not isinstance(refused.value, NoSuchDay)


@pytest.mark.parametrize(
    "written", ["31/2/2015", "29/2/2015", "0/3/2015", "13/2015", "0/2015", "1/1/0000", "31 abr 2015", "3/14/2015"]
)
def test_a_day_of_no_calendar_is_told_apart(written: str) -> None:
    with pytest.raises(NoSuchDay):
        read(written)


@pytest.mark.parametrize("written", ["14.3.15", "14 Mar 2015", "Mar 2015", "5 enero 1999"])
def test_figures_alone_can_be_asked_for(written: str) -> None:
    with pytest.raises(NotADate):
        read(written, figures_only=True)
    assert read("14.3.2015", figures_only=True).iso() == "2015-03-14"


def test_the_country_says_which_figure_is_the_day() -> None:
    country = replace(pack().country, day_first=False)
    with mock.patch.object(reading, "pack", return_value=mock.Mock(country=country)):
        assert read("3/14/2015").iso() == "2015-03-14"
        assert read("2015-03-04").iso() == "2015-03-04"
        assert read("4 Mar 2015").iso() == "2015-03-04"
        with pytest.raises(NoSuchDay):
            read("14/3/2015")
