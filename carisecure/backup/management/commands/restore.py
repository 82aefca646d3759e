"""`manage.py restore`: out of a backup and two shares, a house on an empty server; with --drill, the proof of it.

See docs/decisions/backup.md and the card in docs/operating.md.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from carisecure import libpq
from carisecure.audit.anchors import UnreadableAnchor
from carisecure.backup import drill, kept, opening, place, restoring, returning, shares, target, written_keys
from carisecure.backup.envelope import Unreadable
from carisecure.backup.kept import NotWhole
from carisecure.backup.manifest import Forged
from carisecure.backup.moment import CannotRecover
from carisecure.backup.opening import Opened
from carisecure.backup.place import NoPlace, Place
from carisecure.backup.restoring import Order, Restored
from carisecure.backup.returning import Wish
from carisecure.backup.shares import WrongShares
from carisecure.backup.source import NoSource
from carisecure.backup.target import CannotRestore, Target

LANGUAGES = settings.LANGUAGES
WORDED = (
    CannotRecover, CannotRestore, NoPlace, NoSource, NotWhole, Forged, WrongShares, Unreadable, UnreadableAnchor,
    ImproperlyConfigured,
)  # fmt: skip


class Command(BaseCommand):
    help = "Make the house again out of a backup and two of three shares, on an empty server."
    requires_system_checks = ()  # there may be no database yet, and no keys

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--place", type=Path, help="the second place, instead of BACKUP_PLACE")
        parser.add_argument("--backup", default="", help="its moment, as --list shows it; without it the newest")
        parser.add_argument("--list", action="store_true", help="show the backups that are whole, and end")
        parser.add_argument("--share", type=Path, action="append", default=[], help="a file with a share; twice")
        parser.add_argument("--server-file", type=Path, help="a file with the address of a superuser of the new server")
        parser.add_argument("--asked-by", default="", help="user name of who restores")
        parser.add_argument("--agreed-by", default="", help="user name of the second person")
        parser.add_argument("--replaces", nargs=2, metavar="NAME", help="a living house's name, by each of the two")
        parser.add_argument(
            "--despite-faults", action="store_true", help="a house that had faults when it was backed up"
        )
        parser.add_argument("--keys-to", type=Path, help="a folder that receives the house's keys, a file each")
        parser.add_argument("--drill", action="store_true", help="on a server that is thrown away; for a certificate")
        parser.add_argument("--certificate", type=Path, help="where the certificate of a drill goes (PDF)")
        parser.add_argument("--to", metavar="MOMENT", help="'2026-11-30 14:05' at the house's time, or: latest")
        parser.add_argument("--data", type=Path, help="with --to: the empty data folder of the server that is to be")
        parser.add_argument("--log", type=Path, action="append", default=[], help="with --to: a dead server's pg_wal")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=[code for code, _ in LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        libpq.forget(but_sign_in=True)
        try:
            where = Place(options["place"].absolute()) if options["place"] else place.configured()
            where.recipient()  # is this one at all?
            if options["list"]:
                self._list(where)
            elif options["to"]:
                self._to_moment(where, options)
            elif options["drill"]:
                self._drill(where, options)
            else:
                self._restore(where, options)
        except WORDED as fault:
            raise CommandError(str(fault)) from fault
        except OSError as fault:
            raise CommandError(f"{fault.strerror}: {fault.filename}. Nothing was restored.") from fault

    def _list(self, where: Place) -> None:
        for one in kept.listed(where):
            about = one.about
            self.stdout.write(
                f"{one.stamp}  {about['rows']:,} rows, {about['files']['count']:,} files, up to seal {about['seal']}"
            )
        for fault in kept.unreadable(where):
            self.stdout.write(fault)

    def _restore(self, where: Place, options: dict[str, Any]) -> None:
        if not options["server_file"]:
            raise CannotRestore("--server-file: a file that holds postgresql://postgres:password@host:5432/carisecure.")
        people = self._people(options)
        to = Target(options["server_file"].read_text(encoding="utf-8").strip())
        target.check(to)
        chosen = opening.choose(where, options["backup"])
        self._demand_consent(to, people, options["replaces"])
        backup = self._opened(chosen, options)
        anchor_file = Path(settings.LEDGER_ANCHOR_FILE) if settings.LEDGER_ANCHOR_FILE else None
        order = Order(to, Path(settings.FILES_ROOT), anchor_file, people, self.stdout.write, options["despite_faults"])
        if options["keys_to"]:
            written_keys.demand_folder(options["keys_to"])
        done = restoring.restore(backup, order)
        self._report(backup, done, options)

    def _demand_consent(self, to: Target, people: tuple[str, str], typed: list[str] | None) -> None:
        """A house that is there is replaced only by two people who each type which one."""
        if not target.lives_there(to):
            return
        if typed is None:
            self.stdout.write(f"Somebody's records are in the database {to.name}. They would be put aside, not lost.")
            typed = [input(f"{who}, type the name of that database to go on: ").strip() for who in people]
        if typed != [to.name, to.name]:
            raise CannotRestore(
                f"The database {to.name} holds a house, and two people did not both type its name. It is as it was."
            )

    def _people(self, options: dict[str, Any]) -> tuple[str, str]:
        people = (options["asked_by"], options["agreed_by"])
        if not all(people) or people[0] == people[1]:
            raise CannotRestore("Two people answer for a restore: --asked-by and --agreed-by, two user names.")
        return people

    def _opened(self, chosen: kept.Kept, options: dict[str, Any]) -> Opened:
        return opening.opened(chosen, self._typed(options))

    def _typed(self, options: dict[str, Any]) -> list[str]:
        texts = [path.read_text(encoding="utf-8") for path in options["share"]]
        missing = range(len(texts) + 1, shares.NEEDED + 1)
        return [
            *texts,
            *(input(f"Share {number} of {shares.NEEDED}, its {shares.WORDS} words: ") for number in missing),
        ]

    def _to_moment(self, where: Place, options: dict[str, Any]) -> None:
        """A whole server out of base and log, in an empty folder; in a drill in one that is thrown away."""
        people = None if options["drill"] else self._people(options)
        if (options["data"] is None) != options["drill"]:
            raise CannotRestore("--data: the empty folder that is to be the server's; in a drill there is none.")
        if options["keys_to"]:
            written_keys.demand_folder(options["keys_to"])
        at = returning.read_moment(options["to"])
        outside = Path(settings.LEDGER_ANCHOR_FILE) if settings.LEDGER_ANCHOR_FILE else None
        wish = Wish(at, options["data"], people, Path(settings.FILES_ROOT), outside, options["log"], self.stdout.write)
        done = returning.bring_back(where, self._typed(options), wish)
        if options["keys_to"]:
            for line in written_keys.write(options["keys_to"], done.secrets, done.base.stamp):
                self.stdout.write(line)
        for line in done.lines():
            self.stdout.write(line)

    def _report(self, backup: Opened, done: Restored, options: dict[str, Any]) -> None:
        found = done.settled
        if options["keys_to"]:
            for line in written_keys.write(options["keys_to"], backup.secrets, backup.kept.stamp):
                self.stdout.write(line)
        for line in [*found["faults"], *done.losses]:
            self.stdout.write(line)
        ended = ", ".join(f"{kind} {count}" for kind, count in found["ended_again"].items()) or "nothing"
        self.stdout.write(f"Ended again, because it was ended after the backup: {ended}.")
        if done.before:
            self.stdout.write(f"The database that was there is called {done.before} now, and is closed.")
        self.stdout.write(
            f"Restored in {done.seconds:,.0f} seconds: {backup.manifest.rows:,} rows, {len(backup.files):,} files, "
            f"{found['can_sign_in']} of {found['people']} people can sign in. Set the passwords of the roles"
            " (docker/postgres/set-roles), and start the house."
        )

    def _drill(self, where: Place, options: dict[str, Any]) -> None:
        backup = self._opened(opening.choose(where, options["backup"]), options)
        to = options["certificate"] or Path(f"drill-{backup.kept.stamp}.pdf")
        address = options["server_file"].read_text(encoding="utf-8").strip() if options["server_file"] else ""
        done = drill.run(backup, address=address, say=self.stdout.write)
        to.write_bytes(drill.certificate_of(done, language=options["language"]))
        self.stdout.write(f"The drill succeeded in {done.seconds:,.0f} seconds. Sign the certificate: {to}")
        self.stdout.write(drill.note(done))
