"""The files that were sent: kept until their rows are in and their days are over."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from carisecure.access.vault import keys
from carisecure.jobs import conf
from carisecure.storage import keeping

FOLDER = "imports"


def remove_old() -> int:
    """Remove the files that were sent longer ago than JOBS_FILES_KEPT_DAYS, and destroy their keys: what became rows
    is there, what did not has to be sent again. Returns how many.

    It goes by the disk and not by the batches, which the house's upkeep may not read. A file is removed when its key is
    gone for good; one whose removal was cut short goes the next night.
    """
    old = list(keeping.older_than(FOLDER, conf.count("JOBS_FILES_KEPT_DAYS") * 24 * 3600))
    for path in old:
        if not path.endswith(keeping.UNFINISHED):  # left by a machine that went down while it was sent: without a key
            keys.destroy(keeping.key_of(path))
        transaction.on_commit(partial(keeping.remove, path))
    return len(old)
