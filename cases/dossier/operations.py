"""A copy with names: asked for by one, agreed to by another, then made as often as needed for 14 days."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.accounts.models import User
from carisecure.audit.record import record
from cases.dossier import files as copy_files
from cases.dossier.copy_content import CopyHead, content_of
from cases.dossier.models import COPY, CaseCopy, CopyForm, CopyPart, CopyPurpose
from cases.record.models import Case
from cases.record.operations import leaves_the_unit
from cases.two_people import operations as approvals
from cases.two_people.models import Approval


@transaction.atomic
def ask_for_copy(*, case: Case, purpose: str, receiver: str, parts: Iterable[str], reason: str, by: User) -> Approval:
    """Ask a second person for a copy that leaves the house: what for, for whom, and which parts of the case.

    Raises ValidationError by field.
    """
    policy.require(by, "cases.make_copy", case)
    leaves_the_unit(case)
    chosen = [part for part in CopyPart.values if part in set(parts)]
    wrong: dict[str, str] = {}
    if purpose not in CopyPurpose.values:
        wrong["purpose"] = _("“%(code)s” is not in the list.") % {"code": purpose}
    if not receiver.strip():
        wrong["receiver"] = _("Say who receives it: name and office.")
    if not chosen or len(chosen) != len(set(parts)):
        wrong["parts"] = _("Choose at least one part.")
    if wrong:
        raise ValidationError(wrong)
    params = {"purpose": purpose, "parts": chosen}
    return approvals.request(COPY, case, reason, by, params=params, receiver=receiver)


@transaction.atomic
def make_copy(*, approval: uuid.UUID, form: str, by: User) -> tuple[CaseCopy, copy_files.CopyFile]:
    """Make one numbered copy, and the ledger's line of it; no line, no copy. Nothing of it is kept anywhere.

    It holds what `by` may see of the case at this moment. The fresh second factor is asked for by the view. Raises
    NotVisible for an approval of a case that `by` does not see, ApprovalNeeded unless it is theirs and stands.
    """
    asked: Approval = policy.fetch(Approval, viewer=by, action="cases.make_copy", pk=approval)
    case: Case = policy.fetch(Case, viewer=by, action="cases.make_copy", pk=asked.case_id, lock=True)
    leaves_the_unit(case)
    if form not in CopyForm.values:
        raise ValidationError({"form": _("“%(code)s” is not in the list.") % {"code": form}})
    asked = approvals.require_own(COPY, approval, by)
    last = CaseCopy.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    made = CaseCopy.objects.create(
        case=case, approval=asked, number=last + 1, form=form, made_by=by, made_at=timezone.now()
    )
    content = content_of(by, case, parts=asked.params["parts"])
    file = copy_files.write(content, CopyHead.of(made, asked), form)
    record(
        "export", table="cases_case", object_id=case.pk,
        detail={"copy": made.pk, "number": made.number, "form": form, "approval": asked.pk, "parts": content.parts,
                "purpose": asked.params["purpose"], "involvements": content.involvements, "bytes": len(file.content)},
    )  # fmt: skip
    return made, file
