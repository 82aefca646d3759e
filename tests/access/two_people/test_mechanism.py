"""Two people: one rule for every table and every kind, in the database and in the operations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.urls import get_resolver
from django.utils import timezone, translation
from freezegun import freeze_time

from carisecure.access.errors import TransitionRefused
from carisecure.access.models import KeyRequest
from carisecure.access.policy import rule
from carisecure.access.two_people import kinds, operations
from carisecure.access.two_people.kinds import Kind
from carisecure.access.two_people.models import TwoPeople, Worded
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from cases.dossier.models import COPY
from cases.insiders.models import NewLead
from cases.keeping.models import ReportApproval
from cases.two_people.models import Approval
from screening.clients.models import ClientApproval
from tests.accounts.key_asking import second_administrator
from tests.factories import make_case, make_report
from tests.people import People, enter
from tests.roles import as_system
from tests.screening.clients.made import make_client, second_caseworker

TABLES = [model for model in apps.get_models() if issubclass(model, TwoPeople)]
EVERY_KIND = pytest.mark.parametrize("kind", kinds.every_kind(), ids=lambda kind: kind.code)
pytestmark = pytest.mark.django_db


@dataclass
class Asked:
    """A request that waits, who asked, and somebody who may decide."""

    row: Any
    asker: User
    other: User

    @property
    def rows(self) -> models.QuerySet[Any]:
        found: models.QuerySet[Any] = type(self.row)._default_manager.filter(pk=self.row.pk)
        return found

    def whole(self, by: User, **more: Any) -> dict[str, Any]:
        return {"decided_by": by, "decided_at": timezone.now(), "is_granted": True, **more}


def ask(kind: Kind, people: People) -> Asked:
    """As its own room writes it; the wall is another test's business."""
    if kind.table is KeyRequest:
        asker, other = people.administrator, second_administrator(people)
        row: Any = KeyRequest(kind=kind.code, reason="x", requested_by=asker)
    elif kind.table is NewLead:
        with as_system():
            other = make_user(username="beat", full_name="Beat", role=Role.AUDITOR, agency=people.auditor.agency)
        asker = people.auditor
        row = NewLead(case=make_case(people.investigator), lead=people.colleague, requested_by=asker)
    elif kind.table is ReportApproval:
        asker, other = people.investigator, people.supervisor
        row = ReportApproval(report=make_report(asker), kind=kind.code, reason="x", requested_by=asker)
    elif kind.table is ClientApproval:
        asker, other = people.caseworker, second_caseworker(people)
        row = ClientApproval(client=make_client(asker), kind=kind.code, reason="x", requested_by=asker)
    else:
        asker, other = people.investigator, people.supervisor
        row = Approval(case=make_case(asker), kind=kind.code, reason="x", requested_by=asker)
    with speaking(asker):
        row.save(force_insert=True)
    return Asked(row, asker, other)


@contextmanager
def speaking(user: User) -> Iterator[None]:
    """This person, past every wall: what still refuses is the table."""
    enter(user)
    with as_system(), transaction.atomic():
        yield


# --- The table -----------------------------------------------------------------------------------------------------
def test_the_tables() -> None:
    assert {model._meta.label for model in TABLES} == {
        "cases.Approval", "cases.NewLead", "cases.ReportApproval", "screening.ClientApproval", "access.KeyRequest",
    }  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_each_table_has_the_constraints_and_the_guard(table: type[models.Model]) -> None:
    """A model that says its own `constraints` and forgets `takes_two()`, or a migration without `TakeTwo`."""
    name = table._meta.model_name
    wanted = {f"{name}_takes_two_people", f"{name}_decided_whole", f"{name}_used_after_yes"}
    with connection.cursor() as cursor:
        cursor.execute("select conname from pg_constraint where conrelid = %s::regclass", [table._meta.db_table])
        assert wanted <= {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "select tgfoid::regproc::text from pg_trigger"
            " where tgrelid = %s::regclass and tgname = 'guard' and tgenabled = 'O'",
            [table._meta.db_table],
        )
        assert cursor.fetchall() == [("carisecure.guard_two_people",)]


@EVERY_KIND
def test_nobody_decides_their_own(people: People, kind: Kind) -> None:
    asked = ask(kind, people)
    with pytest.raises(DatabaseError, match="takes_two_people"), speaking(asked.asker):
        asked.rows.update(**asked.whole(asked.asker))
    with pytest.raises(DatabaseError, match="decided by who speaks"), speaking(asked.asker):
        asked.rows.update(**asked.whole(asked.other))
    with pytest.raises(DatabaseError, match="stays as it was asked"), speaking(asked.asker):
        asked.rows.update(requested_by=asked.other, **asked.whole(asked.asker))
    with pytest.raises(TransitionRefused), speaking(asked.asker):
        operations.decide(asked.row, granted=True, by=asked.asker)
    with as_system():
        assert asked.rows.get().is_waiting
    with speaking(asked.other):
        operations.decide(asked.row, granted=True, by=asked.other)
        assert asked.rows.get().is_granted


@EVERY_KIND
def test_nobody_is_made_to_ask(people: People, kind: Kind) -> None:
    asked = ask(kind, people)
    asked.row.pk = None
    with pytest.raises(DatabaseError, match="asked for by who speaks"), speaking(asked.other):
        asked.row.save(force_insert=True)


