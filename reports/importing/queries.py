"""What the pages about imports and collections show that is of collections alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef

from carisecure.importing.models import BatchState
from carisecure.jobs.models import Job
from carisecure.jobs.queries import JobView, own_job
from reports.importing.models import ImportBatch
from reports.record.models import Collection

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def collections_to_count(viewer: User) -> list[Collection]:
    """Those with records in them: an import that was refused or undone leaves an empty one behind. 1 query."""
    held = ImportBatch.objects.filter(collection=OuterRef("pk"), state=BatchState.COMMITTED)
    return list(Collection.objects.visible_to(viewer, "reports.view_collection").filter(Exists(held)))


@dataclass(frozen=True)
class SameRows:
    """A batch with the same rows. `may_go_in`: it is another file, so somebody may want them once more."""

    batch: ImportBatch
    may_go_in: bool


def same_rows(viewer: User, batch: ImportBatch) -> SameRows | None:
    """A batch that is in a collection and has the same rows, while there is still a choice. 1 query."""
    if batch.state not in (BatchState.CHECKED, BatchState.FAULTY):
        return None
    found = ImportBatch.objects.visible_to(viewer, "reports.import").with_rows_of(batch)
    same: ImportBatch | None = found.select_related("collection").order_by("-committed_at").first()
    return SameRows(same, may_go_in=not batch.is_same_file(same)) if same else None


def job_shown(viewer: User, job_id: UUID | None) -> JobView | None:
    """The work on something, where this viewer asked for it; a colleague's job is theirs alone."""
    if job_id is None or not Job.objects.of(viewer).filter(pk=job_id).exists():
        return None
    return own_job(viewer, job_id)
