"""What every test of backups begins with."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

from carisecure.access import session
from carisecure.audit import anchors, ledger
from carisecure.backup.kept import Kept
from carisecure.backup.source import ROLE
from carisecure.storage import keeping
from cases.people.operations import PersonEntry
from tests.backup import house as houses
from tests.backup.house import RECIPIENT, SecondPlace, second_place
from tests.factories import make_case
from tests.people import People
from tests.signing_in import give_app, give_password


@pytest.fixture
def settled(settings: LazySettings, tmp_path: Path) -> None:
    """Folders of its own, and a recipient."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_ROOT.mkdir()
    settings.LEDGER_ANCHOR_FILE = str(tmp_path / "anchors.txt")
    settings.BACKUP_PLACE = str(tmp_path / "second")
    settings.BACKUP_RECIPIENT = RECIPIENT
    settings.BACKUP_DATABASE = houses.address(ROLE)


@pytest.fixture
def at(transactional_db: None, settled: None, tmp_path: Path) -> SecondPlace:
    houses.SAID.clear()
    return second_place(tmp_path / "second")


@pytest.fixture
def lived_in(at: SecondPlace, people: People) -> SecondPlace:
    """Two cases, a sealed log, an anchor outside."""
    with transaction.atomic():
        make_case(people.investigator, narrative="Seen at the door of a bar.")
        make_case(people.investigator, narrative="Seen at the school gate.")
    ledger.seal()
    with transaction.atomic():
        session.enter(None, purpose="maintenance")
        anchors.anchor(mail=False)
    ledger.seal()
    return at


@pytest.fixture
def house(lived_in: SecondPlace, people: People) -> SecondPlace:
    """With people who can sign in, and a file."""
    with transaction.atomic():
        make_case(people.investigator, people=(PersonEntry(name="Rosa Demo"),))
        for user in (people.investigator, people.supervisor, people.administrator):
            give_password(user)
            give_app(user)
        keeping.keep("jobs", lambda stream: stream.write(b"a sheet of the file to the DPP"))
    return lived_in


@pytest.fixture
def backup(house: SecondPlace) -> Kept:
    return house.back_up()
