"""Erasing who a client is. The record and its notes stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.vault import keys
from carisecure.audit.record import record
from cases.keeping.models import ERASE, KeptApproval
from cases.keeping.operations import agreeing
from screening.clients.models import Client
from screening.clients.operations.ending import CLIENTS, has_second_person
from screening.clients.operations.identity import NAMES, facts_of
from screening.clients.operations.keeping import held
from screening.referral.operations.erase import erase_from_packets

if TYPE_CHECKING:
    from carisecure.accounts.models import User


@transaction.atomic
def ask_to_erase(*, client: Client, reason: str, by: User) -> KeptApproval:
    """Ask somebody else of the agency. Raises TransitionRefused while it could not be done, ValidationError."""
    found = held(client.pk, by)
    policy.require(by, NAMES, found)
    _check(found, by)
    return agreeing.ask(CLIENTS, ERASE, found, reason=reason, by=by)


@transaction.atomic
def erase_client_identity(*, client: Client, by: User) -> None:
    """Destroy the key of the client's names, and cover them in packets that were sent.

    What the unit wrote down about the same person in its case is the unit's, under another key. Raises ApprovalNeeded
    where there is somebody else in the agency and they have not agreed; TransitionRefused while the record is open,
    under a hold, or where it is done already.
    """
    client = held(client.pk, by)
    policy.require(by, NAMES, client)
    _check(client, by)
    detail: dict[str, object] = {"done_by": by.pk}
    if has_second_person(client, by):
        approval = agreeing.require(CLIENTS, ERASE, client, by)
        detail |= {
            "approval": approval.pk, "asked_by": approval.requested_by_id, "agreed_by": approval.decided_by_id,
        }  # fmt: skip
    facts = facts_of(client, by).count()
    keys.destroy(client.identity_key)
    packets = erase_from_packets(client.involvement.person, by)
    client.erased_at, client.version = timezone.now(), client.version + 1
    client.save(force_update=True, update_fields=["erased_at", "version"])
    detail |= {"facts": facts, "others": {"screening.packets": packets}}
    record("identity.erased", table="screening_client", object_id=client.pk, detail=detail)


def _check(client: Client, by: User) -> None:
    if client.left_on is None:
        raise TransitionRefused(_("Close the record first: while you care for somebody you need to know who it is."))
    if client.erased_at is not None:
        raise TransitionRefused(_("Already erased."))
    if agreeing.is_held(CLIENTS, client, by):
        raise TransitionRefused(_("A hold is in force. Two people must lift it first."))
