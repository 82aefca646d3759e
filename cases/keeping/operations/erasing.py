"""Erasing who somebody is. The case stays, with the person as a label: what was done stays provable."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.vault import keys
from carisecure.accounts.models import User
from carisecure.audit.record import record
from cases.keeping.models import ERASE
from cases.keeping.operations.holding import is_held
from cases.people.models import PersonIdentity
from cases.record.models import Case, Involvement, Person, Stage
from cases.two_people import operations as approvals

# While a court or the prosecution has the file, who the people are is evidence.
HELD_BY = frozenset({Stage.WITH_DPP, Stage.BEFORE_COURT})

# Said to whoever asks and to whoever agrees. A frozen file is append-only and a court was told its digest, so nothing
# of it is covered; it lies under the prosecution's key (docs/decisions/vault.md).
NOT_REACHED = gettext_lazy(
    "A file already sent to the DPP keeps the names in it, and those of the accused: it is frozen,"
    " and the prosecution decides on it. Copies already made, paper, and backups until they expire"
    " are not reached either."
)

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
    by whom, agreed by whom. A hold keeps it from being done, also one in a case that `by` does not see.
    """
    policy.require(by, "cases.erase_identity", person)
    _wait_for_holds(person)
    seen = Involvement.objects.visible_to(by, "cases.view_person").filter(person=person)
    cases = Case.objects.filter(pk__in=seen.values("case_id"))
    if cases.filter(stage__in=HELD_BY).exists():
        raise TransitionRefused(
            _("The file is with the prosecution or before a court. The identity of this person is part of it.")
        )
    if is_held(*cases):
        raise TransitionRefused(_("This case has a hold: nothing in it can be erased until two people lift it."))
    approval = approvals.require(ERASE, person, by)
    if _is_kept_elsewhere(person):
        raise TransitionRefused(_("The identity of this person is part of a file that must still be kept."))
    facts, others = destroy_identity(person, by)
    asked = {"approval": approval.pk, "asked_by": approval.requested_by_id, "agreed_by": approval.decided_by_id}
    record(
        "identity.erased", table="cases_person", object_id=person.pk,
        detail={**asked, "done_by": by.pk, "facts": facts, "others": others},
    )  # fmt: skip


def destroy_identity(person: Person, by: User) -> tuple[int, dict[str, int]]:
    """The key, the tokens, and other rooms' copies. For operations that have authorised and asked the second person.

    Raises TransitionRefused where there is no key.
    """
    if not keys.destroy(person.pk):
        raise TransitionRefused(_("Nothing to erase, or already erased."))
    facts = PersonIdentity.objects.filter(person=person).update(exact_token=None, sound_tokens=[], number_tokens=[])
    return facts, {name: work(person, by) for name, work in _also.items()}


def _wait_for_holds(person: Person) -> None:
    """Until whoever is about to place a hold has done so: a key that is destroyed beside it does not come back."""
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.wait_for_cases_of(%s)", [person.pk])


def _is_kept_elsewhere(person: Person) -> bool:
    """Whether a file that nobody here may see needs the name: one bit, after two people agreed (sql/keeping.sql)."""
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.identity_is_kept(%s)", [person.pk])
        return bool(cursor.fetchone()[0])
