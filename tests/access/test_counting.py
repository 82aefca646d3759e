"""A count that stops at a thousand: from the first grants where there are many, and right wherever it begins."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carisecure.access.delegation import private_group
from carisecure.access.together import counts
from carisecure.accounts.models import User
from carisecure.interface.paging import ENOUGH, capped_count
from cases.record.models import Case, CaseGrant
from tests.filling import fill, key
from tests.people import People, enter
from tests.roles import as_system

MANY = ENOUGH + 500


def _cases(*viewers: int, excluding: str = "'{}'") -> None:
    """So many cases, all of them granted to each of these groups."""
    fill(Case, MANY, reference="'TT-' || n", country="'TT'", stage="'reported'", excluded_groups=excluding)
    number = Permission.objects.get(content_type__app_label="cases", codename="view_case").pk
    for group in viewers:
        grant = {"content_object_id": key("cases_case"), "group_id": str(group), "permission_id": str(number)}
        fill(CaseGrant, MANY, purpose="'test'", **grant)


def _seen(viewer: User) -> Any:
    enter(viewer)
    return Case.objects.visible_to(viewer, "cases.view_case")


def test_who_sees_thousands_reads_the_first_of_their_grants_alone(people: People) -> None:
    _cases(private_group(people.investigator))
    rows = _seen(people.investigator)
    with CaptureQueriesContext(connection) as asked:
        assert capped_count(rows) == (1_000, True)
    assert len(asked) == 1
    assert f"LIMIT {ENOUGH}" in asked[0]["sql"]


def test_the_same_case_through_two_groups_counts_once(people: People) -> None:
    _cases(private_group(people.investigator), people.investigator.agency.group_id)
    with as_system():
        Case.objects.filter(pk__in=Case.objects.order_by("pk").values("pk")[700:]).delete()
    assert capped_count(_seen(people.investigator)) == (700, False)


@pytest.mark.parametrize("kept", [0, 700])
def test_those_that_exclude_the_viewer_are_not_counted(people: People, kept: int) -> None:
    group = private_group(people.investigator)
    _cases(group, excluding=f"case when n > {kept} then array[{group}] else '{{}}' end")
    rows = _seen(people.investigator)
    assert capped_count(rows) == (kept, False)
    assert rows.count() == kept


def test_behind_a_filter_the_filter_is_counted(people: People) -> None:
    _cases(private_group(people.investigator))
    rows = _seen(people.investigator).filter(reference__in=["TT-1", f"TT-{MANY}"])
    assert capped_count(rows, is_filtered=True) == (2, False)
    assert capped_count(rows) == (2, False)


def test_who_sees_nothing_counts_nothing_and_several_lists_are_counted_by_one_query(people: People) -> None:
    _cases(private_group(people.investigator))
    assert capped_count(_seen(people.outsider)) == (0, False)
    rows = _seen(people.investigator)
    with CaptureQueriesContext(connection) as asked:
        assert counts(rows[:3], rows.none(), rows.filter(reference="TT-2")) == [3, 0, 1]
    assert len(asked) == 1
