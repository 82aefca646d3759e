"""Rows of exhibits, their custody and their files: hidden by the wall alone, by the path alone, and seen past both."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import NotVisible
from carisecure.access.models import Walled
from carisecure.accounts.models import User
from carisecure.days.known import KnownDay
from carisecure.storage import keeping
from cases.exhibits import uploads
from cases.exhibits.models import CustodyEvent, Exhibit, ExhibitFile, ExhibitUpload
from cases.exhibits.operations import Custody, add_exhibit, record_custody
from cases.finding.queries import find_texts
from cases.record.models import Case
from tests.access.sweep import path_down
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system, wall_down
from tests.storage import hostile

CANARIES = ("CANARY-DESCRIPTION", "CANARY-SEIZED", "CANARY-HOLDER", "CANARY-STORE", "CANARY-FILE", "CANARY-WAITING")
TABLES: tuple[Any, ...] = (Exhibit, CustodyEvent, ExhibitFile, ExhibitUpload)
# The right role in another house, and two who are given a part of a case and no exhibit.
OUTSIDE = ("outsider", "caseworker", "prosecutor")
GUARDS = [pytest.param(down, id=down.__name__) for down in (wall_down, path_down)]


@dataclass(frozen=True)
class Kept:
    """One row of each table, and the pages on which they would be shown."""

    case: Case
    rows: tuple[Walled, ...]

    def pages(self) -> list[str]:
        exhibit, event, file, upload = (row.pk for row in self.rows)
        of_exhibit = ("exhibit", "exhibit_certificate", "correct_exhibit", "record_custody", "add_file")
        return [
            *(reverse(f"cases:{name}", args=[exhibit]) for name in of_exhibit),
            *(reverse(f"cases:{name}", args=[self.case.pk]) for name in ("case", "exhibit_list")),
            *(reverse(f"cases:{name}", args=[file]) for name in ("exhibit_file", "exhibit_picture")),
            reverse("cases:correct_custody", args=[event]), reverse("cases:upload", args=[upload]),
        ]  # fmt: skip


@pytest.fixture
def kept(people: People, settings: Any, tmp_path: Path) -> Kept:
    settings.FILES_ROOT = tmp_path / "files"
    by = people.investigator
    case = make_case(by)
    exhibit = add_exhibit(case=case, mark="A1", description="CANARY-DESCRIPTION", seized_by="CANARY-SEIZED", by=by)
    today = KnownDay(timezone.localdate())
    told = Custody("lodged", today, handed_by="CANARY-SEIZED", handed_to="CANARY-HOLDER", place="CANARY-STORE")
    event = record_custody(exhibit=exhibit, custody=told, version=1, by=by)
    upload = uploads.begin(exhibit=exhibit, name="CANARY-WAITING.jpg", size=9, by=by)
    return Kept(case, (exhibit, event, _file(exhibit, by), upload))


def _file(exhibit: Exhibit, by: User) -> ExhibitFile:
    place, copy = (keeping.keep("exhibits", lambda stream: stream.write(hostile.picture())) for _one in range(2))
    made: ExhibitFile = ExhibitFile.objects.create(
        pk=place.key, case=exhibit.case, exhibit=exhibit, number=1, name="CANARY-FILE.jpg", mime="image/jpeg",
        size=place.size, sha256=place.sha256, path=place.path, scan="none", sent_by=by, sent_at=timezone.now(),
        copy_path=copy.path, copy_sha256=copy.sha256,
    )  # fmt: skip
    return made


def seen(viewer: User, action: str = "cases.view_exhibit") -> list[models.Model]:
    """Every row of the four tables that is found by asking as the house asks."""
    enter(viewer)
    return [row for table in TABLES for row in table.objects.visible_to(viewer, action)]


def shown(client: Client, viewer: User, kept: Kept) -> set[str]:
    """Which canaries stand on any page; and that none of the pages is there at all."""
    client.force_login(viewer)
    answers = [client.get(page) for page in kept.pages()]
    assert {answer.status_code for answer in answers} <= {403, 404}
    return {word for word in CANARIES for answer in answers if word in answer.text}


def test_whoever_works_on_the_case_sees_each_row(people: People, client: Client, kept: Kept) -> None:
    assert seen(people.colleague) == list(kept.rows)
    client.force_login(people.colleague)
    text = client.get(reverse("cases:exhibit", args=[kept.rows[0].pk])).text
    assert {word for word in CANARIES if word in text} == set(CANARIES)


@pytest.mark.parametrize("key", OUTSIDE)
def test_without_either_guard_down_nothing_is_there(people: People, client: Client, kept: Kept, key: str) -> None:
    viewer = getattr(people, key)
    assert seen(viewer) == []
    assert shown(client, viewer, kept) == set()


@pytest.mark.parametrize("down", GUARDS)
@pytest.mark.parametrize("key", OUTSIDE)
def test_the_wall_alone_and_the_path_alone_hide_each_row(
    people: People, client: Client, kept: Kept, key: str, down: Any
) -> None:
    viewer = getattr(people, key)
    enter(viewer)
    with down():
        assert seen(viewer) == []
        assert find_texts(viewer, "CANARY-DESCRIPTION") == []
        assert shown(client, viewer, kept) == set()
        with pytest.raises(NotVisible):
            uploads.upload_of(people.outsider, kept.rows[3].pk)


def test_the_wall_alone_writes_nothing_for_an_outsider(people: People, kept: Kept) -> None:
    """What the path lets by, the database does not: a row is neither changed nor added."""
    enter(people.outsider)
    with path_down():
        for table in TABLES:
            assert table._base_manager.filter(case=kept.case).count() == 0
        assert ExhibitUpload._base_manager.update(state="refused") == 0
    with as_system():
        assert ExhibitUpload.objects.get().state == "receiving"


def test_with_both_guards_down_every_row_is_found(people: People, kept: Kept) -> None:
    """So it is the two guards that hide them, and each of them alone did."""
    with ExitStack() as both:
        both.enter_context(wall_down())
        both.enter_context(path_down())
        assert seen(people.outsider) == list(kept.rows)
