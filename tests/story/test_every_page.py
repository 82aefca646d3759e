"""axe, console, foreign requests and the width of a telephone: on every page that the access table names.

The story looks at the pages of ten minutes' work as they follow each other; here each page of the house is looked at
once, its empty form with errors too, with the pages of signing in and those that say that something is wrong.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from carisecure.interface import assets
from tests.access.world import build_world
from tests.people import make_people
from tests.roles import as_system
from tests.story.every_page import Made, error_pages, pages_of_signing_in, pages_of_the_desk, pages_of_the_table
from tests.story.looking import Looker, shelf

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def made(db: None) -> list[Made]:
    """Everything is made before the browser starts, whose loop Django would take for asynchronous code."""
    with as_system():
        world = build_world(make_people())
    return [
        *pages_of_signing_in(world),  # while nobody has a second factor yet
        *pages_of_the_table(world),
        *pages_of_the_desk(world),
        *error_pages(world),
    ]


def test_every_page_in_both_themes_and_at_both_widths(made: list[Made], request: pytest.FixtureRequest) -> None:
    assets.build()
    chromium: Browser = request.getfixturevalue("chromium")  # after `made`
    with shelf(made) as pages:
        looker = Looker(chromium, pages)
        for page in made:
            if page.is_page:
                looker.look(page)
    assert looker.wrong == []
    assert [page.name for page in made if page.status >= 500 and page.name != "500"] == []
    assert looker.looked_at > 150, "the table has shrunk: is it still the whole house?"
