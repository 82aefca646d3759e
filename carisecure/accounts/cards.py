"""The people of the demonstration's first page: who they are, and what to try first.

Beside one of each role there are a second supervisor and a second administrator: what two people are needed for can be
done by those who stand there (`tests/accounts/test_cards.py` lists it).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from carisecure.accounts.models import User
from carisecure.accounts.roles import Role


@dataclass(frozen=True)
class Card:
    """`place`: the how-manieth of their role, in the order in which the demonstration made them."""

    role: str
    name: str | Promise
    about: str | Promise
    first: str | Promise
    place: int = 0

    @property
    def key(self) -> str:
        """How its address names it."""
        return f"second-{self.role}" if self.place else self.role


CARDS = (
    Card(
        Role.INVESTIGATOR,
        gettext_lazy("Investigator"),
        gettext_lazy("Takes reports and builds the case at the Counter Trafficking Unit."),
        gettext_lazy("Take a new report: a woman was found at 02:10."),
    ),
    Card(
        Role.CASEWORKER,
        gettext_lazy("Caseworker"),
        gettext_lazy("Looks after people at a shelter and sees only those referred to it."),
        gettext_lazy("Answer the referral that is waiting for you."),
    ),
    Card(
        Role.PROSECUTOR,
        gettext_lazy("Prosecutor"),
        gettext_lazy("Works on the files that the unit has submitted to the DPP."),
        gettext_lazy("Open My matters and send a query."),
    ),
    Card(
        Role.ANALYST,
        gettext_lazy("Analyst"),
        gettext_lazy("Makes the figures; never sees a person."),
        gettext_lazy("Run this month's figures."),
    ),
    Card(
        Role.SUPERVISOR,
        gettext_lazy("Supervisor"),
        gettext_lazy("Sees unassigned reports and cases that have not moved."),
        gettext_lazy("Assign the oldest report."),
    ),
    Card(
        Role.ADMINISTRATOR,
        gettext_lazy("Administrator"),
        gettext_lazy("Manages users and agencies; cannot open a case."),
        gettext_lazy("Add a colleague."),
    ),
    Card(
        Role.FRONTLINE,
        gettext_lazy("Frontline officer"),
        gettext_lazy("Meets people at the airport and refers them to the unit."),
        gettext_lazy("Screen somebody, then refer them to the unit."),
    ),
    Card(
        Role.AUDITOR,
        gettext_lazy("Auditor"),
        gettext_lazy("Checks who opened what, from outside the unit; cannot open a case."),
        gettext_lazy("Read today's access log."),
    ),
    Card(
        Role.SUPERVISOR,
        gettext_lazy("Second supervisor"),
        gettext_lazy("Approves what another supervisor requests, and reviews emergency access."),
        gettext_lazy("Approve lifting the hold, as the first supervisor requested."),
        place=1,
    ),
    Card(
        Role.ADMINISTRATOR,
        gettext_lazy("Second administrator"),
        gettext_lazy("Approves new accounts and work on the keys."),
        gettext_lazy("Approve the account that the first administrator added."),
        place=1,
    ),
)


def card_of(key: str) -> Card | None:
    return next((card for card in CARDS if card.key == key), None)


def who_is(card: Card) -> User | None:
    """The person behind a card, unless they were switched off."""
    people = User.objects.filter(role=card.role, agency__is_active=True).select_related("agency")
    found: list[User] = list(people.order_by("added_at", "username")[: card.place + 1])
    return found[card.place] if len(found) > card.place and found[card.place].is_active else None
