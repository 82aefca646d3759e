"""Was this database made by the migrations that are here?

Before the first release the histories were made anew: what was migrated before, or by a newer release, has the same
tables under other names of migrations, and would be migrated half. Such a database is told, and left as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import Error as DatabaseFault
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
APPLIED = "select app, name from django_migrations order by id"
THERE_IS_ONE = "select to_regclass('public.django_migrations') is not null"
ADVICE = (
    "Nothing was changed. A demonstration is built anew by `make demo`; any other database belongs to the release that "
    "made it: start that one, or restore a backup made by this one."
)


class OtherHistory(Exception):
    """The database knows migrations that are not here."""


def here(root: Path = ROOT) -> set[tuple[str, str]]:
    """(app, name) of every migration of ours, from the files; needs no settings."""
    files = (*root.glob("*/migrations/[0-9]*.py"), *root.glob("carisecure/*/migrations/[0-9]*.py"))
    return {(file.parents[1].name, file.stem) for file in files}


def strangers(applied: Iterable[tuple[str, str]], known: Collection[tuple[str, str]]) -> list[str]:
    """Those applied migrations of our apps that are not here, in their order."""
    ours = {app for app, _ in known}
    return [f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in known]


def found_by(cursor: Any) -> list[str]:
    """The strangers in the database of a cursor; none where nothing was migrated yet."""
    cursor.execute(THERE_IS_ONE)
    if not cursor.fetchone()[0]:
        return []
    cursor.execute(APPLIED)
    return strangers(cursor.fetchall(), here())


def fault() -> str:
    """What is wrong with this database, in words; "" if nothing is. Raises django.db.OperationalError."""
    with connection.cursor() as cursor:
        others = found_by(cursor)
    if not others:
        return ""
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    return f"This database was made by another release: it knows the migration {others[0]}{more}, which is not here."


def demand() -> None:
    """At the start of a process that serves. Raises OtherHistory, or OperationalError where nothing answers."""
    if found := fault():
        raise OtherHistory(f"{found} {ADVICE}")


def check(**_: Any) -> list[CheckMessage]:
    """For `manage.py check` and before every command, `migrate` included: an error stops it."""
    try:
        found = fault()
    except DatabaseFault:
        return []
    return [Error(found, hint=ADVICE, id="carisecure.E001")] if found else []
