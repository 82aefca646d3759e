"""Sending the file to the prosecution service: a numbered list, frozen as it was sent."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import StaleRecord, TransitionRefused
from carisecure.access.grants import copy_grants, grant
from carisecure.access.references import new_reference
from carisecure.accounts.models import Agency, User
from carisecure.days import limits
from carisecure.days.known import KnownDay
from carisecure.interface import words
from cases.course.operations import change_stage
from cases.record.models import Case, Stage
from cases.record.operations import case_moved, leaves_the_unit
from prosecutions.file.canonical import item_digest, list_digest
from prosecutions.file.models import FiledName, FileItem, FileSubmission
from prosecutions.file.sheets import Sheet, sheets_of
from prosecutions.record.models import BeforeCharge, Prosecution
from prosecutions.record.operations import add, moved
from prosecutions.record.service import only_service

PURPOSE = "prosecution"  # of the grants that are the prosecution service's own
FROM_THE_UNIT = frozenset({Stage.INVESTIGATION, Stage.REOPENED})
FROM_STAGES = FROM_THE_UNIT | {Stage.WITH_DPP, Stage.BEFORE_COURT}


@transaction.atomic
def submit_file(
    *,
    case: Case,
    items: Collection[str],
    note: str,
    by: User,
    matter: Prosecution | None = None,
    opens_matter: bool = False,
    to: Agency | None = None,
    after: int | None = None,
    sent_on: date | None = None,
) -> FileSubmission:
    """Freeze the chosen parts of the case (`Sheet.key`) as the next submission and open them to the DPP's group.

    It goes into `matter`, else into the standing one (`standing_matter`), or opens a matter of its own. `after` is how
    many submissions of the case the person knew of when they chose. `sent_on`: a day gone by, where the paper went
    before it was entered; the list is frozen as the case is now. Raises ValidationError (nothing chosen, something
    that is not there any more, a matter that takes no more files, no prosecution service), TransitionRefused (a case
    that nobody is investigating), StaleRecord (another one went meanwhile).
    """
    case = _begin(case, by)
    chosen = _chosen(case, items, by)
    _not_sent_meanwhile(case, after)
    known = _matter_for(case, matter, opens_matter=opens_matter)
    sent_on = sent_on or timezone.localdate()
    _check_day(case, known, sent_on)
    prosecution = known or _opened(case, to, sent_on, by)
    number = prosecution.filesubmissions.count() + 1
    submission = _freeze(prosecution, number, note.strip(), chosen, by, sent_on=sent_on)
    if case.stage in FROM_THE_UNIT:
        change_stage(case=case, stage=Stage.WITH_DPP, by=by)
    else:
        case_moved(case, by)
    stage = BeforeCharge.RECEIVED if prosecution.stage in BeforeCharge.values else prosecution.stage
    moved(prosecution, stage=stage)
    return submission


def _check_day(case: Case, matter: Prosecution | None, sent_on: date) -> None:
    """Raise ValidationError for a day to come, before the case was opened, or before the last file of the matter."""
    limits.check(limits.HAPPENED, sent_on=sent_on)
    if KnownDay(sent_on).is_before(KnownDay(case.opened_on, case.opened_precision)):
        told = {"day": words.day(case.opened_on, case.opened_precision)}
        raise ValidationError({"sent_on": _("The case was opened on %(day)s: no file of it went before that.") % told})
    last = matter.filesubmissions.order_by("-number").first() if matter is not None else None
    if last is not None and KnownDay(sent_on).is_before(last.sent):
        told = {"n": str(last.number), "day": words.day(last.sent_on, last.sent_precision)}
        raise ValidationError({"sent_on": _("Submission %(n)s went on %(day)s: a later one cannot be earlier.") % told})


def _begin(case: Case, by: User) -> Case:
    policy.require(by, "prosecutions.submit_file", case)
    found: Case = policy.fetch(Case, viewer=by, action="prosecutions.submit_file", pk=case.pk, lock=True)
    if found.stage not in FROM_STAGES:
        raise TransitionRefused(
            _("Only a case under investigation can go to the DPP. This case is: %(stage)s.")
            % {"stage": found.get_stage_display()}
        )
    leaves_the_unit(found)
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


def submissions_of(case: Case) -> QuerySet[FileSubmission]:
    """Everything that was sent of a case, in whichever matter, the latest first."""
    return FileSubmission.objects.filter(prosecution__case=case).order_by("-submitted_at", "-pk")


def _not_sent_meanwhile(case: Case, after: int | None) -> None:
    """Under the lock of the case: two people who open a second matter at once open one, and the second is told."""
    sent = submissions_of(case)
    if after is not None and after != sent.count():
        latest = sent.select_related("prosecution")[0]
        told = {"n": latest.number, "matter": latest.prosecution.reference, "note": latest.note}
        raise StaleRecord({"note": _("Submission %(n)s of %(matter)s. %(note)s") % told})


def takes_files(matter: Prosecution) -> bool:
    """What has ended in court takes no further file: another one opens a matter of its own."""
    return not (matter.is_over and matter.court_path)


def standing_matter(matters: Sequence[Prosecution]) -> Prosecution | None:
    """Where another file belongs unless somebody says otherwise: the newest open one.

    Else the newest in which no charge was advised; None where all that there were have ended in court.
    """
    takers = sorted((one for one in matters if takes_files(one)), key=lambda one: (not one.is_over, one.number))
    return takers[-1] if takers else None


def _matter_for(case: Case, matter: Prosecution | None, *, opens_matter: bool) -> Prosecution | None:
    """The matter into which a file goes, as it is now, under the lock of the case; None for a new one."""
    if opens_matter:
        return None
    known = list(Prosecution.objects.filter(case=case).select_for_update())
    if matter is None:
        return standing_matter(known)
    found: Prosecution | None = next((one for one in known if one.pk == matter.pk), None)
    if found is None:
        raise ValidationError({"matter": _("Not a matter of this case.")})
    if not takes_files(found):
        raise ValidationError({"matter": _("This matter has ended in court. Open a new one for this file.")})
    return found


def _opened(case: Case, to: Agency | None, sent_on: date, by: User) -> Prosecution:
    """The next matter of the case: grants first, those of the case among them, then the row."""
    prosecution = Prosecution(pk=uuid.uuid4())
    copy_grants(source=case, target=prosecution, by=by, purpose="holds the case")
    agency = to or only_service()
    grant(
        on=prosecution, to=agency.group_id, permissions=("view", "change", "see_identity"), purpose=PURPOSE, by=by
    )  # fmt: skip
    now = timezone.now()
    first = now if sent_on == timezone.localdate() else timezone.make_aware(datetime.combine(sent_on, time.min))
    prosecution = Prosecution(
        pk=prosecution.pk, reference=new_reference("DPP"), case=case, dpp_agency=agency,
        number=Prosecution.objects.filter(case=case).count() + 1,
        submitted_at=first, last_moved_at=now, excluded_groups=list(case.excluded_groups),
    )  # fmt: skip
    prosecution.save(force_insert=True)
    return prosecution


def _freeze(
    prosecution: Prosecution, number: int, note: str, sheets: list[Sheet], by: User, *, sent_on: date
) -> FileSubmission:
    digests = [
        item_digest(
            position=position, kind=sheet.kind, object_id=sheet.object_id, version=sheet.version,
            title=sheet.title, content=sheet.content, names=sheet.names,
        )
        for position, sheet in enumerate(sheets, start=1)
    ]  # fmt: skip
    submission = add(
        FileSubmission, prosecution, by=by, number=number, submitted_at=timezone.now(), sent_on=sent_on,
        note=note, item_count=len(sheets),
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