@EVERY_KIND
def test_it_is_decided_once(people: People, kind: Kind) -> None:
    asked = ask(kind, people)
    with speaking(asked.other):
        operations.decide(asked.row, granted=False, by=asked.other, answer="No.")
    with pytest.raises(TransitionRefused, match="Already decided"), speaking(asked.other):
        operations.decide(asked.row, granted=True, by=asked.other)
    for change in ({"is_granted": True}, {"decided_at": timezone.now()}, {"good_until": timezone.now()}):
        with pytest.raises(DatabaseError, match="stays so"), speaking(asked.other):
            asked.rows.update(**change)
    with pytest.raises(DatabaseError, match="used_after_yes"), speaking(asked.other):
        asked.rows.update(used_at=timezone.now())


@EVERY_KIND
def test_a_yes_runs_out(people: People, kind: Kind) -> None:
    asked = ask(kind, people)
    with speaking(asked.other):
        operations.decide(asked.row, granted=True, by=asked.other)
        now = timezone.now()
        for passed, stands in ((kind.stands_for - timedelta(minutes=1), True), (kind.stands_for, False)):
            with freeze_time(now + passed):
                assert operations.standing(asked.rows, kind).exists() == stands
                assert (asked.row.stands, asked.row.is_over) == (stands, not stands)


@EVERY_KIND
def test_a_yes_is_used_once_unless_its_kind_says_otherwise(people: People, kind: Kind) -> None:
    asked = ask(kind, people)
    with speaking(asked.other):
        with pytest.raises(operations.ApprovalNeeded):
            operations.take(asked.rows, kind)
        operations.decide(asked.row, granted=True, by=asked.other)
        assert operations.take(asked.rows, kind).used_at is not None
        if kind.is_repeated:
            operations.take(asked.rows, kind)
        else:
            with pytest.raises(operations.ApprovalNeeded):
                operations.take(asked.rows, kind)
    with pytest.raises(DatabaseError, match="stays so"), speaking(asked.other):
        asked.rows.update(used_at=None)


# --- What rooms register -------------------------------------------------------------------------------------------
@EVERY_KIND
def test_each_kind_says_what_it_is(kind: Kind) -> None:
    for language in ("en", "es"):
        with translation.override(language):
            assert str(kind.words).strip()
    assert rule(kind.asks).roles
    assert rule(kind.decides).roles
    app, name = kind.page.split(":")
    assert name in get_resolver().namespace_dict[app][1].reverse_dict


@EVERY_KIND
def test_the_words_are_in_both_languages(kind: Kind) -> None:
    with translation.override("en"):
        english = str(kind.words)
    with translation.override("es"):
        assert str(kind.words) != english


@pytest.mark.parametrize("table", TABLES)
def test_each_table_keeps_a_kind(table: type[TwoPeople]) -> None:
    assert kinds.codes(table)


@pytest.mark.parametrize("words", ["", "  "])
def test_a_kind_without_words_is_not_taken(words: str) -> None:
    before = kinds.every_kind()
    with pytest.raises(ValueError, match="without words"):
        kinds.register(replace(kinds.kind_of(Approval, COPY), code="unheard_of", words=words))
    assert kinds.every_kind() == before


def test_what_no_room_registered_is_not_asked_for(people: People) -> None:
    row = Approval(case=make_case(people.investigator), kind="unheard_of", reason="x")
    with pytest.raises(ValidationError, match="unheard_of"), speaking(people.investigator):
        operations.ask(row, alike=Approval.objects.none(), by=people.investigator)


def test_nothing_is_asked_for_without_a_reason(people: People) -> None:
    row = Approval(case=make_case(people.investigator), kind=COPY, reason="  ")
    assert isinstance(row, Worded)
    with pytest.raises(ValidationError, match="Say why"), speaking(people.investigator):
        operations.ask(row, alike=Approval.objects.none(), by=people.investigator)


# --- The rest of the house -----------------------------------------------------------------------------------------
# Where the rule stands on a row that is itself no request (docs/decisions/two-people.md).
ELSEWHERE = {
    ("cases_registerbatch", "register_takes_two_people"),
    ("accounts_user", "two_who_let_in"),
    ("accounts_enrolment", "two_different_people"),
    ("cases_disposal", "disposal_takes_two_people"),
    ("cases_reportdisposal", "reportdisposal_takes_two_people"),
    ("screening_clientdisposal", "clientdisposal_takes_two_people"),
    ("cases_emergencyaccess", "emergency_reviewed_by_somebody_else"),
    ("audit_unusualreading", "unusual_reviewed_by_somebody_else"),
    ("audit_unusualreading", "unusual_decided_by_somebody_else"),
    ("access_delegation", "delegation_to_somebody_else"),
}


def test_no_other_table_keeps_two_people_apart() -> None:
    """Whoever writes such a constraint takes the mechanism, or says here and in the decision why not."""
    people = {f.column for m in apps.get_models() for f in m._meta.concrete_fields if f.related_model is User} | {"id"}
    with connection.cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'c'"
        )
        found = {
            (table, name)
            for table, name, text in cursor.fetchall()
            for one, other in re.findall(r"\b(\w+) = (\w+)\b", text)
            if {one, other} <= people and "NOT" in text
        }
    assert found == ELSEWHERE | {(m._meta.db_table, f"{m._meta.model_name}_takes_two_people") for m in TABLES}
