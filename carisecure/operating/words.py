"""What each condition says, and what to do next: written for whoever keeps the machine, and for a supervisor alone.

Kept as codes, worded when they are read (`Found.code` under its condition's name, or for all of them under "any").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Words(NamedTuple):
    """`says` and `do` take the facts by name. `do` is empty where there is nothing to do."""

    says: Promise | str
    do: Promise | str = ""


_WORKER_DO = _("Start it: docker compose up -d. Then read its last lines: docker compose logs --tail=50 %(service)s.")
_GUARDS_DO = _(
    "Run manage.py verify_ledger: it names each. After an upgrade, run the migrations and the roles again. Otherwise"
    " somebody has changed the database: copy it as it is, and call the auditor."
)
_DISK_DO = _("Make room or a larger disk, today: when it is full, nothing more can be saved.")
_BACKUP_DO = _("Run manage.py backup and read what it says. See “Backup” in docs/operating.md.")
_WAL_DO = _("Start it: docker compose up -d wal. Then read its last lines: docker compose logs --tail=50 wal.")
_DRILL_DO = _("Run manage.py restore --drill with two shares at hand, and have the certificate signed.")

WORDS: Mapping[str, Words] = {
    "any.database": Words(
        _("The database does not answer."),
        _("Start it: docker compose up -d postgres. Pages say “your text is still here” until it answers."),
    ),
    "any.not_seen": Words(
        _("It could not be looked at."), _("Read the log of this process for condition.not_seen; nothing was changed.")
    ),
    "any.not_yet": Words(
        _("Not looked at yet."),
        _("The worker of the house does it every five minutes. Now: manage.py check_installation."),
    ),
    "sealing.ok": Words(_("Sealed: %(lines)s newer lines wait, for %(minutes)s minutes at most.")),
    "sealing.stands": Words(
        _("Not sealed for %(minutes)s minutes; %(lines)s lines wait."),
        _("Start the worker of the house: docker compose up -d house. Then run manage.py seal_ledger."),
    ),
    "sealing.stray": Words(
        _("A line stands in the log that no seal would ever cover."),
        _("Change nothing. Run manage.py verify_ledger, and call the auditor."),
    ),
    "verification.ok": Words(_("Whole %(hours)s hours ago: %(lines)s lines.")),
    "verification.never": Words(_("Not checked yet."), _("It runs each night. Now: manage.py verify_ledger.")),
    "verification.failed": Words(
        _("The last check found %(problems)s faults in the log and %(guards)s guards that differ."),
        _("Change nothing. Run manage.py verify_ledger, copy the database as it is, and call the auditor."),
    ),
    "verification.old": Words(
        _("Last checked %(hours)s hours ago."),
        _("See whether the worker of the house runs. Now: manage.py verify_ledger."),
    ),
    "keys.ok": Words(_("They open what the database has wrapped: %(n)s in use.")),
    "keys.missing": Words(
        _("Key %(number)s, which this database needs, is not in VAULT_KEYS."),
        _("Put back the VAULT_KEYS of this database; see “A lost key” in docs/operating.md. Start nothing until then."),
    ),
    "keys.other": Words(
        _("Key %(number)s of VAULT_KEYS is another one than this database was written with."),
        _("Put back the VAULT_KEYS of this database; see “A lost key” in docs/operating.md. Start nothing until then."),
    ),
    "walls.ok": Words(_("As this release made them.")),
    "walls.differ": Words(_("%(n)s walls are not as this release made them."), _GUARDS_DO),
    "walls.no_list": Words(
        _("This release has no list for this version of PostgreSQL."), _("Use PostgreSQL 18, or run make guards there.")
    ),
    "triggers.ok": Words(_("As this release made them.")),
    "triggers.differ": Words(_("%(n)s triggers or functions are not as this release made them."), _GUARDS_DO),
    "rights.ok": Words(_("As this release made them.")),
    "rights.differ": Words(_("%(n)s rights are not as this release made them."), _GUARDS_DO),
    "roles.ok": Words(_("Narrow, as this release made them.")),
    "roles.differ": Words(
        _("%(n)s facts about roles are not as this release made them."),
        _("Set them again: docker compose run --rm roles. If they differ afterwards, call the auditor."),
    ),
    "roles.too_wide": Words(
        _("This process signs in as a role that passes every wall."),
        _("Give web, worker and beat the address of carisecure_app in DATABASE_URL."),
    ),
    "roles.other": Words(
        _("Asked as another role than carisecure_app."), _("Run this with the application's DATABASE_URL.")
    ),
    "backup.ok": Words(_("Made and read back %(hours)s hours ago.")),
    "backup.no_place": Words(
        _("There is no second place, so there is no backup."),
        _("Set BACKUP_PLACE and BACKUP_RECIPIENT; see “Backup” in docs/operating.md."),
    ),
    "backup.never": Words(_("There is no backup yet."), _BACKUP_DO),
    "backup.failed": Words(_("The last backup failed, %(hours)s hours ago."), _BACKUP_DO),
    "backup.not_verified": Words(_("The backup of %(hours)s hours ago was not read back."), _BACKUP_DO),
    "backup.late": Words(_("The last one is %(hours)s hours old."), _BACKUP_DO),
    "backup.old": Words(_("The last one is %(hours)s hours old."), _BACKUP_DO),
    "wal.ok": Words(_("Brought to the second place %(seconds)s seconds ago.")),
    "wal.never": Words(
        _("It is not brought to the second place: a loss takes everything since the last backup."), _WAL_DO
    ),
    "wal.silent": Words(_("Not brought to the second place for %(minutes)s minutes."), _WAL_DO),
    "wal.away": Words(
        _("The second place is away; what is written waits on this machine."),
        _("Mount the second place again. It goes on by itself."),
    ),
    "wal.failed": Words(_("It cannot be fetched."), _("Read what it says: docker compose logs --tail=50 wal.")),
    "wal.gap": Words(
        _("A piece of it is missing: no moment after that can be reached."),
        _("Run manage.py backup --base, then docker compose restart wal."),
    ),
    "exhibits.ok": Words(_("All that were read again are what was kept: %(n)s.")),
    "exhibits.changed": Words(
        _("%(n)s are not what was kept."),
        _("Write down nothing over them. See “A changed exhibit” in docs/operating.md, and tell the supervisor."),
    ),
    "exhibits.old": Words(
        _("One was last read %(days)s days ago."), _("See whether the worker of the house runs each night.")
    ),
    "drill.ok": Words(_("Restored in a drill %(days)s days ago.")),
    "drill.never": Words(_("No restore was ever tried."), _DRILL_DO),
    "drill.failed": Words(_("The drill of %(days)s days ago failed."), _DRILL_DO),
    "drill.old": Words(_("The last drill was %(days)s days ago; one a quarter is due."), _DRILL_DO),
    "disk.ok": Words(_("%(free_gb)s GB free (%(percent)s %%).")),
    "disk.filling": Words(_("Only %(free_gb)s GB free (%(percent)s %%)."), _DISK_DO),
    "disk.full": Words(_("Nearly full: %(free_gb)s GB free (%(percent)s %%)."), _DISK_DO),
    "disk.gone": Words(_("It is not there."), _("Mount it, then start the services again.")),
    "disk.closed": Words(
        _("Nothing can be written to it."), _("Give the folder to the account that runs web and workers, mode 700.")
    ),
    "disk.no_folder": Words(_("The folder of the files is not there yet."), _("It is made with the first file.")),
    "disk.not_visible": Words(
        _("It cannot be seen from here."), _("Look at it on its own machine; or name a folder on it in DATABASE_DISK.")
    ),
    "disk.no_place": Words(_("There is no second place.")),
    "life.ok": Words(_("Gave a sign of life %(seconds)s seconds ago.")),
    "life.never": Words(_("Has never given a sign of life."), _WORKER_DO),
    "life.silent": Words(_("No sign of life for %(minutes)s minutes."), _WORKER_DO),
    "queue.ok": Words(_("%(jobs)s wait.")),
    "queue.slow": Words(
        _("%(jobs)s wait, the oldest for %(minutes)s minutes."), _("Wait for the long job before them, or stop it.")
    ),
    "queue.stands": Words(_("%(jobs)s wait, the oldest for %(minutes)s minutes."), _WORKER_DO),
    "anchor.ok": Words(_("The newest seal was put outside %(hours)s hours ago.")),
    "anchor.nowhere": Words(
        _("No place is set, so nobody could tell whether the end of the log was cut off."),
        _("Set LEDGER_ANCHOR_FILE on another disk, or LEDGER_ANCHOR_EMAIL."),
    ),
    "anchor.never": Words(_("Not put outside yet."), _("It happens every six hours. Now: manage.py anchor_ledger.")),
    "anchor.old": Words(
        _("The newest seal was last put outside %(hours)s hours ago."),
        _("Run manage.py anchor_ledger: it says which place cannot be written."),
    ),
    "migrations.ok": Words(_("The database is at this release.")),
    "migrations.waiting": Words(
        _("%(n)s migrations of this release were not run."), _("Run docker compose run --rm migrate, then start again.")
    ),
    "migrations.other_release": Words(
        _("The database was made by another release."),
        _("Start the release that made it; see “Upgrade” in docs/operating.md."),
    ),
    "secrets.ok": Words(_("None is an example; %(n)s files of secrets are closed.")),
    "secrets.example": Words(
        _("A secret is still the one of sample.env, which everybody has."), _("Make new ones: docker/make-secrets.")
    ),
    "secrets.writable": Words(_("%(n)s files of secrets can be written by others."), _("chmod 600 each of them.")),
    "secrets.readable": Words(_("%(n)s files of secrets can be read by others."), _("chmod 600 each of them.")),
    "tls.ok": Words(_("Bears the site's name, for %(days)s more days.")),
    "tls.not_asked": Words(
        _("No proxy with TLS is set."), _("Set ALLOWED_HOSTS to the site's own name, and BEHIND_TLS_PROXY=1.")
    ),
    "tls.unreachable": Words(
        _("The site's own address cannot be reached from here."),
        _("Open the site in a browser and look at the lock; or say in TLS_CHECK_AT where the proxy is reached."),
    ),
    "tls.other_name": Words(
        _("The certificate bears another name than the site's."),
        _("Give the proxy the site's name (SITE_ADDRESS) and start it again."),
    ),
    "tls.over": Words(
        _("The certificate is not valid today."),
        _("Start the proxy again and read its lines: docker compose logs proxy. Check the clock of the machine."),
    ),
    "tls.soon": Words(
        _("The certificate ends in %(days)s days."), _("Read why it was not renewed: docker compose logs proxy.")
    ),
    "tls.not_trusted": Words(
        _("Valid for %(days)s days, but signed by nobody whom this machine trusts."),
        _("Right inside an agency with its own authority. Otherwise get a public certificate."),
    ),
    "mail.ok": Words(_("The last mail was taken by the server.")),
    "mail.nobody": Words(
        _("Nobody is told of alarms by mail."), _("Set ALARM_EMAIL to one or two addresses that are read.")
    ),
    "mail.never": Words(_("None was sent yet."), _("Try it: manage.py check_installation --mail.")),
    "mail.not_sent": Words(
        _("The last mail could not be sent."),
        _("Try it: manage.py check_installation --mail. See EMAIL_HOST in sample.env."),
    ),
    "mail_server.ok": Words(_("It answers.")),
    "mail_server.nobody": Words(_("Not asked, because no mail is sent.")),
    "mail_server.no_server": Words(_("Mail goes to no server here.")),
    "mail_server.refused": Words(
        _("It refuses our name or password."), _("Check EMAIL_HOST_USER and EMAIL_HOST_PASSWORD.")
    ),
    "mail_server.unreachable": Words(
        _("It does not answer."), _("Check EMAIL_HOST and EMAIL_PORT, and whether this network lets mail out.")
    ),
    "clock.ok": Words(_("%(seconds)s s from the database's.")),
    "clock.apart": Words(
        _("%(seconds)s s from the database's."),
        _("Set the clock of this machine by the network: timedatectl set-ntp true. Then start the services again."),
    ),
    "demonstration.ok": Words(_("Off.")),
    "demonstration.on": Words(
        _("On: one click signs in as anybody."), _("Right for make demo alone. Elsewhere set DEMO=0 and start again.")
    ),
    "demonstration.debug": Words(
        _("DEBUG is on: faults are shown with their contents."), _("Set DEBUG=0 and start again.")
    ),
}
# Conditions that share their words with others.
FAMILIES = {
    "disk_files": "disk", "disk_database": "disk", "disk_backup": "disk", "house": "life", "worker": "life",
    "beat": "life", "house_queue": "queue", "asked_queue": "queue", "roles.no_list": "walls",
    "triggers.no_list": "walls", "rights.no_list": "walls",
}  # fmt: skip
SERVICES = {"house": "house", "house_queue": "house", "worker": "worker", "asked_queue": "worker", "beat": "beat"}


def words_of(name: str, code: str) -> Words:
    """Raises KeyError for a code without words; a test names them all."""
    if f"any.{code}" in WORDS:
        return WORDS[f"any.{code}"]
    family = FAMILIES.get(f"{name}.{code}") or FAMILIES.get(name, name)
    return WORDS[f"{family}.{code}"]


def says(name: str, code: str, facts: Mapping[str, object]) -> str:
    return str(words_of(name, code).says) % dict(facts)


def do(name: str, code: str, facts: Mapping[str, object]) -> str:
    return str(words_of(name, code).do) % {"service": SERVICES.get(name, name), **facts}
