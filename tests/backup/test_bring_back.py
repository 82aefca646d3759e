"""`manage.py restore --to`: a whole server out of base, log and two shares, with the house in it proved and settled."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from carisecure.access.vault.keyring import keyring
from carisecure.backup import base as bases
from carisecure.backup import opening, release, restoring
from carisecure.backup.place import Place
from carisecure.backup.receiving import Log
from carisecure.backup.restoring import Order
from carisecure.backup.shipping import PlaceShelf
from carisecure.backup.source import ROLE, Source
from carisecure.backup.target import Target
from carisecure.backup.wal import Receiver
from carisecure.embedded import postgres
from tests.backup.house import SHARES, SecondPlace
from tests.backup.scratch import Scratch, folder_for
from tests.people import People
from tests.signing_in import give_app, give_password

NAME = "carisecure"
pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Living:
    """The house of the test on a server of its own, whose log is received."""

    def __init__(self, scratch: Scratch, place: Place, spool: Path) -> None:
        self.scratch, self.place, self.spool = scratch, place, spool
        self.address = scratch.server.address(postgres.SUPERUSER, NAME)
        self.source = Source({"HOST": str(scratch.server.sockets), "USER": ROLE, "NAME": NAME})

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.address)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    def take_base(self) -> None:
        bases.take(self.place, Log(self.source), bases.run())
        bases.write_keys_once(self.place, bases.run())

    def receive(self) -> None:
        def shelf(identifier: int) -> PlaceShelf:
            return PlaceShelf(self.place, bases.run(), identifier, keyring().keys)

        Receiver(Log(self.source), shelf, self.spool).once()


@pytest.fixture
def living(lived_in: SecondPlace, people: People, tmp_path: Path) -> Iterator[Living]:
    for user in (people.investigator, people.supervisor, people.administrator):
        give_password(user)
        give_app(user)
    backup = opening.opened(lived_in.back_up(), SHARES[:2])
    scratch = Scratch()
    try:
        scratch.start()
        to = Target(scratch.server.address(postgres.SUPERUSER, NAME))
        names = (people.administrator.username, people.supervisor.username)
        restoring.restore(backup, Order(to, tmp_path / "files", None, names, lambda line: None))
        yield Living(scratch, lived_in.place, tmp_path / "spool")
    finally:
        scratch.remove()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    found = folder_for(tmp_path / "data")
    yield found
    shutil.rmtree(found, ignore_errors=True)


@pytest.fixture
def typed(lived_in: SecondPlace, people: People, data: Path, tmp_path: Path, settings: Settings) -> list[str]:
    """The command to the last moment, but for its first word."""
    settings.LEDGER_ANCHOR_FILE = ""
    for number in (0, 1):
        (tmp_path / f"share{number}").write_text(SHARES[number])
    return [
        "--to=latest", f"--place={lived_in.place.root}", f"--data={data}", f"--share={tmp_path / 'share0'}",
        f"--share={tmp_path / 'share1'}", f"--asked-by={people.administrator.username}",
        f"--agreed-by={people.supervisor.username}",
    ]  # fmt: skip


def restore(*words: str) -> str:
    out = io.StringIO()
    call_command("restore", *words, stdout=out)
    return out.getvalue()


def test_to_the_last_moment_and_not_where_a_newer_release_wrote(
    living: Living, typed: list[str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    living.take_base()
    living.ask("update cases_case set country = country")  # after the base: it is in the log alone
    living.receive()
    said = restore(*typed)
    assert "the access log, whole; 3 of 11 people can sign in" in said
    assert (data / "PG_VERSION").read_text().strip() == "18"
    shutil.rmtree(data)
    data.mkdir()

    # The same second place, after an upgrade that this release knows nothing of.
    living.ask("insert into django_migrations (app, name, applied) values ('audit', '0999_of_tomorrow', now())")
    living.receive()
    with pytest.raises(CommandError, match=r"made by a newer release .* audit\.0999_of_tomorrow, which is not here"):
        restore(*typed)
    assert not list(data.iterdir())
    monkeypatch.setattr(release, "here", lambda: "of tomorrow")
    living.take_base()
    with pytest.raises(CommandError, match=r"\(the base by of tomorrow\)"):
        restore(*typed)
    assert not list(data.iterdir())
    with pytest.raises(CommandError, match="'soon' is no moment"):
        restore(*typed, "--to=soon")
    assert not list(data.iterdir())
