"""Words that many texts have: the newest that the reader may see, found in the database, and no other."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission
from django.db import connection

from carisecure.access import finding, path
from carisecure.access.delegation import private_group
from carisecure.access.vault import blind, stems
from carisecure.accounts.models import User
from cases.finding.queries import find_texts
from cases.intake.models import IntakeReport
from cases.material.models import Note
from cases.people.models import PersonIdentity
from cases.record.models import Case, CaseGrant
from tests.access.sweep import path_down
from tests.filling import fill, key
from tests.people import People, enter
from tests.roles import as_system, wall_down

WORD = "passport"
START = "timestamptz '2024-01-01' + n * interval '1 minute'"
# Above 5,000 the database takes another way to the same answer.
RARE, COMMON = 60, 6_000


def _tokens(word: str = WORD) -> list[list[int]]:
    return [blind.word_tokens("stems", group) for group in stems.asked(word)]


def _granted(group: int, step: int, count: int, expires: str = "null::timestamptz") -> None:
    number = Permission.objects.get(content_type__app_label="cases", codename="view_case").pk
    of = {"group_id": str(group), "permission_id": str(number), "expires_at": expires, "purpose": "''"}
    fill(CaseGrant, count // step, content_object_id=key("cases_case", f"(n * {step})"), **of)


def _cases(people: People, count: int) -> None:
    """Two of three have the word, every seventh excludes the colleague; seen by each of three people in part."""
    out, word = private_group(people.colleague), _tokens()[0][0]
    fill(
        Case, count, reference="'TT-' || n", country="'TT'", opened_at=START, compartment="'agency'",
        stem_tokens=f"case when n % 3 < 2 or {count} > 1000 then array[{word}, n] else array[n] end::bigint[]",
        excluded_groups=f"case when n % 7 = 0 then array[{out}] else '{{}}' end::integer[]",
    )  # fmt: skip
    _granted(private_group(people.investigator), 1, count)
    _granted(out, 2, count)
    _granted(private_group(people.supervisor), 5, count, expires="now() + (n % 2 - 0.5) * interval '1 day'")


def _newest(viewer: User, most: int = 20) -> list[UUID]:
    enter(viewer)
    return finding.newest_with_tokens(Case.objects.all(), viewer, "opened_at", _tokens(), most)


@pytest.mark.parametrize("count", [RARE, COMMON])
def test_the_newest_are_those_that_the_whole_search_finds(people: People, count: int) -> None:
    _cases(people, count)
    for viewer in (people.investigator, people.colleague, people.supervisor, people.outsider):
        enter(viewer)
        rows = Case.objects.visible_to(viewer, "cases.search_texts")
        whole = finding.with_tokens(rows, "stem_tokens", _tokens()).order_by("-opened_at", "-pk")
        newest = list(whole.values_list("pk", flat=True)[:20])
        assert _newest(viewer) == newest
        assert bool(newest) == (viewer != people.outsider)
        with as_system():
            hidden = {case.pk for case in Case.objects.exclude(pk__in=path.granted(Case, viewer, "view"))}
            hidden |= set(
                Case.objects.filter(excluded_groups__overlap=viewer.active_groups()).values_list("pk", flat=True)
            )
        assert hidden.isdisjoint(_newest(viewer, count))


@pytest.mark.parametrize("count", [RARE, COMMON])
def test_the_wall_alone_and_the_path_alone_hide_what_the_search_must_not_find(people: People, count: int) -> None:
    _cases(people, count)
    for down in (wall_down, path_down):
        enter(people.outsider)
        with down():
            assert find_texts(people.outsider, WORD) == []


def test_ids_of_hidden_rows_lead_to_none_of_them(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall is asked again: were the function wrong, nothing would be opened."""
    _cases(people, RARE)
    with as_system():
        ids = list(Case.objects.values_list("pk", flat=True))
    monkeypatch.setattr(finding, "newest_with_tokens", lambda *_args: ids)
    for down in (None, path_down):
        enter(people.outsider)
        if down is None:
            assert find_texts(people.outsider, WORD) == []
        else:
            with down():
                assert find_texts(people.outsider, WORD) == []


def test_behind_many_that_were_struck_out_the_older_one_is_found(people: People) -> None:
    _cases(people, 1)
    common = {"case_id": key("cases_case", "1"), "recorded_by_id": f"'{people.investigator.pk}'::uuid",
              "entry_key": key("cases_note")}  # fmt: skip
    tokens = f"array[{_tokens()[0][0]}]::bigint[]"
    fill(Note, 250, created_at=START, stem_tokens=tokens, is_retracted="n > 1", **common)
    enter(people.investigator)
    found = [hit.kind for hit in find_texts(people.investigator, WORD)]
    assert found.count("Note") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "moment", "anchor"),
    [
        ("cases_case", "reference", "id"), ("cases_case", "opened_at", "reference"),
        ("accounts_user", "last_login", "id"),
        ("cases_personidentity", "created_at", "id"), ("cases_case; drop table x", "opened_at", "id"),
    ],
)  # fmt: skip
def test_only_texts_with_tokens_can_be_asked(table: str, moment: str, anchor: str) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="no such index"):
        cursor.execute(
            "select carisecure.newest_with_tokens(%s, '{\"{1}\"}', %s, %s, 'cases_casegrant', 1, '{1}', 1)",
            [table, moment, anchor],
        )


def test_what_hangs_on_more_than_grants_is_not_asked_this_way(people: People) -> None:
    rows: Any = PersonIdentity.objects.all()
    with pytest.raises(TypeError):
        finding.newest_with_tokens(rows, people.investigator, "created_at", _tokens(), 1)


def test_no_word_and_no_group_find_nothing(people: People) -> None:
    _cases(people, RARE)
    enter(people.investigator)
    assert finding.newest_with_tokens(Case.objects.all(), people.investigator, "opened_at", [], 5) == []
    assert (
        finding.newest_with_tokens(IntakeReport.objects.all(), people.investigator, "received_at", _tokens(), 5) == []
    )
