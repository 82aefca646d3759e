"""What the demonstration shows as *danger now* is of now, and two of its people are the same human."""

from __future__ import annotations

import datetime as dt

import pytest

from carisecure.accounts import demonstration
from carisecure.embedded.scene import Scene
from cases.demonstration.build import build
from cases.record.models import Case
from cases.same_human.models import SamePerson
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
    with as_system():
        links = list(SamePerson.objects.select_related("first", "second"))
        cases = [{end.involvements.get().case_id for end in (one.first, one.second) if end} for one in links]
    assert {one.kind for one in links if one.ended_at is None} == {"same", "not_same"}
    assert [len(ends) for ends in cases] == [2] * len(links), "two people in two cases"
