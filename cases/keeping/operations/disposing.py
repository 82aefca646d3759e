"""Disposal: the end of a case's records (docs/decisions/disposal.md). Keys are destroyed, a stub stays."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.fields import Sealed
from carisecure.access.grants import end_grant
from carisecure.access.two_people.kinds import kind_of
from carisecure.access.vault import keys
from carisecure.accounts.models import User
from carisecure.audit.record import record
from carisecure.countries.packs import pack
from carisecure.storage.keeping import key_of
from cases.exhibits.models import Exhibit, ExhibitFile, ExhibitUpload
from cases.exploitation.models import Exploitation
from cases.insiders.models import EmergencyAccess
from cases.intake.models import IntakeReport, ReportWords
from cases.keeping.models import DISPOSAL, Disposal, DisposalGround
from cases.keeping.operations.erasing import destroy_identity
from cases.keeping.operations.holding import is_held
from cases.material.models import Note, Statement
from cases.people.models import PersonIdentity
from cases.proof.models import ProofItem
from cases.record.models import Case, CaseGrant, Involvement, Person, Stage
from cases.two_people import operations as approvals
from cases.two_people.models import Approval

SEARCHED = (IntakeReport, Statement, Exhibit, Note)


@transaction.atomic
def ask_for_disposal(*, case: Case, ground: str, reason: str, by: User) -> Approval:
    """Ask a second person. `reason` outlives the case: it holds the rule or the order, and no name.

    Raises TransitionRefused unless the case is closed and nothing keeps it, ValidationError by field.
    """
    case = policy.fetch(Case, viewer=by, action="cases.dispose_case", pk=case.pk, lock=True)
    if ground not in DisposalGround.values:
        raise ValidationError({"ground": _("“%(code)s” is not in the list.") % {"code": ground}})
    _check(case, ground)
    return approvals.request(DISPOSAL, case, reason, by, params={"ground": ground})


@transaction.atomic
def dispose_case(*, case: Case, reference: str, by: User) -> Disposal:
    """Destroy the keys of a case, and of its people who are in no other one and in nobody else's care. For good.

    Whoever asked or agreed does it, and types the case's reference. What stays: codes, dates and labels, which the
    statistics count; the ledger; what the prosecution and care organisations hold under keys of their own. Nobody
    writes in the case any more, because every right but that to see the stub ends.
    Raises ApprovalNeeded, TransitionRefused, ValidationError for a reference mistyped.
    """
    case = policy.fetch(Case, viewer=by, action="cases.dispose_case", pk=case.pk, lock=True)
    if reference.strip().upper() != case.reference:
        raise ValidationError({"reference": _("Wrong reference for this case.")})
    approval = approvals.require(DISPOSAL, case, by)
    _check(case, approval.params["ground"])
    if approval.decided_by is None:
        raise approvals.ApprovalNeeded(kind_of(Approval, DISPOSAL))
    alone = _alone(case)
    row = Disposal.objects.create(
        case=case, approval=approval, ground=approval.params["ground"], reason=approval.reason,
        counts=_counts(case, alone), asked_by=approval.requested_by,
        agreed_by=approval.decided_by, disposed_at=timezone.now(),
    )  # fmt: skip
    people = erase_people(alone, by)
    _destroy(case)
    record(
        "case.disposed", table="cases_case", object_id=case.pk,
        detail={"approval": approval.pk, "asked_by": row.asked_by_id, "agreed_by": row.agreed_by_id, "done_by": by.pk,
                "ground": row.ground, "counts": row.counts, "erased": sorted(map(str, people))},
    )  # fmt: skip
    _leave_the_stub(case)
    return row


def keeping_until(case: Case) -> dt.date | None:
    """The first day on which retention is over; None where the country has confirmed no period (or it is open)."""
    days = pack().country.settings["retention_investigation"].days
    return case.closed_on + dt.timedelta(days=days) if days is not None and case.closed_on is not None else None


def _check(case: Case, ground: str) -> None:
    if Disposal.objects.filter(case=case).exists():
        raise TransitionRefused(_("The records of this case have already been disposed of."))
    if case.stage != Stage.CLOSED:
        raise TransitionRefused(_("Only a closed case can be disposed of."))
    if is_held(case):
        raise TransitionRefused(_("This case has a hold. Two people must lift it first."))
    until = keeping_until(case)
    if ground == DisposalGround.RETENTION and until is not None and timezone.localdate() < until:
        raise TransitionRefused(_("Must be kept until %(day)s.") % {"day": until.isoformat()})


def _alone(case: Case) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(person, involvement) of whom nobody else holds: asked of the database, which sees every case."""
    with connection.cursor() as cursor:
        cursor.execute("select person_id, involvement_id from carisecure.people_of_this_case_alone(%s)", [case.pk])
        return list(cursor.fetchall())


