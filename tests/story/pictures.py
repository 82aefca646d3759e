"""The pictures of the README: PICTURES=1 makes them anew into docs/pictures/, six small files."""

from __future__ import annotations

import os
from pathlib import Path

from tests.story.driver import NARROW, WIDE, Visitor
from tests.story.small_png import small

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LARGEST = 120_000  # bytes


def take(people: dict[str, Visitor], *, case: str, person: str, matter: str) -> None:
    if not os.environ.get("PICTURES"):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    investigator = people["Investigator"]
    _take(investigator, "case-page", case, WIDE)
    _take(investigator, "new-report-phone", "/reports/new/", NARROW)
    investigator.go(person + "screen/")
    investigator.fill(safe_to_talk="yes", age="adult", child_with="no", language="es", interpreter="in_person")
    investigator.press("Start the questions")
    _take(investigator, "first-screen-phone", investigator.path, NARROW)
    _take(people["Prosecutor"], "matter", matter, WIDE)
    analyst = people["Analyst"]
    analyst.go("/figures/runs/")
    # The year that the demonstration has counted, not the month of the story.
    analyst.follow("Counter Trafficking Unit", "tr:has-text('Counter Trafficking Unit'):has-text(' to ')")
    _take(analyst, "figures", analyst.path, WIDE)
    supervisor = people["Supervisor"]
    supervisor.context.clear_cookies()
    _take(supervisor, "choose-who-you-are", "/", WIDE)


def _take(visitor: Visitor, name: str, path: str, size: dict[str, int]) -> None:
    """What a screen shows at once, without what lies below it."""
    visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
    visitor.page.goto(path)
    file = FOLDER / f"{name}.png"
    file.write_bytes(small(visitor.page.screenshot()))
    assert file.stat().st_size < LARGEST, f"{file.name}: {file.stat().st_size} bytes"
    visitor.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
