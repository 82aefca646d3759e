"""Making the databases of the embedded server: the roles, the owner, the mark of the demonstration."""

from __future__ import annotations

from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import make_dsn

from carisecure import history
from carisecure.embedded import marker

ROLES = Path(__file__).resolve().parents[1] / "access" / "sql" / "roles.sql"
OWNER = "carisecure_owner"
APP = "carisecure_app"
BACKUP = "carisecure_backup"


def create(superuser_address: str, name: str) -> bool:
    """Create the database unless it exists. The address is a superuser's, of any other database. True if it is new."""
    connection = psycopg2.connect(superuser_address)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [name])
            if cursor.fetchone():
                return False
            cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            return True
    finally:
        connection.close()


def drop(superuser_address: str, name: str) -> None:
    connection = psycopg2.connect(superuser_address)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    finally:
        connection.close()


def rebuild_from_before(superuser_address: str) -> bool:
    """Drop and make anew a demonstration that knows migrations which are not here. True if it was one."""
    connection = psycopg2.connect(superuser_address)
    try:
        with connection, connection.cursor() as cursor:
            if not (history.found_by(cursor) and marker.is_marked(cursor)):
                return False
        name = connection.info.dbname
    finally:
        connection.close()
    elsewhere = make_dsn(superuser_address, dbname="postgres")
    drop(elsewhere, name)
    create(elsewhere, name)
    prepare(superuser_address, demonstration=True)
    return True


def prepare(superuser_address: str, *, demonstration: bool = False) -> None:
    """Roles and rights of the database that the address names."""
    # Roles belong to the whole server and an advisory lock to one database: so the lock is taken in a database that all
    # share, and two test workers that alter the same role wait for each other.
    turn, connection = psycopg2.connect(superuser_address, dbname="postgres"), psycopg2.connect(superuser_address)
    try:
        with turn, connection, turn.cursor() as gate, connection.cursor() as cursor:
            gate.execute("select pg_advisory_xact_lock(hashtext('carisecure roles'))")
            cursor.execute(ROLES.read_text(encoding="utf-8"))
            if demonstration:
                marker.mark(cursor)
    finally:
        connection.close()
        turn.close()