def alone_of_report(report: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """The same of the people of whom a report alone told, once two agreed to dispose of it."""
    with connection.cursor() as cursor:
        cursor.execute("select person_id, involvement_id from carisecure.people_of_this_report_alone(%s)", [report])
        return list(cursor.fetchall())


def _counts(case: Case, alone: list[tuple[uuid.UUID, uuid.UUID]]) -> dict[str, int]:
    named = PersonIdentity.objects.filter(person__in={person for person, _one in alone}).values("person").distinct()
    people = Involvement.objects.filter(case=case)
    return {
        "people": people.count(),
        "possible_victims": people.possible_victims().count(),
        "identities_erased": named.count(),
        "reports": IntakeReport.objects.filter(case=case).count(),
        "statements": Statement.objects.filter(case=case, replaces=None).count(),
        "exploitations": Exploitation.objects.standing().filter(case=case).count(),
        "proof_items": ProofItem.objects.standing().filter(case=case).count(),
        "exhibits": Exhibit.objects.filter(case=case, replaces=None).count(),
        "notes": Note.objects.filter(case=case, replaces=None).count(),
    }


def erase_people(alone: list[tuple[uuid.UUID, uuid.UUID]], by: User) -> set[uuid.UUID]:
    """Who they are, and what other rooms wrote about them under the key of their place here. For disposals alone."""
    for person in Person.objects.filter(pk__in={person for person, _one in alone}):
        try:
            with transaction.atomic():
                destroy_identity(person, by)
        except TransitionRefused:
            continue  # no name was ever recorded, or it was erased before
    for _person, involvement in alone:
        keys.destroy(involvement)
    return {person for person, _one in alone}


def _destroy(case: Case) -> None:
    """The case's own key, and that of each reason for an emergency; and the words by which its texts were found."""
    for access in EmergencyAccess.objects.filter(case=case).values_list("pk", flat=True):
        keys.destroy(access)
    for file, copy in ExhibitFile.objects.filter(case=case).values_list("pk", "copy_path"):
        keys.destroy(file)
        if copy:
            keys.destroy(key_of(copy))
    for upload in ExhibitUpload.objects.filter(case=case).values_list("pk", flat=True):
        keys.destroy(upload)
    # Every report that is part of the case now, each with a key of its own; one that was moved away is not reached.
    reports = list(IntakeReport.objects.select_for_update(of=("self",)).filter(case=case).values_list("pk", flat=True))
    for report in reports:
        keys.destroy(report)
    # The title stands in lists, where an erased one would say nothing.
    Case.objects.filter(pk=case.pk).update(stem_tokens=[], title=Sealed())
    for model in SEARCHED:
        model.objects.filter(case=case).update(stem_tokens=[])
    ReportWords.objects.filter(report__case=case).update(stem_tokens=[])
    keys.destroy(case.pk)


def _leave_the_stub(case: Case) -> None:
    """Whoever held the case still sees that it was there. Partners keep the people whom they care for."""
    groups = list(CaseGrant.objects.filter(content_object=case).values_list("group_id", flat=True).distinct())
    for anchor in (case, *Involvement.objects.filter(case=case)):
        for group in groups:
            end_grant(on=anchor, to=group, permissions=("change", "see_identity"))
