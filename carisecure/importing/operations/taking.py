"""How a work on an import takes its batch."""

from __future__ import annotations

from carisecure.access import policy
from carisecure.importing.models import Batch
from carisecure.importing.targets import Target
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.running import Running


def taken(target: Target, running: Running, batch_id: str, becoming: str) -> Batch:
    """The batch, locked for this transaction. Raises NotVisible, JobRefused."""
    policy.require(running.person, target.action)
    batch: Batch = target.batches.objects.fetch(running.person, target.action, batch_id, lock=True)
    if not batch.may_become(becoming):
        raise JobRefused(target.too_late, state=batch.state)
    return batch
