"""When an identity is erased: the names in the frozen packets go too."""

from __future__ import annotations

from uuid import UUID

from carisecure.access.models import WalledQuerySet
from carisecure.accounts.models import User
from cases.record.models import Person
from screening.referral.models import Referral
from screening.referral.packet import Packet


def erase_from_packets(person: Person, by: User) -> int:
    """Cover the names in every packet about this person that was ever sent; returns in how many.

    What was sent stays sent: the recipient may have printed it, and the page that asks for the erasure says so.
    """
    return _cover(Referral.objects.visible_to(by, "screening.view_referral").filter(involvement__person=person))


def erase_again(owner: UUID) -> int:
    """After a restore, when the key of a person is destroyed again: the house itself does it, in every packet."""
    return _cover(Referral.objects.filter(involvement__person=owner))


def _cover(rows: WalledQuerySet) -> int:
    done = 0
    for referral in rows.select_for_update(of=("self",)):
        packet = Packet.from_json(referral.packet)
        if packet.has_names:
            referral.packet = packet.erased().to_json()
            referral.save(update_fields=["packet"])
            done += 1
    return done
