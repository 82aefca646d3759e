"""A register sent, looked into, let go of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.vault import keys
from carisecure.countries.packs import pack
from carisecure.importing import kinds, sheet
from carisecure.importing.register import looking, suggesting
from carisecure.importing.register.looking import SheetLook
from carisecure.importing.register.mapping import RegisterMapping
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from carisecure.storage import keeping
from cases.registers.models import IS_IN, RegisterBatch, RegisterState
from cases.registers.operations.held import ask, held, taken
from cases.registers.reading import ACTION, mapping_of, mappings_of

if TYPE_CHECKING:
    from carisecure.accounts.models import User

FOLDER = "registers"
LOOK = "cases.look_into_register"


@transaction.atomic
def receive_register(*, chunks: Iterable[bytes], file_name: str, by: User) -> RegisterBatch:
    """Keep the file, sealed, and have it looked into; nothing is taken in.

    Raises ValidationError on "file" for what is no sheet, and for one whose rows are in; the file is then gone again.
    """
    policy.require(by, ACTION)
    stored = keeping.keep(FOLDER, lambda stream: stream.writelines(chunks))
    try:
        encoding = kinds.encoding_of(keeping.place(stored.path), file_name)
        if RegisterBatch.objects.visible_to(by, ACTION).filter(sha256=stored.sha256, state__in=IS_IN).exists():
            raise ValidationError({"file": ValidationError(_("This very file is in already."), code="known")})
        batch = RegisterBatch(
            agency_group_id=by.agency.group_id, asked_by=by, file_name=file_name, path=stored.path,
            sha256=stored.sha256, size=stored.size, encoding=encoding,
        )  # fmt: skip
        batch.save(force_insert=True)
        batch.job = ask(LOOK, batch, by)
    except sheet.FileRefused as refused:
        keeping.remove(stored.path)
        raise ValidationError({"file": ValidationError(refused.message, code=refused.code)}) from None
    except BaseException:
        keeping.remove(stored.path)
        raise
    return batch


@transaction.atomic
def ask_look(*, batch: RegisterBatch, by: User) -> Job:
    """Have a file looked into: one that has only been sent, or whose head rows were said anew."""
    batch = held(batch, by, becoming=RegisterState.SENT)
    if batch.state != RegisterState.SENT:
        batch.state = RegisterState.SENT
        forget_result(batch)
        batch.save()
    return ask(LOOK, batch, by)


def look(running: Running, batch_id: str) -> dict[str, Any]:
    """The work of it: every sheet, its head, what is hidden, what stands in its columns; and how it may be read."""
    batch = taken(running, batch_id, becoming=RegisterState.RECEIVED)
    mappings = mappings_of(running.person)
    before = mapping_of(batch)
    head_rows = {one.name: one.head_row for one in before.sheets if one.head_row}

    def tick(number: int) -> None:
        running.progress(number, None, "looking")
        running.stop_if_cancelled()

    try:
        names = suggesting.Names.of(mappings)
        found = looking.look(keeping.place(batch.path), batch.encoding, names, tick, head_rows)
    except sheet.FileRefused as refused:
        raise JobRefused(refused.key, **refused.arguments) from None
    batch.survey_text = json.dumps([one.as_json() for one in found])
    mapping, name = suggested(found, before, mappings)
    batch.put_mapping(mapping.as_json())
    batch.mapping_name = name
    is_asking = any(one.surveyed.is_asked_about for one in found)
    batch.state = RegisterState.ASKING if is_asking and not before.sheets else RegisterState.RECEIVED
    batch.save()
    return {"sheets": len(found), "rows": sum(one.rows for one in found)}


def suggested(
    found: list[SheetLook], before: RegisterMapping, mappings: list[RegisterMapping]
) -> tuple[RegisterMapping, str]:
    """How a book is read: as somebody has said it of this one; else by the mapping that fits; else by its names."""
    looked = [one.looked for one in found if not one.is_hidden]
    if before.sheets:
        fresh = {one.name: one for one in suggesting.suggest(looked, [before, *mappings]).sheets}
        heads = {one.surveyed.name: set(one.values) for one in found}
        kept = [one for one in before.sheets if one.name in heads]
        still = [one for one in kept if {column.column for column in one.columns} <= heads[one.name]]
        anew = [fresh.get(one.name, one) for one in kept if one not in still]
        return RegisterMapping((*still, *anew), before.day_first), ""
    fits = suggesting.fitting(looked, mappings)
    if fits is not None:
        rules = {one.surveyed.name: one for one in looked}
        for rule in fits.sheets:
            columns = tuple(
                suggesting.with_values(column, rules[rule.name].samples.get(column.column, ()), mappings)
                for column in rule.columns
            )
            fits = fits.with_sheet(replace(rule, columns=columns, hidden_rows="", hidden_columns=""))
        return fits, fits.name
    return suggesting.suggest(looked, mappings, day_first=pack().country.day_first), ""


def forget_result(batch: RegisterBatch) -> None:
    """What a dry run found is no longer true. What was said of two people waits for the next one."""
    batch.fault_total, batch.row_count = 0, None
    batch.rows_digest = ""
    batch.result_text = "{}"
    batch.put_alike(pairs=[], total=0, crowded=0)
    batch.put_faults([])


@transaction.atomic
def discard_register(*, batch: RegisterBatch, by: User) -> None:
    """Let go of a register that never went in: its row, its file, its keys. The ledger keeps the line.

    Raises TransitionRefused for one that is, or was, in, and while work on it is under way.
    """
    batch = held(batch, by)
    if batch.state in IS_IN or batch.state == RegisterState.UNDONE:
        raise TransitionRefused(_("Its rows are, or were, in. Undo it instead."))
    path, key = batch.path, batch.pk
    batch.delete()
    keys.destroy(key)
    keys.destroy(keeping.key_of(path))
    transaction.on_commit(lambda: keeping.remove(path))
