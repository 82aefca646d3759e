"""A register for the sweep: its name and what stands in it are read by the supervisors of its unit alone."""

from __future__ import annotations

import json
import uuid
from typing import Any

from carisecure.accounts.models import User
from carisecure.importing.register.looking import SheetLook
from carisecure.importing.survey import Surveyed
from cases.registers.models import RegisterBatch
from tests.access.world import World
from tests.cases.registers import standing_world
from tests.roles import as_system


def build(world: World) -> None:
    own = _register(world.people.supervisor, world.canary("CANARY-REGISTER", readers={"supervisor"}))
    foreign = _register(world.people.outsider, world.canary("CANARY-REGISTER-FOREIGN", readers=()))
    world.add("register", own=own, foreign=foreign, seen_by={"supervisor"}, foreign_seen_by=())
    standing_world.build(world)


def _register(by: User, text: str) -> RegisterBatch:
    look = SheetLook(
        Surveyed(0, text, 1, full=[0], head=["Name"]), (text,), 1, {"Name": [(text, 1)]}, {"Name": 0}, {"Name": 0}
    )
    fault = {
        "sheet": text,
        "row": 2,
        "column": "Name",
        "value": text,
        "code": "error_cell",
        "arguments": {},
        "noun": "",
    }
    with as_system():
        batch = RegisterBatch(
            agency_group=by.agency.group, file_name=text, path=f"registers/00/{uuid.uuid4().hex}", sha256="0" * 64,
            size=1, encoding="xlsx", state="faulty", row_count=0, fault_total=1, asked_by=by,
            survey_text=json.dumps([look.as_json()]),
        )  # fmt: skip
        batch.put_mapping({"sheets": [{"name": text}]})
        batch.put_faults([fault])
        batch.put_alike(pairs=[_pair(text)], total=1)
        batch.save(force_insert=True)
    return batch


def _pair(text: str) -> dict[str, Any]:
    """Two rows that may tell of one human, each called so."""
    ends = [
        {"person": str(uuid.uuid4()), "noun": "cases.victim", "sheet": "Sheet", "row": row, "name": text}
        for row in (2, 3)
    ]
    return {"key": "0" * 16, "why": ["name", "age"], "is_strong": False, "people": ends}
