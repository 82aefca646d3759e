"""A register in the hands of the machine, as the pages put it there."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from carisecure.accounts.models import User
from cases.registers.models import RegisterBatch
from cases.registers.operations import mapping, receiving
from cases.registers.operations.mapping import SheetSaid
from cases.registers.reading import looks_of, mapping_of
from tests.people import enter


def sent_register(by: User, path: Path, work: Any) -> RegisterBatch:
    """Received, and looked into by a worker."""
    enter(by)
    batch = receiving.receive_register(chunks=[path.read_bytes()], file_name=path.name, by=by)
    work(batch.job)
    enter(by)
    batch.refresh_from_db()
    return batch


def open_all(batch: RegisterBatch, by: User, *, hidden: str = "read") -> RegisterBatch:
    """The sheets as they are suggested, with what is hidden."""
    rules = mapping_of(batch)
    said = [
        SheetSaid(one.surveyed.name, rule.rows_are if rule else "", one.surveyed.head_row, hidden, hidden)
        for one in looks_of(batch)
        for rule in [rules.sheet(one.surveyed.name)]
    ]
    return mapping.say_sheets(batch=batch, sheets=said, day_first=True, by=by)


def explained(batch: RegisterBatch, by: User) -> RegisterBatch:
    """The book of `tests.importing.register.books.english`, every value said."""
    sex = {"F": "s1", "M": "s2"}
    batch = open_all(batch, by)
    region = {"Region": {"POS": "r1", "S/F'do": "r2"}}
    batch = mapping.say_values(batch=batch, sheet="TIP REGISTER", values=region, by=by)
    batch = mapping.say_values(
        batch=batch, sheet="VICTIMS", by=by,
        values={"Sex": sex, "Type of exploitation": {"Sexual": "f1", "Labour": "f2"}},
    )  # fmt: skip
    return mapping.say_values(
        batch=batch, sheet="ACCUSED", by=by, values={"Sex": sex, "Status / outcome": {"PI pending": "?"}}
    )


def upload(path: Path) -> io.BytesIO:
    file = io.BytesIO(path.read_bytes())
    file.name = path.name
    return file
