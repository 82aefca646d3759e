"""02:10. The investigator on night duty takes a report; the line goes down while it is sent."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.story.driver import Visitor
from tests.story.house import House

TEXT = "Ten past two, the hotline. She ran from a house with a red gate and says two more are inside."
OFFICIAL = "A caller says that an officer at the gate lets the van pass. Will not say who she is."
SAVE = "Save and open a case"
SUPERVISOR = "Mara Motmot (demonstration)"


def choose(visitor: Visitor, role: str) -> None:
    """One click on the front page."""
    visitor.go("/")
    visitor.has("Choose who you are")
    visitor.press(f"Sign in as {role}")


def take_report(investigator: Visitor, house: House) -> str:
    """Returns the address of the case."""
    before = house.count("cases_case")
    investigator.follow("New report")
    write(investigator, TEXT)
    page = investigator.page
    with investigator.line_cut():
        page.get_by_role("button", name=SAVE).click()
        expect(page.locator("[data-state]")).to_contain_text("Your text is still here")
        investigator.look("not-sent")
        expect(page.get_by_label("What came in")).to_have_value(TEXT)
        assert house.count("cases_case") == before
    _press_twice(page)
    investigator.look()
    investigator.has(TEXT)
    investigator.has("20 to 25")
    investigator.has("Spanish")
    assert house.count("cases_case") == before + 1
    return investigator.path


def write(investigator: Visitor, text: str) -> None:
    """What is known at that hour: no name, an age that is a guess, a language."""
    investigator.fill(danger_now="no", narrative=text, channel="hotline", from_whom="will_not_say", region="CHA")
    investigator.fill(place="House with a red gate, near the river")
    investigator.fill(**{"people-0-age_from": "20", "people-0-age_to": "25", "people-0-language": "es"})
    investigator.fill(**{"people-0-gender": "feminine"})


def _press_twice(page: Page) -> None:
    """A double click on the button, unless the page has sent by itself as soon as the line was back."""
    with suppress(PlaywrightTimeout):  # at the very moment of the click, too
        page.get_by_role("button", name=SAVE).dblclick(timeout=3_000)
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))


def take_official_report(investigator: Visitor, house: House) -> str:
    """An official is involved: the case is sealed from its first second, and its maker names who else is let in."""
    before = house.count("cases_case")
    investigator.go("/reports/new/")
    write(investigator, OFFICIAL)
    investigator.page.get_by_label("An official is involved").check()
    investigator.page.get_by_role("button", name=SAVE).dblclick()
    investigator.page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/access/"))
    investigator.look("official")
    investigator.has("Sealed")
    investigator.has("Only you have access to this case")
    assert house.count("cases_case") == before + 1
    investigator.follow("Give somebody access")
    investigator.page.get_by_label("Person").select_option(label=SUPERVISOR)
    investigator.press("Give access")
    investigator.has("Confirm it is you")  # to name somebody in a sealed case asks for a fresh factor
    investigator.press("Confirm as the demo person")
    investigator.press("Send it now")
    investigator.has(SUPERVISOR, "#inside")
    return investigator.path.removesuffix("access/")


def only_named_people(path: str, *, hidden_from: list[Visitor], shown_to: Visitor) -> None:
    """Not there for anybody else; whom the maker named opens it."""
    for visitor in hidden_from:
        visitor.is_not_here(path)
    shown_to.go(path)
    shown_to.has(OFFICIAL)
