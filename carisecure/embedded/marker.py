"""How a database says that it is the demonstration, so that one-click sign-in never meets real people.

The superuser of the embedded server writes the mark as the comment of the database. The application's role cannot write
it, and it names the server's own identifier, so a mark that travels in a dump to another server counts for nothing.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

_PREFIX = "carisecure demonstration of server"
_READ = "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
_SERVER = "select system_identifier from pg_control_system()"


def mark(cursor: Any) -> None:
    """Mark the database that the cursor of a superuser is connected to."""
    cursor.execute(_SERVER)
    server = int(cursor.fetchone()[0])
    cursor.execute("select quote_ident(current_database())")
    database = cursor.fetchone()[0]
    cursor.execute(f"comment on database {database} is '{_PREFIX} {server}'")


def is_demonstration_database(connection: BaseDatabaseWrapper) -> bool:
    """Whether `make demo` made this database, on this very server."""
    with connection.cursor() as cursor:
        return is_marked(cursor)


def is_marked(cursor: Any) -> bool:
    cursor.execute(_READ)
    comment = cursor.fetchone()[0]
    cursor.execute(_SERVER)
    server = cursor.fetchone()[0]
    return bool(comment == f"{_PREFIX} {server}")


def refuse_other_databases(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Receiver of `connection_created` while DEMO is on: no query of the demonstration reaches another database."""
    if not is_demonstration_database(connection):
        connection.close()
        raise ImproperlyConfigured(
            "DEMO is on, but this database was not made by `make demo`. One-click sign-in would open it to everybody: "
            "unset DEMO, or use `make demo`."
        )
