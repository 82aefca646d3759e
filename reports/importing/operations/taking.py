"""How a work on an import takes its batch."""

from __future__ import annotations

from carisecure.access import policy
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.running import Running
from reports.importing.models import ImportBatch


def taken(running: Running, batch_id: str, becoming: str) -> ImportBatch:
    """The batch, locked for this transaction. Raises NotVisible, JobRefused."""
    policy.require(running.person, "reports.import")
    batch: ImportBatch = ImportBatch.objects.fetch(running.person, "reports.import", batch_id, lock=True)
    if not batch.may_become(becoming):
        raise JobRefused("import.too_late", state=batch.state)
    return batch
