"""Cases with grants, made by COPY: as many as wanted, for people who see all, 20,000 of a million, 300, none."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg2
from django.contrib.auth.models import Permission
from django.db import transaction

from benchmarks.copying import copy
from carisecure.access.references import new_reference
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_agency, make_user

UNITS = 50
NULL = "\\N"
VIEWERS = ("all", "some", "few", "none")
CASE_COLUMNS = (
    "id, excluded_groups, version, created_at, reference, stage, compartment, agency_id, country, summary, region, "
    "is_official_involved, acts, means, purposes, opened_at, opened_by_id, last_moved_at, closure_reason, "
    "closure_note, stem_tokens, title, danger_note, opened_on, opened_precision, lead_officer_id, danger_since"
)
GRANT_COLUMNS = "purpose, granted_at, sharing_agreement, content_object_id, granted_by_id, group_id, permission_id"
START = datetime(2024, 1, 1, tzinfo=UTC)
# How often in a thousand. While all cases were alike, a filter that finds few of them looked as fast as any other.
STAGES = {"closed": 550, "under_investigation": 250, "with_dpp": 90, "reported": 60, "before_court": 45, "reopened": 5}
REGIONS = {"POS": 240, "SFO": 170, "CHA": 150, "TUP": 130, "SJL": 110, "ARI": 90, "CTT": 67, "SIP": 40, "PTF": 3}
LEADS = {"all": 500, "some": 299, "none": 1, "": 200}
OLD = "TOB"  # one region reported in the first months alone: walking from the newest on meets nothing of it


def share_seen(viewer: str, cases: int) -> int:
    """How many of so many cases a kind of viewer sees: at a million 1,000,000, 20,000, 300 and 0."""
    return {"all": cases, "some": cases // 50, "few": min(300, cases // 30), "none": 0}[viewer]


def make_people() -> dict[str, User]:
    """One person a kind of viewer, each in a unit of their own, so that the agency's grants are what they see."""
    with transaction.atomic():
        return {
            name: make_user(
                username=f"bench-{name}",
                full_name=f"Sees {name}",
                role="investigator",
                agency=make_agency(code=f"bench-{name}", name=f"Unit {name}", kind="ctu", country="TT"),
            )
            for name in VIEWERS
        }


def make_units() -> list[int]:
    with transaction.atomic():
        return [
            make_agency(code=f"unit-{n}", name=f"Unit {n}", kind="ctu", country="TT").group_id for n in range(UNITS)
        ]


@dataclass(frozen=True)
class Particulars:
    """What differs from case to case, as the lists filter and sort by it. `lead`: a kind of viewer, or nobody."""

    stage: str
    region: str
    lead: str
    moved: datetime
    danger: str


def _particulars(cases: int) -> Iterator[Particulars]:
    """The same at each run. One open case in 500 is in danger; the last move lies up to 300 days after the first."""
    chance = random.Random(11)
    stages, regions, leads = (
        chance.choices(list(known), list(known.values()), k=cases) for known in (STAGES, REGIONS, LEADS)
    )
    for n, stage in enumerate(stages):
        opened = START + timedelta(minutes=n)
        moved = opened + timedelta(minutes=int(300 * 1440 * chance.random() ** 3))
        danger = moved.isoformat() if stage != "closed" and chance.random() < 0.002 else NULL
        region = OLD if n < cases // 50 and chance.random() < 0.5 else regions[n]
        yield Particulars(stage, region, leads[n], moved, danger)


def _case_lines(ids: list[str], people: dict[str, User]) -> Iterator[str]:
    by = people["all"]
    for n, (pk, one) in enumerate(zip(ids, _particulars(len(ids)), strict=True)):
        opened, moved = (START + timedelta(minutes=n)).isoformat(), one.moved.isoformat()
        reference = f"{new_reference('TT')}{n:07d}"[:20]
        lead = str(people[one.lead].pk) if one.lead else NULL
        fields = [pk, "{}", "1", opened, reference, one.stage, "agency", str(by.agency_id), "TT", "", one.region]
        late = ["", "", opened[:10], "day", lead, one.danger]
        yield "\t".join([*fields, "f", "{}", "{}", "{}", opened, str(by.pk), moved, "", "", "{}", *late]) + "\n"


def _grant_lines(ids: list[str], people: dict[str, User], units: list[int]) -> Iterator[str]:
    codes = ("view_case", "change_case", "see_identity_case")
    permission = {p.codename: p.pk for p in Permission.objects.filter(codename__in=codes)}
    by, at = str(people["all"].pk), START.isoformat()
    chance = random.Random(7)
    extra = {v: set(chance.sample(range(len(ids)), share_seen(v, len(ids)))) for v in ("some", "few")}
    groups = {name: person.agency.group_id for name, person in people.items()}

    def line(pk: str, group: int, code: str) -> str:
        return f"bench\t{at}\t\t{pk}\t{by}\t{group}\t{permission[code]}\n"

    for n, pk in enumerate(ids):
        unit = chance.choice(units)
        for code in codes:
            yield line(pk, unit, code)
        yield line(pk, groups["all"], "view_case")
        for viewer, seen in extra.items():
            if n in seen:
                yield line(pk, groups[viewer], "view_case")


def build(cases: int, *, superuser: str, people: dict[str, User], units: list[int]) -> None:
    """Replace whatever cases there are by so many. The ledger stays out of it: loading is not timed."""
    ids = [str(uuid.uuid4()) for _ in range(cases)]
    connection = psycopg2.connect(superuser)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute("truncate cases_case cascade")
            copy(cursor, "cases_case", CASE_COLUMNS, _case_lines(ids, people))
            copy(cursor, "cases_casegrant", GRANT_COLUMNS, _grant_lines(ids, people, units))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")
    finally:
        connection.close()
