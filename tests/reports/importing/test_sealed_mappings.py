"""How a sheet is read says again what stood in it: no word of that in the database or in the ledger."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from carisecure.audit.models import Entry
from carisecure.importing.models import SavedMapping
from carisecure.importing.operations import imports
from reports.importing.models import ImportBatch, ImportMapping
from reports.record.models import ReferenceRecord
from tests.people import People
from tests.reports.conftest import RunJob
from tests.reports.made import make_batch, make_collection
from tests.reports.sheets import SMALL
from tests.roles import as_system

pytestmark = pytest.mark.django_db
SHEET = b"When,Petra Possible is\n2020,zunzuncito\n2021,masc\n"


def mapped(people: People) -> tuple[ImportBatch, SavedMapping]:
    """A file with a name for a column and another in a cell, mapped, and the mapping kept."""
    batch = make_batch(people.analyst, SHEET)
    columns = {"When": "year", "Petra Possible is": "gender"}
    batch = imports.choose_columns(batch=batch, columns=columns, by=people.analyst)
    values = {"Petra Possible is": {"zunzuncito": "woman", "masc": "man"}}
    batch = imports.choose_values(batch=batch, values=values, by=people.analyst)
    return batch, imports.save_mapping(batch=batch, name="House style", by=people.analyst)


def stored(table: str) -> str:
    """Everything in a table, bytes as text."""
    with connection.cursor() as cursor:
        cursor.execute(f"select row_to_json(t)::text from {table} t")
        text = " ".join(row for (row,) in cursor.fetchall())
    assert "House style" in text
    return text


def is_told(text: str) -> bool:
    words = ("Petra", "zunzuncito")
    return any(word in text or word.encode().hex() in text for word in words)


def test_a_mapping_is_sealed_and_the_ledger_keeps_none_of_it(people: People) -> None:
    batch, saved = mapped(people)
    assert is_told(json.dumps(batch.mapping))
    assert ImportMapping.objects.get(pk=saved.pk).content == {**batch.mapping, "name": "House style"}
    with as_system():
        for table in ("reports_importbatch", "reports_importmapping"):
            assert not is_told(stored(table)), table
            lines = [(e.old, e.new) for e in Entry.objects.filter(table_name=table)]
            assert lines
            assert not is_told(str(lines)), table


def test_names_and_ids_that_stand_in_clear_are_not_in_the_ledger(people: People, work: RunJob) -> None:
    sheet = SMALL.read_text().replace("R-0", "zunzuncito-0").encode()
    collection = make_collection(people.analyst, work, sheet, name="Petra's people")
    imports.save_mapping(batch=collection.batches.get(), name="As Petra has it", by=people.analyst)
    with as_system():
        assert ReferenceRecord.objects.filter(source_id="zunzuncito-001").exists()
        for table in ("collection", "importmapping", "importbatch", "referencerecord"):
            lines = [(e.old, e.new) for e in Entry.objects.filter(table_name=f"reports_{table}")]
            assert lines
            assert not is_told(str(lines)), table
