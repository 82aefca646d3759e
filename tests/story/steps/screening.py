"""The first screen in Spanish, the decision on victim status, and the assessment of indicators."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.story.driver import Visitor

# The twelve answers, in order. She will not say one, and is not asked about the last.
ANSWERS = ("yes", "yes", "yes", "no", "yes", "yes", "yes", "no", "yes", "will_not_say", "no", "no")
SPANISH = "¿Su trabajo es distinto de lo que le dijeron antes de empezar?"
ENGLISH = "Is your work different from what you were told before you started?"


def first_screen(investigator: Visitor, case: str) -> str:
    """From the case's page to the end of the questions. Returns the address of the person's screening and care."""
    investigator.go(case)
    investigator.follow("Person 1", "#people")
    investigator.follow("First screening")
    person = investigator.path.removesuffix("screen/")
    investigator.fill(safe_to_talk="yes", health="none_seen", age="adult", child_with="no", language="es")
    investigator.fill(must_not_know="The man with the white van.", interpreter="in_person")
    investigator.press("Start the questions")
    _answer(investigator)
    investigator.has("Check once more")
    investigator.press("See what the answers point to")
    investigator.has("This is not a decision. People decide, and give their ground.")
    return person


def _answer(investigator: Visitor) -> None:
    page = investigator.page
    expect(page.locator(".question-large")).to_have_text(SPANISH)
    expect(page.locator(".question-large")).to_have_attribute("lang", "es")
    expect(page.locator(".question-small")).to_have_text(ENGLISH)
    investigator.has("draft, to be checked by an interpreter")
    for number, answer in enumerate(ANSWERS, start=1):
        expect(page.locator(".question-progress")).to_have_text(f"{number} of {len(ANSWERS)}")
        with page.expect_navigation():
            page.locator(f'button[name="answer"][value="{answer}"]').click()
    investigator.look()


def decide(investigator: Visitor, person: str) -> None:
    """A person decides, and says on what ground."""
    investigator.go(person)
    investigator.follow("Decision on victim status")
    investigator.fill(status="presumed", grounds="first_screen")
    investigator.fill(ground="She may not leave, her papers are kept, and she works against a debt.")
    investigator.press("Record the decision")
    investigator.has("Presumed victim")


def write_up(investigator: Visitor, case: str) -> None:
    """What it is about, and the elements as far as they are known; the label of Person 1 follows the decision."""
    investigator.go(case)
    investigator.has("Presumed victim", "#people")
    investigator.has_not("Possible victim", "#people")
    investigator.follow("Write the summary")
    investigator.fill(summary="A woman ran from a house near the river. Two more may be inside.")
    investigator.press("Save the summary")
    investigator.follow("Record act, means, purpose")
    for element in ("acts", "means", "purposes"):
        investigator.page.locator(f"[name={element}]").first.check()
    investigator.press("Save the elements")


def assess(investigator: Visitor, person: str) -> None:
    """The Delphi list for adults and labour, filled in afterwards from what is known."""
    investigator.go(person)
    investigator.follow("Assessment of indicators")
    investigator.follow("adult, labour")
    strong = investigator.page.locator(".indicator:has(.strength-strong) input[value=yes]")
    for number in range(strong.count()):
        strong.nth(number).check()
    investigator.page.get_by_label("An act is recorded").check()
    investigator.press("Record the assessment")
    investigator.has("Exploitative conditions of work")
    investigator.has("Positive")
    expect(investigator.page.locator(".reasons li").first).to_be_visible()
    investigator.has("This is not a decision")
