"""How a work on an import takes its batch."""

from __future__ import annotations

from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.jobs.running import Running
from reports.importing.models import ImportBatch


def taken(running: Running, batch_id: str, becoming: str) -> ImportBatch:
    """The batch, locked for this transaction. Raises NotVisible, TransitionRefused."""
    policy.require(running.person, "reports.import")
    batch: ImportBatch = ImportBatch.objects.fetch(running.person, "reports.import", batch_id, lock=True)
    if not batch.may_become(becoming):
        raise TransitionRefused(
            _("Too late for this file: it is already “%(state)s”.") % {"state": batch.get_state_display()}
        )
    return batch
