"""The list of endings at the second place: told once, readable with two shares alone, and missed by no restore."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from carisecure.accounts.leaving import deactivate_user
from carisecure.audit import ledger
from carisecure.backup import endings_kept, opening, tasks
from carisecure.backup.endings import Batch
from carisecure.backup.envelope import Run, Unreadable, read_all
from carisecure.backup.target import CannotRestore
from carisecure.celery import ENDINGS_SECONDS, app
from tests.backup.house import IDENTITY, RECIPIENT, SHARES, SecondPlace
from tests.people import People, enter

pytestmark = [pytest.mark.alone, pytest.mark.django_db(transaction=True)]


def somebody_leaves(people: People) -> None:
    with transaction.atomic():
        enter(people.administrator)
        deactivate_user(user=people.colleague, by=people.administrator)
    while ledger.seal() or ledger.unsealed().waiting:
        pass


def read(at: SecondPlace) -> list[Batch]:
    found = []
    for name in at.place.names("endings"):
        with at.place.path(f"endings/{name}").open("rb") as stream:
            found.append(Batch.from_json(read_all(stream, [IDENTITY])))
    return found


def test_what_was_ended_is_told_once(lived_in: SecondPlace, people: People) -> None:
    somebody_leaves(people)
    assert len(endings_kept.append(lived_in.place, RECIPIENT)) == 1
    assert endings_kept.append(lived_in.place, RECIPIENT) == []
    (batch,) = read(lived_in)
    assert {"leaver"} <= {one.kind for one in batch.endings}
    assert (batch.after, batch.until) == (0, ledger.last_seals(1)[0].number)
    assert batch.root == ledger.root_of(batch.until)


def test_a_quiet_house_says_once_a_day_how_far_it_is(lived_in: SecondPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [batch.endings for batch in endings_kept.append(lived_in.place, RECIPIENT)] == [()]
    with transaction.atomic():
        enter(None)
        ledger.ask("select carisecure.note_event('read', '', '', '{}')::text", [])
    ledger.seal()
    assert endings_kept.append(lived_in.place, RECIPIENT) == []
    tomorrow = timezone.now() + endings_kept.QUIET
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    assert len(endings_kept.append(lived_in.place, RECIPIENT)) == 1


def test_the_house_itself_cannot_read_it(lived_in: SecondPlace, people: People) -> None:
    somebody_leaves(people)
    endings_kept.append(lived_in.place, RECIPIENT)
    (name,) = lived_in.place.names("endings")
    with lived_in.place.path(f"endings/{name}").open("rb") as stream, pytest.raises(Unreadable):
        read_all(stream, [Run(RECIPIENT).identity])


def test_after_a_restore_it_goes_on_from_the_seal_that_was_gone_back_to(
    lived_in: SecondPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    endings_kept.put(lived_in.place, RECIPIENT, Batch(900, 999, "ab" * 32, ()))
    assert endings_kept.append(lived_in.place, RECIPIENT) == []
    later = timezone.now() + timedelta(minutes=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    endings_kept.put(lived_in.place, RECIPIENT, Batch(1, 1, "ab" * 32, ()))
    assert endings_kept.last_told(lived_in.place)[0] == 1


def test_a_list_that_was_altered_stops_a_restore(lived_in: SecondPlace, people: People) -> None:
    backup = lived_in.back_up()
    somebody_leaves(people)
    endings_kept.append(lived_in.place, RECIPIENT)
    (name,) = lived_in.place.names("endings")
    path = lived_in.place.path(f"endings/{name}")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CannotRestore, match="access could come alive again: nothing was restored"):
        opening.opened(backup, SHARES[:2])


def test_the_task_tells_it_and_says_where_it_cannot(
    lived_in: SecondPlace, people: People, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    somebody_leaves(people)
    tasks.tell_endings()
    assert len(read(lived_in)) == 1
    settings.BACKUP_PLACE = ""
    tasks.tell_endings()
    settings.BACKUP_PLACE = str(tmp_path / "nowhere")
    tasks.tell_endings()
    assert "backup.endings_not_told" in caplog.text


def test_it_is_told_every_five_minutes_by_the_house() -> None:
    assert ENDINGS_SECONDS == 300
    assert "backup.endings" in app.tasks
    assert app.conf.task_routes["backup.endings"] == {"queue": "house"}


def lies_there(at: SecondPlace, folder: str, moment: str, more: str = "") -> str:
    name = f"{moment}{more}"
    at.place.path(f"{folder}/{name}").touch()
    return name


def test_what_is_older_than_everything_that_is_there_goes_with_the_next_backup(lived_in: SecondPlace) -> None:
    """Up to a week before the oldest of them: a clock may have been set."""
    old = [lies_there(lived_in, "endings", f"202510{day}T000000Z", f"-{day:012}-{day:012}.age") for day in (10, 14, 20)]
    strange = lies_there(lived_in, "endings", "20251001T000000Z", "-of-somebody")
    assert endings_kept.remove_unneeded(lived_in.place) == [], "nothing is there to go back to: who knows"
    lies_there(lived_in, "backups", "20251020T120000Z")
    assert endings_kept.remove_unneeded(lived_in.place) == old[:1]
    lies_there(lived_in, "base", "20251017T000000Z")
    lies_there(lived_in, "backups", "20251001T000000Z", ".part")
    newer = lies_there(lived_in, "endings", "20251013T000000Z", "-000000000013-000000000014.age")
    assert endings_kept.remove_unneeded(lived_in.place) == [], "the base needs it"
    assert lived_in.place.names("endings") == [strange, newer, *old[1:]]


def test_the_newest_stays_whatever_its_age(lived_in: SecondPlace) -> None:
    """How far was told stands in its name alone."""
    told = [lies_there(lived_in, "endings", f"2024010{n}T000000Z", f"-{n:012}-{n + 1:012}.age") for n in (1, 2)]
    said = lived_in.back_up()
    assert lived_in.place.names("endings") == told[1:]
    assert endings_kept.last_told(lived_in.place)[0] == 3
    assert said.has_all_parts()
