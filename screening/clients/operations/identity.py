"""Who a client is: the agency's own names and numbers, sealed under the client's key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from carisecure.access import policy
from carisecure.access.errors import NotVisible
from carisecure.audit.record import opened
from cases.people.models import PersonIdentity
from cases.people.operations import strike_fact, write_fact
from screening.clients.models import Client
from screening.clients.operations.keeping import held

if TYPE_CHECKING:
    from carisecure.accounts.models import User

NAMES = "screening.client_names"


def facts_of(client: Client, by: User) -> Any:
    """The client's own facts, those struck out included. Whoever shows them tells the ledger."""
    return PersonIdentity.objects.kept_for(by, NAMES).filter(kept_key=client.identity_key)


def fact_and_client(pk: UUID, *, by: User) -> tuple[PersonIdentity, Client]:
    """One fact and whose it is. Raises NotVisible where `by` does not keep it."""
    row: PersonIdentity | None = PersonIdentity.objects.kept_for(by, NAMES).filter(pk=pk).first()
    if row is None:
        raise NotVisible
    seen = Client.objects.visible_to(by, NAMES).select_related("agency", "involvement__person")
    client: Client = seen.get(identity_key=row.kept_key)
    opened("screening_client", client.pk)
    return row, client


@transaction.atomic
def add_client_name(
    *, client: Client, kind: str, value: str, safe_to_call: str = "", known_from: str = "", age: str = "", by: User
) -> PersonIdentity:
    """One fact that tells who a client is; raises as `cases.people.operations.write_fact` does."""
    client = held(client.pk, by)
    policy.require(by, NAMES, client)
    fact = PersonIdentity(
        person_id=client.involvement.person_id, kept_by_id=client.agency.group_id, kept_key=client.identity_key,
        kind=kind, value=value, safe_to_call=safe_to_call,
    )  # fmt: skip
    return write_fact(fact, known_from=known_from, age=age, by=by)


@transaction.atomic
def mark_client_name_mistaken(*, client: Client, identity: PersonIdentity, reason: str, by: User) -> PersonIdentity:
    client = held(client.pk, by)
    policy.require(by, NAMES, client)
    row: PersonIdentity | None = facts_of(client, by).select_for_update(of=("self",)).filter(pk=identity.pk).first()
    if row is None:
        raise NotVisible
    strike_fact(row, reason=reason, by=by)
    return row
