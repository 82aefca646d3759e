"""Signs of life: the newest replaces the one before, and none of them can carry a word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from carisecure.operating import pulses
from carisecure.operating.models import Kind, Pulse

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 30, 13, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_the_newest_word_of_a_kind_replaces_the_one_before() -> None:
    pulses.beat("backup", {"seal": 7, "bytes": 1_000}, at=NOON)
    pulses.beat("backup", {"seal": 9}, at=LATER)
    pulses.beat(Kind.DRILL, at=NOON)
    assert {kind: (one.at, one.detail) for kind, one in pulses.all_of().items()} == {
        "backup": (LATER, {"seal": 9}),
        "drill": (NOON, {}),
    }


@pytest.mark.parametrize("detail", [{"who": "Anna Joseph"}, {"note": {"said": "a sentence"}}, {"who": "a@b.example"}])
def test_a_word_is_refused(detail: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="pulse"):
        pulses.beat("backup", detail)
    assert pulses.last("backup") is None


def test_an_unknown_kind_is_refused_by_the_table_too() -> None:
    with pytest.raises(ValueError, match="unknown sign of life"):
        pulses.beat("holiday")
    with pytest.raises(IntegrityError), transaction.atomic():
        Pulse.objects.create(kind="holiday", at=NOON)


def test_a_database_that_refuses_stops_nobody_who_only_gives_a_sign() -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction read only")
        with transaction.atomic():
            assert not pulses.beat_if_possible("worker")
            transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert pulses.last("worker") is None
