"""`manage.py backup`: the house to the second place, or what is there. Status 0 only where everything is well."""

from __future__ import annotations

import logging
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from carisecure import libpq
from carisecure.backup import base, kept, making, place, source, stores
from carisecure.backup.base import CannotTakeBase
from carisecure.backup.daily import AT
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


class Command(BaseCommand):
    help = "Copy the house, sealed, to BACKUP_PLACE, and read the copy back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        does = parser.add_mutually_exclusive_group()
        does.add_argument("--list", action="store_true", help="what is there")
        does.add_argument(
            "--check", action="store_true", help="read every backup and file that is there, and compare it"
        )
        does.add_argument("--daily", action="store_true", help=f"stay, and make one every day at {AT:%H:%M}")
        does.add_argument(
            "--nightly", action="store_true", help="what the daily one does when it is time; for it alone"
        )
        does.add_argument("--base", action="store_true", help="the whole server, for any moment from now on")
        does.add_argument(
            "--new-place", action="store_true", help="make BACKUP_PLACE a second place for BACKUP_RECIPIENT"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        libpq.forget(but_sign_in=True)
        if options["daily"]:
            self.stdout.flush()
            # The same process from here on, without the house in its memory.
            given = [settings.TIME_ZONE, os.path.abspath(settings.BACKUP_PLACE) if settings.BACKUP_PLACE else ""]
            os.execv(sys.executable, [sys.executable, "-m", "carisecure.backup.daily", *given])  # noqa: S606
        if options["nightly"]:
            self._nightly()
            return
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

    def _nightly(self) -> None:
        """One, and a base where it is time for one; for the service, so what goes wrong stands in its log."""
        try:
            made = making.back_up(place.configured(), source.configured(), say=logger.info)
            logger.info("backup.kept backup=%s bytes=%s", made.stamp, made.size)
            base.take_if_due(place.configured(), Log(source.configured()), say=logger.info)
        except REFUSALS as refusal:
            logger.critical("backup.failed %s", refusal)
            _tell(refusal)
            sys.exit(1)
        except Exception as fault:
            logger.exception("backup.failed")
            _tell(fault)
            sys.exit(1)


def _tell(fault: Exception) -> None:
    """A sign of life that says it ended badly, and which backup is the newest that is there."""
    try:
        here = kept.listed(place.configured())
    except (*REFUSALS, OSError):
        here = []
    last = here[-1].stamp if here else ""
    pulses.beat_if_possible("backup", {"fault": type(fault).__name__, "last": last})


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
