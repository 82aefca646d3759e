"""A collection, a file with a fault and a counted run of the analyst's office, and the same of another office's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from carisecure.accounts.models import Agency, User
from carisecure.accounts.operations import make_agency, make_user
from reports.figures.models import ReportRun
from reports.importing.models import ImportBatch
from reports.record.models import Collection
from tests.access.world import World
from tests.roles import as_system

COLUMNS = [{"column": "Year", "field": "year", "values": {}, "unknown": []}]


def build(world: World) -> None:
    people = world.people
    ours, theirs = people.analyst, _foreign_analyst()
    own = make(ours, people.investigator.agency, world.canary("CANARY-FIGURES", readers={"analyst"}))
    foreign = make(theirs, people.outsider.agency, world.canary("CANARY-FIGURES-FOREIGN", readers=()))
    world.add(
        "collection", own=own["collection"], foreign=foreign["collection"], seen_by={"analyst"}, foreign_seen_by=()
    )
    world.add("import_batch", own=own["batch"], foreign=foreign["batch"], seen_by={"analyst"}, foreign_seen_by=())
    world.add("run", own=own["run"], foreign=foreign["run"], seen_by={"analyst"}, foreign_seen_by=())


def _foreign_analyst() -> User:
    with as_system():
        office = make_agency(code="foreign_statistics", name="Foreign office", kind="statistics", country="BB")
        return make_user(username="foreign_analyst", full_name="Fern Foreign", role="analyst", agency=office)


def make(analyst: User, unit: Agency, text: str) -> dict[str, Any]:
    office = analyst.agency.group
    with as_system():
        collection = Collection.objects.create(agency_group=office, name=text, citation=text, made_by=analyst)
        batch = ImportBatch(
            agency_group=office, collection=collection, file_name=text, path="imports/none", sha256="0" * 64, size=1,
            encoding="utf-8", state="faulty", row_count=1, fault_total=1, asked_by=analyst,
        )  # fmt: skip
        batch.put_mapping({"name": "", "citation": "", "columns": COLUMNS})
        batch.put_header(["Year"], {"Year": [text]})
        batch.put_faults([{"row": 2, "column": "Year", "value": text, "code": "not_a_year"}])
        batch.save(force_insert=True)
        run = ReportRun.objects.create(
            agency_group=office, subject="unit", unit=unit, standing="provisional",
            period_from=dt.date(2026, 10, 1), period_to=dt.date(2026, 10, 31), as_known_on=timezone.now(),
            indicators=["unit.cases"], sha256="0" * 64, made_by=analyst, counted_at=timezone.now(),
            numbers={"columns": ["2026-10"], "figures": [_table()]},
        )  # fmt: skip
    return {"collection": collection, "batch": batch, "run": run}


def _table() -> dict[str, Any]:
    return {
        "indicator": "unit.cases", "version": 1, "rows": [{"code": "cases", "values": [3]}], "unknown": [0],
        "totals": [3], "left_out": {}, "measure": None,
    }  # fmt: skip
