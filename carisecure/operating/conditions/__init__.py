"""The conditions of the installation: each one small function (`life`, `log`, `copies`, `files`, `guards`, `place`,
`certificate`), asked alike by `manage.py check_installation`, the administrator's page, health, metrics and alarms.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import Error as DatabaseFault
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from carisecure.operating.conditions import certificate, copies, files, guards, life, log, place
from carisecure.operating.conditions.found import Condition, Found, bad, unknown
from carisecure.operating.models import State

__all__ = ["ALL", "QUICK", "Condition", "Found", "State", "look", "look_at", "title_of"]

logger = logging.getLogger(__name__)

ALL: tuple[Condition, ...] = (
    Condition("sealing", _("Sealing of the access log"), log.sealing),
    Condition("verification", _("Check of the access log"), log.verification),
    Condition("keys", _("Keys"), place.keys),
    Condition("walls", _("Walls of the records"), guards.walls, is_quick=False),
    Condition("triggers", _("Triggers and functions"), guards.triggers, is_quick=False),
    Condition("rights", _("Rights in the database"), guards.rights, is_quick=False),
    Condition("roles", _("Roles in the database"), guards.roles, is_quick=False),
    Condition("backup", _("Backup"), copies.backup),
    Condition("wal", _("Log of the database"), copies.wal),
    Condition("drill", _("Restore drill"), copies.drill),
    Condition("exhibits", _("Files of exhibits"), files.exhibits),
    Condition("disk_files", _("Disk of the files"), place.disk_files),
    Condition("disk_database", _("Disk of the database"), place.disk_database),
    Condition("disk_backup", _("Second place"), place.disk_backup),
    Condition("house", _("Worker of the house"), life.house),
    Condition("worker", _("Worker"), life.worker),
    Condition("beat", _("Beat (starts what is due)"), life.beat),
    Condition("house_queue", _("Jobs of the house"), life.house_queue),
    Condition("asked_queue", _("Jobs that people asked for"), life.asked_queue),
    Condition("anchor", _("Anchors of the access log"), log.anchor),
    Condition("migrations", _("Database and release"), place.migrations, is_quick=False),
    Condition("secrets", _("Secrets"), place.secrets),
    Condition("tls", _("Certificate"), certificate.tls, is_quick=False),
    Condition("mail", _("Mail of alarms"), place.mail, alarms=False),
    Condition("mail_server", _("Mail server"), place.mail_server, is_quick=False, alarms=False),
    Condition("clock", _("Clock"), place.clock),
    Condition("demonstration", _("Demonstration"), place.demonstration, alarms=False),
)
QUICK = tuple(one for one in ALL if one.is_quick)


def title_of(name: str) -> str:
    return str(next(one.title for one in ALL if one.name == name))


def look(condition: Condition) -> Found:
    """What is found now. Never raises: what cannot be looked at is not known, what needs an absent database, bad."""
    try:
        with transaction.atomic():
            return condition.look()
    except DatabaseFault as fault:
        logger.warning("condition.database name=%s error=%s", condition.name, type(fault).__name__)
        return bad("database")
    except (OSError, ValueError, ArithmeticError, LookupError) as fault:
        logger.warning("condition.not_seen name=%s error=%s", condition.name, type(fault).__name__)
        return unknown("not_seen")


def look_at(conditions: Iterable[Condition] = ALL) -> dict[str, Found]:
    return {one.name: look(one) for one in conditions}
