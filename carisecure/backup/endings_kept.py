"""The list of endings at the second place: a sealed file each time there is something to say, and one a day at least.

    endings/<moment>-<after>-<until>.age     what the seals after `after` up to `until` say was ended

Nobody can read it there, the house itself included: what was told last stands in the names. What was told before the
oldest backup and the oldest base were made stands in their own log, so it goes with those before them.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from carisecure.access import session
from carisecure.audit import ledger
from carisecure.backup import endings
from carisecure.backup.endings import Batch
from carisecure.backup.envelope import SUFFIX, Run
from carisecure.backup.kept import MOMENT
from carisecure.backup.place import BACKUPS, BASE, ENDINGS, Place

_MOMENT = re.compile(r"\d{8}T\d{6}Z")
_NAME = re.compile(rf"(\d{{8}}T\d{{6}}Z)-(\d+)-(\d+){re.escape(SUFFIX)}")
QUIET = timedelta(days=1)
# So long before the oldest that is there: a clock may have been set meanwhile.
MARGIN = timedelta(days=7)


def append(place: Place, recipient: str) -> list[Batch]:
    """Tell what was ended since the last time. Raises NoPlace. Returns what was written."""
    place.demand(recipient)
    told, at = last_told(place)
    newest = ledger.last_seals(1)
    until = newest[0].number if newest else 0
    written = []
    with place.held(ENDINGS), place.in_words():
        place.clear_unfinished(ENDINGS)
        while told < until:
            batch = _read(told, min(until, told + endings.SEALS_AT_ONCE))
            told = batch.until
            is_due = told == until and (at is None or timezone.now() - at > QUIET)
            if batch.endings or is_due:
                put(place, recipient, batch)
                written.append(batch)
    return written


def put(place: Place, recipient: str, batch: Batch) -> str:
    """Write one batch; returns its name. After a restore an empty one says from which seal on is to be told."""
    name = f"{timezone.now().astimezone(UTC).strftime(MOMENT)}-{batch.after:012d}-{batch.until:012d}{SUFFIX}"
    with place.in_words(), place.writing(f"{ENDINGS}/{name}") as stream:
        Run(recipient).seal(io.BytesIO(batch.to_json()), stream)
    return name


def remove_unneeded(place: Place) -> list[str]:
    """Take away what no backup and no base that lies there needs any longer; returns the names. The newest batch stays,
    because its name says how far was told, and all do where nothing lies there that one could go back to.
    """
    made = [found[0] for name in (*place.names(BACKUPS), *place.names(BASE)) if (found := _MOMENT.match(name))]
    if not made:
        return []
    oldest = datetime.strptime(min(made), MOMENT).replace(tzinfo=UTC) - MARGIN
    gone = [name for name in place.names(ENDINGS)[:-1] if _NAME.fullmatch(name) and name < oldest.strftime(MOMENT)]
    for name in gone:
        place.remove(f"{ENDINGS}/{name}")
    return gone


def last_told(place: Place) -> tuple[int, datetime | None]:
    """Up to which seal, and when; (0, None) where nothing was told yet."""
    found = [match for name in place.names(ENDINGS) if (match := _NAME.fullmatch(name))]
    if not found:
        return 0, None
    return int(found[-1][3]), datetime.strptime(found[-1][1], MOMENT).replace(tzinfo=UTC)


@transaction.atomic
def _read(after: int, until: int) -> Batch:
    session.enter(None, purpose="maintenance")
    return endings.between(after, until)
