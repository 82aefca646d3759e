"""What the demonstration shows as *danger now* is of now."""

from __future__ import annotations

import datetime as dt

import pytest

from carisecure.accounts import demonstration
from carisecure.embedded.scene import Scene
from cases.demonstration.build import build
from cases.record.models import Case
from tests.roles import as_system


@pytest.mark.django_db
def test_danger_is_fresh_and_one_of_it_is_the_investigators_own() -> None:
    scene = Scene()
    with as_system():
        demonstration.build(scene)
    build(scene)
    with as_system():
        danger = list(Case.objects.filter(danger_since__isnull=False))
    assert [case for case in danger if scene.now - case.danger_since > dt.timedelta(days=60)] == []
    assert {case.lead_officer for case in danger} == {scene.people["investigator"], None}
    assert all(case.danger_note for case in danger)
