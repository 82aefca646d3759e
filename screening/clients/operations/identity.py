"""Who a client is: the agency's own names and numbers, sealed under the client's key, and their erasing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.vault import keys
from carisecure.audit.record import opened, record
from cases.people.models import PersonIdentity
from cases.people.operations import strike_fact, write_fact
from screening.clients.models import Client
from screening.clients.operations.keeping import held
from screening.referral.operations.erase import erase_from_packets

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
    return write_fact(fact, known_from=known_from, age=age)


@transaction.atomic
def mark_client_name_mistaken(*, client: Client, identity: PersonIdentity, reason: str, by: User) -> PersonIdentity:
    client = held(client.pk, by)
    policy.require(by, NAMES, client)
    row: PersonIdentity | None = facts_of(client, by).select_for_update(of=("self",)).filter(pk=identity.pk).first()
    if row is None:
        raise NotVisible
    strike_fact(row, reason=reason, by=by)
    return row


@transaction.atomic
def erase_client_identity(*, client: Client, by: User) -> None:
    """Destroy the key of the client's names, and cover them in packets that were sent. The record and its notes stay.

    What the unit wrote down about the same person in its case is the unit's, under another key. Raises
    TransitionRefused while the record is open, or where it is done already.
    """
    client = held(client.pk, by)
    policy.require(by, NAMES, client)
    if client.left_on is None:
        raise TransitionRefused(_("Close the record first: while you care for somebody you need to know who it is."))
    if client.erased_at is not None:
        raise TransitionRefused(_("Already erased."))
    facts = facts_of(client, by).count()
    keys.destroy(client.identity_key)
    packets = erase_from_packets(client.involvement.person, by)
    client.erased_at, client.version = timezone.now(), client.version + 1
    client.save(force_update=True, update_fields=["erased_at", "version"])
    detail = {"done_by": by.pk, "facts": facts, "others": {"screening.packets": packets}}
    record("identity.erased", table="screening_client", object_id=client.pk, detail=detail)
