"""A sealed case that everybody has left: the office outside names a new lead, a second auditor agrees."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access import policy
from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.accounts.models import User
from carisecure.audit.record import record
from carisecure.countries.packs import pack
from cases.insiders.models import NewLead

ACTION = "cases.name_new_lead"
OWN = gettext_lazy("You asked for this, so somebody else must decide.")


@dataclass(frozen=True)
class NewLeadAsked:
    """What the two people see: a reference and names of officers. Nothing of the case."""

    pk: uuid.UUID
    reference: str
    lead: str
    unit: str
    requested_by_id: uuid.UUID
    asker: str
    asked_at: dt.datetime
    decider: str | None
    decided_at: dt.datetime | None
    is_granted: bool | None

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None


def new_leads(viewer: User) -> list[NewLeadAsked]:
    """What was asked, waiting first: for every auditor whom the case does not exclude; one query."""
    policy.require(viewer, ACTION)
    with connection.cursor() as cursor:
        cursor.execute("select * from carisecure.new_leads()")
        return [NewLeadAsked(*row) for row in cursor.fetchall()]


def is_overseer(user: User) -> bool:
    """Whether this person's office sees the clocks, and so may ask."""
    return user.agency.code == pack().country.sealed_overseer


@transaction.atomic
def ask_for_new_lead(*, reference: str, lead: User, by: User) -> uuid.UUID:
    """The overseer of sealed cases asks. The fresh second factor is asked for by the view.

    Raises TransitionRefused for a reference that nothing has and for one with somebody inside (alike), ValidationError
    for a lead who does not work in the unit or is excluded.
    """
    policy.require(by, ACTION)
    if not is_overseer(by):
        raise NotPermitted(ACTION, "")
    pk = uuid.uuid4()
    answer = _ask(
        "select carisecure.ask_new_lead(%s, %s, %s, %s)", pk, pack().country.sealed_overseer, reference, lead.pk
    )
    _refuse(answer, "lead")
    record("new_lead.asked", detail={"asked": pk, "lead": lead.pk})
    return pk


@transaction.atomic
def decide_new_lead(*, asked: uuid.UUID, yes: bool, by: User) -> None:
    """Another auditor than who asked, whom the case does not exclude. A yes makes the lead the one person inside.

    Raises NotVisible, TransitionRefused.
    """
    policy.require(by, ACTION)
    answer = _ask("select carisecure.decide_new_lead(%s, %s)", asked, yes)
    if answer == "nothing":
        raise NotVisible
    _refuse(answer, None)
    record("new_lead.decided", detail={"asked": asked, "answer": answer})


def why_not(asked: NewLead | NewLeadAsked, user: User) -> str:
    """Any other auditor; whom the case excludes, is not shown it."""
    return str(OWN) if asked.requested_by_id == user.pk else ""


def _ask(query: str, *values: uuid.UUID | str | bool | None) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return str(cursor.fetchone()[0])


def _refuse(answer: str, lead_field: str | None) -> None:
    if answer == "not_this_person":
        fault = _("This person cannot be appointed: they do not work in the unit, or are excluded from the case.")
        raise ValidationError({lead_field: fault}) if lead_field else TransitionRefused(fault)
    faults = {
        "not_orphaned": _("No sealed case with this reference is without people who have access."),
        "asked_already": _("A new lead officer has already been requested and is waiting for a decision."),
        "decided_already": _("Already decided."),
        "own": str(OWN),
    }
    if answer in faults:
        raise TransitionRefused(faults[answer])
