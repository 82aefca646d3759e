"""One whole drill, small: back up while people write, lose all but the second place and two shares, and live on."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import threading
from pathlib import Path

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import Settings

from carisecure.accounts.leaving import deactivate_user
from carisecure.audit import ledger
from carisecure.backup import certificate, drill, endings_kept, opening, restoring, scratch
from carisecure.backup.certificate import Drill
from carisecure.backup.kept import Kept
from carisecure.backup.restoring import Order
from carisecure.backup.target import Target
from carisecure.embedded import database
from carisecure.operating.models import Pulse
from carisecure.storage import keeping
from cases.people.operations import PersonEntry
from tests import server
from tests.audit.ledger_database import write_from_processes
from tests.backup.house import RECIPIENT, SHARES, SecondPlace
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People, enter
from tests.signing_in import give_app, give_password

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WRITERS, ROUNDS = 2, 15
NEWEST_SEAL = """
select cluster = (select system_identifier::text from pg_control_system()), id_until is null
  from audit_seal order by number desc limit 1
"""


@pytest.fixture
def house(lived_in: SecondPlace, people: People) -> SecondPlace:
    with transaction.atomic():
        make_case(people.investigator, people=(PersonEntry(name="Rosa Demo"),))
        for user in people:
            give_password(user)
            give_app(user)
        keeping.keep("jobs", lambda stream: stream.write(b"a sheet of the file to the DPP"))
    return lived_in


def backed_up_while_people_write(at: SecondPlace, people: People) -> Kept:
    """Two processes, signed in as the application, write all the while."""
    address = server.address(str(connection.settings_dict["NAME"]), user=database.APP)
    changed: list[int] = []

    def write() -> None:
        changed.append(
            write_from_processes(address, people.investigator.pk, processes=WRITERS, rounds=ROUNDS)
        )  # fmt: skip

    writing = threading.Thread(target=write)
    writing.start()
    made = at.back_up()
    writing.join()
    assert changed[0] > 0
    while ledger.seal() or ledger.unsealed().waiting:
        pass
    return made


def test_everything_is_lost_but_the_second_place_and_two_shares(
    house: SecondPlace, people: People, tmp_path: Path, settings: Settings
) -> None:
    backup = backed_up_while_people_write(house, people)
    with transaction.atomic():
        enter(people.administrator)
        deactivate_user(user=people.colleague, by=people.administrator)
    while ledger.seal() or ledger.unsealed().waiting:
        pass
    endings_kept.append(house.place, RECIPIENT)
    shutil.rmtree(settings.FILES_ROOT)
    Path(settings.LEDGER_ANCHOR_FILE).unlink()
    opened = opening.opened(opening.choose(house.place), SHARES[1:])
    assert opened.kept.stamp == backup.stamp
    with scratch.server("carisecure", major=opened.major) as address:
        to = Target(address)
        names = (people.administrator.username, people.supervisor.username)
        order = Order(to, tmp_path / "new-files", tmp_path / "new-anchors.txt", names, lambda line: None)
        done = restoring.restore(opened, order)  # raises where one digest, guard, line or key is another one
        assert done.settled["can_sign_in"] == len(list(people)) - 1
        assert done.settled["texts_opened"] >= 2
        assert done.settled["ended_again"]["leaver"] == 1
        assert done.settled["anchors_lost"] >= 1, "the seals after the backup, as the list of endings knows them"
        with to.asking(to.name) as cursor:
            cursor.execute("select is_active from accounts_user where username = %s", [people.colleague.username])
            assert cursor.fetchone() == (False,)
            cursor.execute("select count(*) from django_session")
            assert cursor.fetchone() == (0,)
            cursor.execute(NEWEST_SEAL)
            assert cursor.fetchone() == (True, True), "by it the next restore knows what was written here"
        with psycopg2.connect(address.replace("postgres@", f"{database.APP}@")) as app, app.cursor() as cursor:
            cursor.execute("select count(*) from cases_case")
            assert cursor.fetchone() == (0,), "and the wall stands"
    assert len([path for path in (tmp_path / "new-files").rglob("*") if path.is_file()]) == 1


def test_a_drill_by_command_ends_with_a_certificate_and_the_house_knows(
    house: SecondPlace, people: People, tmp_path: Path, settings: Settings
) -> None:
    backup = house.back_up()
    before, anchors = house.files(), Path(settings.LEDGER_ANCHOR_FILE).read_bytes()
    for number in (0, 2):
        (tmp_path / f"share-{number}").write_text(SHARES[number])
    out = io.StringIO()
    call_command(
        "restore", "--drill", f"--share={tmp_path / 'share-0'}", f"--share={tmp_path / 'share-2'}",
        f"--certificate={tmp_path / 'drill.pdf'}", "--language=es", stdout=out,
    )  # fmt: skip
    assert "The drill succeeded" in out.getvalue()
    assert (tmp_path / "drill.pdf").read_bytes().startswith(b"%PDF")
    (line,) = lines(action="backup.drill")
    assert (line.detail["backup"], line.detail["files"]) == (backup.stamp, 1)
    assert Pulse.objects.get(kind="drill").detail["backup"] == backup.stamp
    assert house.files() == before, "the second place was only read"
    assert Path(settings.LEDGER_ANCHOR_FILE).read_bytes() == anchors


def a_drill() -> Drill:
    settled = {
        "keys": {"1": "1a2b-3c4d-5e6f-7a8b"}, "texts_opened": 12, "lines": 48_210, "seals": 912, "anchors": 61,
        "anchors_lost": 3, "seal": 909, "root": "ab" * 32, "ended_again": {"grant": 4, "leaver": 1},
        "losses": [[909, "2026-12-01T12:27:00Z", [910, 911, 912]]],
        "can_sign_in": 41, "people": 44, "signed_in": True,
    }  # fmt: skip
    at = dt.datetime(2026, 12, 1, 12, 30, tzinfo=dt.UTC)
    return Drill(
        house="cases.example.org", backup="20261201T063000Z", backed_up_at=at, begun_at=at, seconds=187.4,
        release="0.1.0, migrations 1a2b3c4d5e6f", tables=139, rows=1_204_331, files=212, file_bytes=48_000_000,
        settled=settled, index_key="0f1e-2d3c-4b5a-6978",
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_certificate_in_both_languages(language: str) -> None:
    made = certificate.pdf(a_drill(), language=language)
    assert made.startswith(b"%PDF")
    assert made != certificate.pdf(a_drill(), language="en" if language == "es" else "es")


def test_a_drill_says_codes_and_counts_to_the_log() -> None:
    assert a_drill().detail == {
        "backup": "20261201T063000Z", "tables": 139, "rows": 1_204_331, "files": 212, "seal": 909, "seconds": 187,
    }  # fmt: skip
    assert drill.DONE == "backup.drill"
