"""Erasing who somebody is. The case stays, with the person as a label: what was done stays provable."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.vault import keys
from carisecure.accounts.models import User
from carisecure.audit.record import record
from cases.models import ApprovalKind, Case, Involvement, Person, PersonIdentity, Stage
from cases.operations import approvals

# While a court or the prosecution has the file, who the people are is evidence.
HELD_BY = frozenset({Stage.WITH_DPP, Stage.BEFORE_COURT})

Erase = Callable[[Person, User], int]
_also: dict[str, Erase] = {}


def also_erase(name: str, work: Erase) -> None:
    """Another room's copies of who somebody is: `also_erase("screening.packets", cover_packets)`; returns how many."""
    _also[name] = work


@transaction.atomic
def erase_identity(*, person: Person, by: User) -> None:
    """Destroy the person's key and blank what they could be found by. Nothing brings the names back; a backup holds
    them until its own keeping time is over.

    Raises ApprovalNeeded without another person's yes to exactly this (used up by it), TransitionRefused where the file
    is with the prosecution or a court, or where it is done already. The ledger keeps a certificate: what, when, asked
    by whom, agreed by whom.
    """
    policy.require(by, "cases.erase_identity", person)
    seen = Involvement.objects.visible_to(by, "cases.view_person").filter(person=person)
    if Case.objects.filter(pk__in=seen.values("case_id"), stage__in=HELD_BY).exists():
        raise TransitionRefused(_("The file is with the prosecution or before a court. Who this is belongs to it."))
    approval = approvals.require(ApprovalKind.ERASE, person, by)
    if not keys.destroy(person.pk):
        raise TransitionRefused(_("There is nothing to erase, or it was erased already."))
    facts = PersonIdentity.objects.filter(person=person).update(exact_token=None, sound_tokens=[])
    others = {name: work(person, by) for name, work in _also.items()}
    asked = {"approval": approval.pk, "asked_by": approval.requested_by_id, "agreed_by": approval.decided_by_id}
    record(
        "identity.erased", table="cases_person", object_id=person.pk,
        detail={**asked, "done_by": by.pk, "facts": facts, "others": others},
    )  # fmt: skip
