"""One description of what is filed: the sheets show it, the database compares it, and neither says more or less."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

from carisecure.access.fields import SealedField
from cases.dossier.document import CODES
from cases.exhibits.models import Exhibit
from cases.material.models import Statement
from cases.people.models import IdentityKind, InvolvementPart
from cases.people.operations import add_name
from cases.record.models import Case, Involvement
from prosecutions.file.filed import FILED, FILED_KINDS, KEPT_BACK, file_parts_body
from prosecutions.file.models import ItemKind
from prosecutions.file.sheets import Sheet, sheets_of
from tests.factories import first_person
from tests.people import People, enter
from tests.prosecutions.matters import investigated, proven
from tests.roles import as_system

# Columns of no content: keys, versions, moments of the row, tokens by which it is found, whom it is closed to.
NOT_SAID = {"id", "version", "created_at", "stem_tokens", "excluded_groups"}
NOT_SAID |= {"entry_key", "recorded_at", "correction_reason", "is_retracted"}
# Compared, and on no sheet: what is known of it stands in a text beside it, or decides how that is to be read.
COMPARED_UNSHOWN = {"report.channel", "report.received_on", "report.received_precision", "statement.language"}
COMPARED_UNSHOWN |= {"proof.received_on", "proof.received_precision"}
# That somebody was recruited stands there already, and how on the sheet of what was done.
COMPARED_UNSHOWN |= {"elements.recruitment"}


# What is known of a role stands in rows of the person: whose they are is no column of the sheet.
ROLE_DAYS = ("since", "ended", "arrested", "cautioned")
RELATIONS = {"involvement", "victim", "suspect"}


def body_of(function: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where oid = %s::regproc", [f"carisecure.{function}"])
        found: str = cursor.fetchone()[0]
        return found


@pytest.mark.django_db
def test_the_function_in_the_database_is_the_one_that_is_described() -> None:
    assert body_of("file_parts").split() == file_parts_body().split()


@pytest.mark.django_db
def test_the_names_that_are_compared_are_those_that_go() -> None:
    (kinds,) = re.findall(r"n\.kind in \(([^)]*)\)", body_of("filed_identity"))
    assert tuple(re.findall(r"'(\w+)'", kinds)) == FILED_KINDS
    assert set(FILED_KINDS) < set(IdentityKind.values)


def test_each_section_of_the_document_goes_or_is_kept_back_with_a_reason() -> None:
    goes = [filed.section for filed in FILED.values()]
    assert sorted([*goes, *KEPT_BACK]) == sorted(CODES)
    assert list(FILED) == list(ItemKind)
    assert all(KEPT_BACK.values())


def test_each_kind_that_goes_is_compared(people: People) -> None:
    case, *_more = proven(people.investigator)
    with connection.cursor() as cursor:
        cursor.execute("select kind, mark from carisecure.file_parts(%s)", [case.pk])
        marks = dict(cursor.fetchall())
    assert set(marks) == set(ItemKind.values) == {sheet.kind for sheet in sheets_of(case, by=people.investigator)}
    assert all(marks.values())


def described() -> list[tuple[ItemKind, type[models.Model], str]]:
    """Every column that could carry something, of every model that a sheet is made from."""
    return [
        (kind, model, field.name)
        for kind, filed in FILED.items()
        for model, _names in filed.compared
        for field in model._meta.concrete_fields
        if field.name not in NOT_SAID
        and (not field.is_relation or field.name in RELATIONS)
        and (model, field.name) != (InvolvementPart, "involvement")
    ]


_CODES = {
    "gender": "masculine", "channel": "walk_in", "acts": "receipt", "means": "fraud", "purposes": "servitude",
    "citizenships": "CO", "languages": "fr", "standing_roles": "witness", "form": "sexual_exploitation",
    "relationship": "friend", "role": "witness",
    "sector": "F", "control": "debt_bondage", "country": "TT", "recruitment": "family",
}  # fmt: skip


def _another(row: Any, field: Any, spare: Involvement) -> Any:
    """A value that is not the one it has."""
    value = getattr(row, field.name)
    if field.is_relation:
        others = Involvement.objects.filter(case=spare.case)
        return None if value and field.null else others.exclude(pk=value.pk if value else None)[0]
    if field.choices:
        return next(code for code, _label in field.choices if code not in {"", value})
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, ArrayField):
        return [*value, _CODES[field.name]]
    if isinstance(field, models.DateTimeField):
        return (value or row.created_at) + timedelta(days=1)
    if isinstance(field, models.DateField):
        return (value or dt.date(2025, 1, 1)) + timedelta(days=1)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    if isinstance(field, SealedField):
        return f"{value} CANARY"
    return _CODES.get(field.name) or f"{value}X"[-field.max_length :]


@contextmanager
def changed(model: type[models.Model], pk: object, name: str, spare: Involvement) -> Iterator[None]:
    """Whatever a trigger or a constraint thinks of it; put back afterwards."""
    with transaction.atomic():
        with as_system(), connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")
            row: Any = model._base_manager.get(pk=pk)
            setattr(row, name, _another(row, model._meta.get_field(name), spare))
            row.save(update_fields=[name])
        yield
        transaction.set_rollback(True)


def sheet_of(case: Case, people: People, kind: ItemKind) -> Sheet:
    fresh = Case.objects.get(pk=case.pk)
    return next(sheet for sheet in sheets_of(fresh, by=people.investigator) if sheet.kind == kind)


def all_known(person: Involvement) -> InvolvementPart:
    """Their one role with every day that there can be, whatever the database thinks of it."""
    with as_system(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        days = {f"{name}_on": dt.date(2025, 3, 1) for name in ROLE_DAYS}
        InvolvementPart.objects.filter(involvement=person).update(relationship="family", **days)
        cursor.execute("set local session_replication_role = origin")
    return InvolvementPart.objects.get(involvement=person)


def test_what_a_sheet_shows_is_compared_and_the_rest_is_not(people: People) -> None:
    """Column by column: change it, and see whether the sheet and the mark are other ones."""
    case, done, (proof, *_more) = proven(people.investigator)
    enter(people.investigator)
    spare = first_person(case)
    part = all_known(spare)
    by_proof = {
        "proofitem": proof.pk, "statement": Statement.objects.get(case=case).pk,
        "exhibit": Exhibit.objects.get(case=case).pk, "intakereport": case.reports.get().pk,
    }  # fmt: skip
    shown, compared = set(), set()
    sheets = {kind: sheet_of(case, people, kind) for kind in ItemKind}
    for kind, model, name in described():
        before = sheets[kind]
        by_model = {"person": spare.person_id, "involvementpart": part.pk, "exploitation": done.pk}
        pk = by_model.get(str(model._meta.model_name), before.object_id)
        if kind == ItemKind.PROOF:
            pk = by_proof[str(model._meta.model_name)]
        with changed(model, pk, name, spare):
            after = sheet_of(case, people, kind)
        column = f"{kind}.{name}"
        shown |= {column} if (after.title, after.content) != (before.title, before.content) else set()
        compared |= {column} if after.mark != before.mark else set()
    assert len(shown) >= 28, shown
    assert shown >= {f"person.{name}_on" for name in ROLE_DAYS} | {"person.relationship"}
    assert shown <= compared, f"on a sheet and not compared: {shown - compared}"
    assert compared - shown == COMPARED_UNSHOWN


def test_a_name_of_a_kind_that_goes_changes_the_other_mark_alone(people: People) -> None:
    case = investigated(people.investigator)
    before = sheet_of(case, people, ItemKind.PERSON)
    add_name(involvement=first_person(case), kind="document", value="TT-1234567", by=people.investigator)
    after = sheet_of(case, people, ItemKind.PERSON)
    assert (after.mark, after.content) == (before.mark, before.content)
    assert after.names_mark != before.names_mark
    assert set(after.names) - set(before.names) == {("document", "TT-1234567")}
