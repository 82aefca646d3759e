"""What the house does by itself for its second place: the list of endings, every five minutes.

Like sealing (audit/tasks.py) a plain Celery task, not a job: a job's row would be three lines of the ledger each time.
A run that nobody heard loses nothing, because the next one tells what it left.
"""

from __future__ import annotations

import logging

from django.conf import settings

from carisecure.backup import endings_kept, place
from carisecure.backup.place import NoPlace
from carisecure.celery import app

logger = logging.getLogger(__name__)


@app.task(name="backup.endings", ignore_result=True)
def tell_endings() -> None:
    if not settings.BACKUP_PLACE or not settings.BACKUP_RECIPIENT:
        return  # who keeps no backups is told so elsewhere, once a day
    try:
        endings_kept.append(place.configured(), settings.BACKUP_RECIPIENT)
    except NoPlace as fault:
        logger.critical("backup.endings_not_told %s", fault)
