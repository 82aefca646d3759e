"""The servers that the tests themselves run on are what the house says they are."""

from __future__ import annotations

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

from tests import server


@pytest.fixture
def superuser() -> psycopg2.extensions.cursor:
    with psycopg2.connect(server.address("postgres")) as signed_in:
        return signed_in.cursor()


@pytest.mark.parametrize(
    ("name", "value"),
    [("server_encoding", "UTF8"), ("listen_addresses", ""), ("unix_socket_permissions", "0700"), ("TimeZone", "UTC")],
)
def test_settings(superuser: psycopg2.extensions.cursor, name: str, value: str) -> None:
    superuser.execute("select current_setting(%s)", [name])
    assert superuser.fetchone() == (value,)


def test_it_is_postgresql_18_without_a_locale_of_the_machine(superuser: psycopg2.extensions.cursor) -> None:
    superuser.execute("select current_setting('server_version_num')::int / 10000")
    assert superuser.fetchone() == (18,)
    superuser.execute("select datlocprovider, datlocale from pg_database where datname = 'template1'")
    assert superuser.fetchone() == ("b", "C.UTF-8")


def test_letters_of_spanish_and_creole_have_upper_case(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select upper('ñandú è')")
        assert cursor.fetchone() == ("ÑANDÚ È",)


def test_the_bell_rings() -> None:
    address = settings.CELERY_BROKER_URL
    assert Redis(unix_socket_path=address.removeprefix("redis+socket://")).ping()
