"""Sending the file to the prosecution service: a numbered list, frozen as it was sent."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import StaleRecord, TransitionRefused
from carisecure.access.grants import copy_grants, grant
from carisecure.access.references import new_reference
from carisecure.accounts.models import Agency, User
from carisecure.accounts.roles import AgencyKind
from cases.course.operations import change_stage
from cases.record.models import Case, Stage
from cases.record.operations import case_moved
from prosecutions.file.canonical import item_digest, list_digest
from prosecutions.file.models import FiledName, FileItem, FileSubmission
from prosecutions.file.sheets import Sheet, sheets_of
from prosecutions.record.models import BeforeCharge, Prosecution, key_for
from prosecutions.record.operations import add, moved

PURPOSE = "prosecution"  # of the grants that are the prosecution service's own
FROM_THE_UNIT = frozenset({Stage.INVESTIGATION, Stage.REOPENED})
FROM_STAGES = FROM_THE_UNIT | {Stage.WITH_DPP, Stage.BEFORE_COURT}


@transaction.atomic
def submit_file(
    *, case: Case, items: Collection[str], note: str, by: User, to: Agency | None = None, after: int | None = None
) -> FileSubmission:
    """Freeze the chosen parts of the case (`Sheet.key`) as the next submission and open them to the DPP's group.

    The first submission makes the prosecution; everybody who holds the case follows along. `after` is how many
    submissions the person knew of when they chose. Raises ValidationError (nothing chosen, something that is not there
    any more, no prosecution service), TransitionRefused (a case that nobody is investigating), StaleRecord (another one
    went meanwhile).
    """
    case = _begin(case, by)
    chosen = _chosen(case, items, by)
    prosecution = _opened(case, to, by)
    number = prosecution.filesubmissions.count() + 1
    if after is not None and after != number - 1:
        latest = prosecution.filesubmissions.order_by("-number")[0]
        raise StaleRecord({"note": _("Submission %(n)s. %(note)s") % {"n": latest.number, "note": latest.note}})
    submission = _freeze(prosecution, number, note.strip(), chosen, by)
    stage = BeforeCharge.RECEIVED if prosecution.stage in BeforeCharge.values else prosecution.stage
    moved(prosecution, stage=stage)
    if case.stage in FROM_THE_UNIT:
        change_stage(case=case, stage=Stage.WITH_DPP, by=by)
    else:
        case_moved(case, by)
    return submission


def _begin(case: Case, by: User) -> Case:
    policy.require(by, "prosecutions.submit_file", case)
    found: Case = policy.fetch(Case, viewer=by, action="prosecutions.submit_file", pk=case.pk, lock=True)
    if found.stage not in FROM_STAGES:
        raise TransitionRefused(
            _("Only a case under investigation can go to the DPP. This case is: %(stage)s.")
            % {"stage": found.get_stage_display()}
        )
    return found


def _chosen(case: Case, items: Collection[str], by: User) -> list[Sheet]:
    """The sheets behind the keys, as they are at this moment, in the order of the list."""
    sheets = sheets_of(case, by=by)
    chosen = [sheet for sheet in sheets if sheet.key in items]
    if not chosen:
        raise ValidationError({"items": _("Choose at least one thing to send.")})
    if len(chosen) != len(set(items)):
        raise ValidationError({"items": _("Something you chose is no longer in the case. Check the list again.")})
    return chosen


def _opened(case: Case, to: Agency | None, by: User) -> Prosecution:
    """The case's prosecution, made at the first submission: grants first, then the row."""
    prosecution = Prosecution(pk=key_for(case))
    copy_grants(source=case, target=prosecution, by=by, purpose="holds the case")
    known: Prosecution | None = Prosecution.objects.select_for_update().filter(pk=prosecution.pk).first()
    if known is not None:
        return known
    agency = to or _only_service()
    grant(
        on=prosecution, to=agency.group_id, permissions=("view", "change", "see_identity"), purpose=PURPOSE, by=by
    )  # fmt: skip
    now = timezone.now()
    prosecution = Prosecution(
        pk=prosecution.pk, reference=new_reference("DPP"), case=case, dpp_agency=agency,
        submitted_at=now, last_moved_at=now, excluded_groups=list(case.excluded_groups),
    )  # fmt: skip
    prosecution.save(force_insert=True)
    return prosecution


def _only_service() -> Agency:
    services = list(Agency.objects.filter(kind=AgencyKind.PROSECUTION, is_active=True)[:2])
    if len(services) != 1:
        raise ValidationError({"to": _("Choose the prosecution service.")})
    return services[0]


def _freeze(prosecution: Prosecution, number: int, note: str, sheets: list[Sheet], by: User) -> FileSubmission:
    digests = [
        item_digest(
            position=position, kind=sheet.kind, object_id=sheet.object_id, version=sheet.version,
            title=sheet.title, content=sheet.content, names=sheet.names,
        )
        for position, sheet in enumerate(sheets, start=1)
    ]  # fmt: skip
    submission = add(
        FileSubmission, prosecution, by=by, number=number, submitted_at=timezone.now(), note=note,
        item_count=len(sheets),
        sha256=list_digest(reference=prosecution.reference, number=number, note=note, items=digests),
    )  # fmt: skip
    common = {"prosecution": prosecution, "recorded_by": by, "excluded_groups": list(prosecution.excluded_groups)}
    items = [
        FileItem(
            submission=submission, position=position, kind=sheet.kind, object_id=sheet.object_id,
            object_version=sheet.version, mark=sheet.mark, names_mark=sheet.names_mark, role=sheet.role,
            roles=list(sheet.roles),
            title=sheet.title, content=sheet.content, kept=sheet.kept, sha256=digest, **common,
        )
        for position, (sheet, digest) in enumerate(zip(sheets, digests, strict=True), start=1)
    ]  # fmt: skip
    FileItem.objects.bulk_create(items)
    FiledName.objects.bulk_create(
        FiledName(item=item, kind=kind, value=value, **common)
        for item, sheet in zip(items, sheets, strict=True)
        for kind, value in sheet.names
    )
    return submission


def last_sent(prosecution: Prosecution | None) -> frozenset[uuid.UUID]:
    """The keys of what the latest submission held, to tick the same things again."""
    if prosecution is None:
        return frozenset()
    latest = prosecution.filesubmissions.order_by("-number").values("pk")[:1]
    return frozenset(FileItem.objects.filter(submission__in=latest).values_list("object_id", flat=True))
