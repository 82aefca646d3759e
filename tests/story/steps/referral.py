"""Person 1 to a shelter, with her consent; and somebody of the shelter's own to the unit."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.story.driver import Visitor

SHELTER = "Hibiscus House"
ASKED = "A safe place to sleep tonight, a doctor, and somebody who speaks Spanish."
ANSWER = "A room is ready. We fetch her at the station at six."
OWN = "She was told that she owes for the boat. She wants to speak to the unit, not in uniform."


def refer_out(investigator: Visitor, person: str) -> str:
    """Returns the address of the referral; what was shown before it was sent is what stands there."""
    investigator.go(person)
    investigator.follow("Refer")
    page = investigator.page
    shelter = page.locator("[name=to_agency] option", has_text=SHELTER).get_attribute("value")
    investigator.fill(to_agency=str(shelter), purpose=ASKED, services="shelter_emergency", basis="new_consent")
    investigator.fill(
        safety_notes="Only between nine and noon.", given_by="self", language="es", interpreter="Ana, by phone"
    )
    investigator.press_here("See what they will see", then="Not sent yet")
    shown = _packet(investigator)
    assert ASKED in shown
    page.get_by_role("button", name="Send to").click()
    page.wait_for_url("**/referrals/*-*/")
    investigator.look()
    assert _packet(investigator) == shown
    return investigator.path


def _packet(visitor: Visitor) -> str:
    return visitor.page.locator("#packet").inner_text()


def accept(caseworker: Visitor, referral: str, *, shown: str, case: str) -> None:
    """She sees one woman and who can read this; the case is not here for her."""
    caseworker.go("/")
    caseworker.has("Waiting for my answer")
    caseworker.go(referral)
    assert _packet(caseworker) == shown
    caseworker.has("Who can read this")
    caseworker.has_not(case.strip("/").split("/")[-1])
    caseworker.is_not_here(case)
    caseworker.go(referral)
    caseworker.follow("Accept")
    caseworker.fill(note=ANSWER)
    caseworker.press("Accept")
    caseworker.has("Accepted")


def packet_of(visitor: Visitor, referral: str) -> str:
    visitor.go(referral)
    return _packet(visitor)


def sees_accepted(investigator: Visitor, referral: str) -> None:
    investigator.go(referral)
    investigator.has("Accepted")
    investigator.has(ANSWER)


def refer_in(caseworker: Visitor) -> str:
    """Somebody of her own, without a name. Returns the address of the referral."""
    caseworker.go("/")
    caseworker.follow("Refer someone to the unit")
    caseworker.fill(
        age_from="19", age_to="24", age_basis="said", gender="feminine", speaks="es", citizenship="VE", purpose=OWN
    )
    caseworker.fill(basis="new_consent", given_by="self", language="es")
    caseworker.press("Send to the unit")
    caseworker.has("Sent")
    _stands(caseworker, read=False)
    return caseworker.path


def _stands(caseworker: Visitor, *, read: bool) -> None:
    caseworker.has("Status")
    happened = caseworker.page.locator("#history .timeline-what").all_inner_texts()
    assert happened == ["Sent", "Read" if read else "Not read yet", "Answer due"]


def answer_inbound(investigator: Visitor, caseworker: Visitor, referral: str) -> None:
    """Reading alone is told to her; then the decision with its reason."""
    investigator.follow("Referrals", "header")
    investigator.go(referral)
    investigator.has(OWN)
    caseworker.go(referral)
    _stands(caseworker, read=True)
    investigator.follow("Not taken up")
    investigator.fill(reason="not_enough_information", note="Please ask her whether she can meet us on Monday.")
    investigator.press("Not taken up")
    caseworker.go(referral)
    caseworker.has("Not taken up")
    caseworker.has("whether she can meet us on Monday")
    expect(caseworker.page.locator("main")).to_contain_text("Not enough information")
