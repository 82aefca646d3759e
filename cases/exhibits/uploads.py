"""Files of exhibits on their way in: begun, taken piece by piece, handed over to be checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.access.policy import fetch
from carisecure.access.vault import keys
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from carisecure.jobs.operations import enqueue
from carisecure.storage import arriving, sniffing
from cases.exhibits.file_words import FULL, why
from cases.exhibits.models import Arrival, Exhibit, ExhibitUpload
from cases.record.models import Case

ACTION = "cases.add_exhibit_file"
# How long a file that was not finished can be gone on with; then its pieces are taken away (`tasks`).
GOES_ON_FOR = timedelta(days=3)
JOB = "cases.check_file"


@transaction.atomic
def begin(*, exhibit: Exhibit, name: str, size: int, by: User, changed: int = 0) -> ExhibitUpload:
    """A place for a file of so many bytes; the same one again where this person has begun it and it was cut off.

    The same: its name, its size and the moment in which it was `changed` (milliseconds since 1970) are. Recorders give
    many files one name and one size; without the moment (0) it begins anew, so that no two are ever joined.

    Raises ValidationError on "file" for a name or size that is not taken, and for an exhibit that was struck out.
    """
    case = fetch(Case, viewer=by, action=ACTION, pk=exhibit.case_id, lock=True)
    exhibit = newest_of(fetch(Exhibit, viewer=by, action=ACTION, pk=exhibit.pk))
    if exhibit.is_retracted:
        raise ValidationError({"file": _("This exhibit was struck out.")})
    try:
        sniffing.check_name(name)
    except sniffing.Refused as refused:
        raise ValidationError({"file": why(refused.code)}) from None
    if size < 1 or size > settings.EXHIBIT_FILE_BYTES:
        raise ValidationError({"file": why("too_large" if size > 0 else "empty")})
    for known in _unfinished(exhibit, by) if changed else ():
        if (known.name, known.size, known.file_changed) == (name, size, changed):
            return known
    made: ExhibitUpload = ExhibitUpload.objects.create(
        case=case, exhibit_id=exhibit.entry_key, name=name, size=size, file_changed=changed, sent_by=by
    )
    keys.for_writing(made.pk)  # its key, now: the pieces only read it
    return made


def take(*, upload: ExhibitUpload, offset: int, read: Callable[[int], bytes]) -> int:
    """One piece; returns how far the file has come. Nothing of it is in the database.

    Raises TransitionRefused where it is finished, `arriving.WrongOffset`, `arriving.TooMuch`, and OSError for a full
    disk.
    """
    if upload.state != Arrival.RECEIVING:
        raise TransitionRefused(_("This file has arrived already."))
    return arriving.append(upload.pk, offset=offset, size=upload.size, read=read)


@transaction.atomic
def finish(*, upload: ExhibitUpload, by: User) -> ExhibitUpload:
    """Have it checked; again, where the scanner was away. Raises TransitionRefused where something of it is missing."""
    fetch(Case, viewer=by, action=ACTION, pk=upload.case_id, lock=True)
    row: ExhibitUpload = fetch(ExhibitUpload, viewer=by, action=ACTION, pk=upload.pk, lock=True)
    if row.state in (Arrival.KEPT, Arrival.REFUSED):
        return row
    if arriving.received(row.pk, row.size) != row.size:
        raise TransitionRefused(_("The file has not arrived whole yet."))
    row.state = Arrival.WAITING
    row.save(update_fields=["state"])
    enqueue(JOB, params={"upload": str(row.pk)}, by=by, unique_key=f"{row.pk}:{timezone.now():%Y%m%d%H%M}")
    return row


def send_whole(*, exhibit: Exhibit, name: str, size: int, read: Callable[[int], bytes], by: User) -> ExhibitUpload:
    """A file that came with a plain form: begun, taken and finished at once.

    Raises ValidationError on "file", for a full disk too: then nothing of it is left.
    """
    with transaction.atomic():
        upload = begin(exhibit=exhibit, name=name, size=size, by=by)
        arriving.drop(upload.pk)
        try:
            take(upload=upload, offset=0, read=read)
        except arriving.TooMuch:
            raise ValidationError({"file": why("damaged")}) from None
        except OSError:
            arriving.drop(upload.pk)
            raise ValidationError({"file": str(FULL)}) from None
        return finish(upload=upload, by=by)


def _unfinished(exhibit: Exhibit, by: User) -> list[ExhibitUpload]:
    rows = ExhibitUpload.objects.visible_to(by, ACTION).filter(
        exhibit=exhibit.entry_key, state=Arrival.RECEIVING, sent_by=by, created_at__gte=timezone.now() - GOES_ON_FOR
    )
    return list(rows)


def upload_of(viewer: User, pk: UUID) -> ExhibitUpload:
    """One's own, while the exhibit is there. Raises NotVisible."""
    found: ExhibitUpload = fetch(ExhibitUpload, viewer=viewer, action=ACTION, pk=pk)
    return found
