"""One widget asks for a whole day everywhere: the browser's calendar, and day first where a day is typed."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

import pytest
from django import forms

from carisecure.audit.models import Line
from carisecure.audit.tables import LogFilter
from carisecure.days.fields import DayField, HourField
from carisecure.days.limits import HAPPENED

ROOT = Path(__file__).resolve().parents[2]


class Page(forms.Form):
    on = DayField(label="On", limit=HAPPENED)
    by = DayField(label="By", required=False)
    at = HourField(label="At", required=False)


@pytest.mark.parametrize("written", ["2015-04-03", "3/4/2015", "3.4.15", "3 Apr 2015", " 3 de abril de 2015 "])
def test_a_day_is_read_day_first_and_shown_to_the_browsers_calendar(written: str) -> None:
    page = Page({"on": written})
    assert page.is_valid(), page.errors
    assert page.cleaned_data == {"on": date(2015, 4, 3), "by": None, "at": None}
    assert '<input type="date" name="on" value="2015-04-03"' in str(page["on"])
    assert not Page({"on": written}, initial={"on": date(2015, 4, 3)}).has_changed()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "This field is required."), ("   ", "This field is required."),
        ("soon", "Write the day as 21/11/2026 or 21 Nov 2026."),
        ("Apr 2015", "Write the day as 21/11/2026 or 21 Nov 2026."),
        ("2015", "Write the day as 21/11/2026 or 21 Nov 2026."),
        ("31/2/2015", "This date does not exist."), ("0000-01-01", "Check the year: this date is too long ago."),
        ("1850-01-01", "Check the year: this date is too long ago."), ("2150-01-01", "This date is in the future."),
    ],
)  # fmt: skip
def test_what_is_no_possible_day_is_refused(written: str, told: str) -> None:
    assert Page({"on": written}).errors["on"] == [told]


@pytest.mark.parametrize("written", ["soon", "Apr 2015", "2015"])
def test_what_was_typed_is_kept(written: str) -> None:
    assert f'value="{written}"' in str(Page({"on": written})["on"])


def test_without_a_limit_the_operation_says_what_is_possible() -> None:
    assert Page({"on": "2015-04-03", "by": "2150-01-01"}).is_valid()


def test_what_is_stored_is_shown() -> None:
    page = Page(initial={"on": date(2015, 4, 3), "at": time(9, 5)})
    assert 'type="date" name="on" value="2015-04-03"' in str(page["on"])
    assert 'type="time" name="at" value="09:05"' in str(page["at"])
    assert 'type="date" name="by" id=' in str(page["by"])


def test_the_access_log_is_filtered_by_the_same_field() -> None:
    since = LogFilter({"since": "2999-01-01"}, queryset=Line.objects.none()).form
    assert isinstance(since.fields["since"], DayField)
    assert since.errors["since"] == ["This date does not exist."]


def test_there_is_no_other_way_to_ask_for_a_day() -> None:
    of_django = re.compile(r"forms\.(Date|Time)(Input|Field)\b|\"type\": \"(date|time)\"")
    own = {
        str(path.relative_to(ROOT))
        for app in ("carisecure", "cases", "screening", "prosecutions", "reports")
        for path in (ROOT / app).rglob("*.py")
        if of_django.search(path.read_text())
    }
    assert own == {"carisecure/days/fields.py"}
