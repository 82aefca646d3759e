"""The file goes to the DPP: what was sent stays as it was sent, and both sides see what happens afterwards."""

from __future__ import annotations

import datetime as dt

from tests.story.driver import Visitor

STATEMENT = "They took my passport the day I came. I was told that I owe three thousand dollars."
COURT = "High Court, Hall of Justice"
LATER = "I remember the plate of the van now. It begins with PDB."
QUERY = "Who interpreted when the statement was taken, and is that person available to the court?"
REPLY = "An interpreter of the court's own list, by telephone; she has confirmed in writing."
ADVICE = "Act, means and purpose are each supported by the statement. Charge."


def add_statement(investigator: Visitor, case: str, text: str) -> None:
    investigator.go(case)
    investigator.follow("Add a statement")
    of = investigator.page.locator("[name=involvement] option").nth(1).get_attribute("value")
    investigator.fill(involvement=str(of), language="es", text=text)
    investigator.press("Add the statement")


def submit(investigator: Visitor, case: str, prosecutor: Visitor) -> str:
    """Until it is submitted no prosecutor can see it. Then it is a numbered list. Returns the matter's reference."""
    prosecutor.is_not_here(case)
    add_statement(investigator, case, STATEMENT)
    investigator.follow("Take this case")
    investigator.press("Take it")
    investigator.go(case)
    investigator.follow("Submit the file")
    investigator.fill(note="Advice is asked on charges.")
    investigator.press("Submit to the DPP")
    investigator.go(case)
    investigator.has("submission 1", "#dpp")
    return investigator.page.locator("#dpp a.reference").inner_text()


def find_matter(prosecutor: Visitor, reference: str, case: str) -> str:
    """The case itself stays where it is; the file has come. Returns the address of the matter."""
    prosecutor.is_not_here(case)
    prosecutor.go("/")
    prosecutor.has("My matters")
    prosecutor.follow(reference)
    prosecutor.has("The file, submission 1")
    matter = prosecutor.path
    prosecutor.follow("Read and print")
    prosecutor.has(STATEMENT)
    prosecutor.has("This list is frozen")
    return matter


def ask(prosecutor: Visitor, matter: str) -> None:
    prosecutor.go(matter)
    prosecutor.follow("Send a query")
    prosecutor.fill(text=QUERY)
    prosecutor.press("Send the query")
    prosecutor.has("Waiting for the unit")


def answer(investigator: Visitor, reference: str) -> None:
    """It waits among what needs her today."""
    investigator.go("/my-work/")
    investigator.follow("query", f"#today li:has-text('{reference}')")
    if not investigator.path.endswith("/answer/"):
        investigator.follow("Answer")
    investigator.has(QUERY)
    investigator.fill(answer=REPLY)
    investigator.press("Send the answer")
    investigator.has(REPLY)


def advise_and_charge(prosecutor: Visitor, matter: str) -> None:
    prosecutor.go(matter)
    prosecutor.has(REPLY)
    prosecutor.follow("advice")
    prosecutor.fill(kind="charge", text=ADVICE)
    prosecutor.press("Record the advice")
    prosecutor.has(ADVICE)
    prosecutor.follow("Add a charge")
    today = dt.date.today()  # noqa: DTZ011  (a day long before or after; no zone is at stake)
    prosecutor.fill(accused="new", offence="TT-16", committed_on=str(today - dt.timedelta(days=30)))
    prosecutor.fill(
        laid_on=str(today - dt.timedelta(days=1)),
        laid_by="police",
        complaint_number="PS-0210",
        court="High Court, Hall of Justice",
    )
    prosecutor.press("Record the charge")
    prosecutor.has("PS-0210")
    prosecutor.follow("List a hearing")
    prosecutor.fill(
        on=str(today + dt.timedelta(days=5)), at="09:30", purpose="initial", court="High Court, Hall of Justice"
    )
    prosecutor.press("List the hearing")
    prosecutor.has("Initial hearing, High Court")


def file_changes(investigator: Visitor, prosecutor: Visitor, *, case: str, matter: str) -> None:
    """A statement that came later is announced, not shown; what was sent stays as it was."""
    add_statement(investigator, case, LATER)
    prosecutor.go(matter)
    prosecutor.has("The case has changed since submission 1")
    prosecutor.has("Added to the case", "#changes")
    prosecutor.look("changed")
    prosecutor.has_not(LATER)
    prosecutor.go("/matters/")
    prosecutor.has("Hearings in the next seven days")
