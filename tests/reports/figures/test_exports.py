"""What leaves the screen carries no formula and no small cell."""

from __future__ import annotations

import datetime as dt

from django.utils import translation

from reports.figures.exports import head_rows
from reports.figures.models import ReportRun


def test_the_head_of_a_file_speaks_the_readers_language_and_keeps_the_countrys_clock() -> None:
    """Two in the morning in Greenwich is ten in the evening of the day before in Port of Spain."""
    run = ReportRun(
        subject="unit", period_from=dt.date(2026, 10, 1), period_to=dt.date(2026, 10, 31), standing="provisional",
        as_known_on=dt.datetime(2026, 11, 1, 2, 0, 30, tzinfo=dt.UTC),
    )  # fmt: skip
    head = dict(head_rows(run, "The unit"))
    assert head["Period"] == "2026-10-01 to 2026-10-31"
    assert head["Data as at"] == "31 Oct 2026, 22:00 AST"
    with translation.override("es"):
        assert "2026-10-01 a 2026-10-31" in dict(head_rows(run, "The unit")).values()
