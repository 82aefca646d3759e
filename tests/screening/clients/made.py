"""Clients of the shelter for tests, made by the operations themselves. Each function speaks as its maker."""

from __future__ import annotations

from typing import Any

from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from screening.clients.models import Client
from screening.clients.operations.keeping import new_client
from screening.contact.operations import About
from tests.people import People, enter
from tests.roles import as_system

ABOUT = About(age_from=22, age_to=26, age_basis="said", gender="feminine", languages=("es",), citizenships=("VE",))


def make_client(by: User, **changes: Any) -> Client:
    enter(by)
    values: dict[str, Any] = {"label": "CANARY-CALLED Lucecita", "about": ABOUT}
    return new_client(**{**values, **changes}, by=by)


def second_caseworker(people: People) -> User:
    """Somebody else of the shelter, who has to agree from then on."""
    with as_system():
        return make_user(
            username="carmen", full_name="Carmen Secondcaseworker", role=Role.CASEWORKER,
            agency=people.caseworker.agency,
        )  # fmt: skip
