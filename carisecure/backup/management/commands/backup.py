"""`manage.py backup`: the house to the second place, or what is there. Status 0 only where everything is well."""

from __future__ import annotations

import datetime as dt
import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from carisecure.backup import base, kept, making, place, source, stores
from carisecure.backup.base import CannotTakeBase
from carisecure.backup.dump import DumpFailed
from carisecure.backup.kept import Kept, NotWhole
from carisecure.backup.making import NotKept
from carisecure.backup.place import NoPlace, Place
from carisecure.backup.receiving import CannotReceive, Log
from carisecure.backup.snapshot import Empty
from carisecure.backup.source import NoSource
from carisecure.backup.stores import FileDiffers
from carisecure.operating import pulses

logger = logging.getLogger(__name__)

REFUSALS = (
    NoPlace, NoSource, NotKept, NotWhole, Empty, DumpFailed, FileDiffers, CannotTakeBase, CannotReceive,
)  # fmt: skip
# When the daily one begins, at the country's time; how long after a failure it is tried again, in seconds.
AT = dt.time(2, 15)
AGAIN_AFTER = 3600
LOOKS_EVERY = 60


class Command(BaseCommand):
    help = "Copy the house, sealed, to BACKUP_PLACE, and read the copy back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        does = parser.add_mutually_exclusive_group()
        does.add_argument("--list", action="store_true", help="what is there")
        does.add_argument(
            "--check", action="store_true", help="read every backup and file that is there, and compare it"
        )
        does.add_argument("--daily", action="store_true", help=f"stay, and make one every day at {AT:%H:%M}")
        does.add_argument("--base", action="store_true", help="the whole server, for any moment from now on")
        does.add_argument(
            "--new-place", action="store_true", help="make BACKUP_PLACE a second place for BACKUP_RECIPIENT"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["daily"]:
            self._daily()
        try:
            at = place.configured()
            if options["new_place"]:
                at.prepare(settings.BACKUP_RECIPIENT)
                self.stdout.write(f"{at.root} is a second place now, sealed for {settings.BACKUP_RECIPIENT}.")
            elif options["base"]:
                base.take(at, Log(source.configured()), base.run(), say=self.stdout.write)
            elif options["list"] or options["check"]:
                at.demand(settings.BACKUP_RECIPIENT)
                self._list(at, read=options["check"])
            else:
                making.back_up(at, source.configured(), say=self.stdout.write)
        except REFUSALS as refusal:
            if not (options["list"] or options["check"] or options["new_place"] or options["base"]):
                _tell(refusal)
            raise CommandError(str(refusal)) from refusal

    def _list(self, at: Place, *, read: bool) -> None:
        faults = kept.unreadable(at) + (stores.faults(at) if read else [])
        backups = kept.listed(at)
        for one in backups:
            fault = _fault(one, read=read)
            faults += [fault] if fault else []
            self.stdout.write(_line(one, fault))
        if not backups:
            raise CommandError(f"There is no backup at {at.root}.")
        if faults:
            raise CommandError(" ".join(faults))

    def _daily(self) -> None:
        """Until the process is ended. What goes wrong stands in the log, and it is tried again an hour later."""
        not_before = 0.0
        while True:
            if time.monotonic() >= not_before and _is_due():
                try:
                    made = making.back_up(place.configured(), source.configured(), say=logger.info)
                    logger.info("backup.kept backup=%s bytes=%s", made.stamp, made.size)
                    base.take_if_due(place.configured(), Log(source.configured()), say=logger.info)
                except REFUSALS as refusal:
                    logger.critical("backup.failed %s", refusal)
                    _tell(refusal)
                    not_before = time.monotonic() + AGAIN_AFTER
                except Exception as fault:
                    logger.exception("backup.failed")
                    _tell(fault)
                    not_before = time.monotonic() + AGAIN_AFTER
            time.sleep(LOOKS_EVERY)


def _tell(fault: Exception) -> None:
    """A sign of life that says it ended badly, and which backup is the newest that is there."""
    try:
        here = kept.listed(place.configured())
    except (*REFUSALS, OSError):
        here = []
    last = here[-1].stamp if here else ""
    pulses.beat_if_possible("backup", {"fault": type(fault).__name__, "last": last})


def _is_due() -> bool:
    """Whether no backup is there since the last time one should have begun. True as well where nobody can tell."""
    now = timezone.localtime()
    last = timezone.make_aware(dt.datetime.combine(now.date(), AT))
    if last > now:
        last = timezone.make_aware(dt.datetime.combine(now.date() - dt.timedelta(days=1), AT))
    try:
        here = kept.listed(place.configured())
    except (NoPlace, OSError):
        return True
    return not here or here[-1].at < last


def _fault(one: Kept, *, read: bool) -> str:
    if not read:
        return "" if one.has_all_parts() else f"The backup of {one.stamp} is not whole."
    try:
        one.demand()
    except NotWhole as fault:
        return str(fault)
    return ""


def _line(one: Kept, fault: str) -> str:
    about = one.about
    when = timezone.localtime(one.at)
    return (
        f"{one.stamp}  {when:%Y-%m-%d %H:%M}  {one.size:>15,} bytes  {about['rows']:>12,} rows  seal {about['seal']}  "
        f"release {about['release']}  {fault or 'whole'}"
    )
