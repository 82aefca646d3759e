"""What a field for a country or language offers while somebody types: the script and its list, in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from carisecure.countries import names
from tests.find_browser import find_browser
from tests.interface.browser import FLAGS

ROOT = Path(__file__).parents[2]
FIELD = """<input data-names="http://here.test/{kind}.json" list="near">
<datalist id="near"><option value="Near"></datalist>"""
OFFERED = "[...document.querySelectorAll('option')].map((one) => [one.value, one.label])"


def answer_with(body: list[list[str]]) -> Callable[[Route], None]:
    return lambda route: route.fulfill(json=body)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page()
        page.route("http://here.test/", lambda route: route.fulfill(content_type="text/html", body="<p>Here</p>"))
        for kind in ("countries", "languages"):
            page.route(f"**/{kind}.json", answer_with(names.offered(kind, "en")))
        page.goto("http://here.test/")
        yield page
        browser.close()


def offers(page: Page, kind: str, typed: str) -> list[list[str]]:
    page.set_content(FIELD.format(kind=kind))
    page.add_script_tag(path=ROOT / "static/js/names.js")
    page.locator("input").press_sequentially(typed)
    page.wait_for_function("![...document.querySelectorAll('option')].some((one) => one.value === 'Near')")
    found: list[list[str]] = page.evaluate(OFFERED)
    return found


@pytest.mark.parametrize(
    ("kind", "typed", "first"),
    [
        ("countries", "UK", "United Kingdom"), ("countries", "usa", "United States"),
        ("countries", "St Lucia", "St. Lucia"), ("countries", "Trinidad and", "Trinidad & Tobago"),
        ("countries", "Ivory", "Côte d\u2019Ivoire"), ("countries", "ven", "Venezuela"),
        ("languages", "Mandarin", "Chinese"), ("languages", "guarao", "Warao"), ("languages", "sign", "Sign language"),
    ],
)  # fmt: skip
def test_what_people_say_is_offered_first_and_shown(page: Page, kind: str, typed: str, first: str) -> None:
    value, label = offers(page, kind, typed)[0]
    assert value == first
    assert typed.lower() in f"{value} {label}".lower(), "a browser hides an offer that does not hold what was typed"


def test_a_name_of_several_languages_offers_each(page: Page) -> None:
    found = [value for value, _label in offers(page, "languages", "Patois")]
    assert found == ["Antillean Creole", "Jamaican Creole English", "Saint Lucian Creole"]
