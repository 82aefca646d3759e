"""A sheet on its way in: received, mapped, and the work on it asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.owned import Locked
from carisecure.importing import kinds, sheet, store, targets
from carisecure.importing.layout import ColumnMap
from carisecure.importing.models import LOOKED_INTO, NOT_YET_IN, Batch, BatchState, SavedMapping
from carisecure.importing.opening import Opening
from carisecure.importing.queries import layouts_for
from carisecure.importing.refusals import TOO_LATE
from carisecure.importing.targets import Target
from carisecure.jobs.errors import worded
from carisecure.jobs.models import Job
from carisecure.jobs.operations import enqueue
from carisecure.storage import keeping

if TYPE_CHECKING:
    from carisecure.accounts.models import User

OneBatch = TypeVar("OneBatch", bound=Batch)
UNKNOWN = "?"  # in a form: this value says nothing


@transaction.atomic
def receive_file(
    target: Target, *, chunks: Iterable[bytes], file_name: str, layout: str, begin: Callable[[], OneBatch], by: User
) -> OneBatch:
    """Keep the file; nothing is taken in. `begin` makes the batch with what is the target's own of it.

    Only its kind is looked at here; its rows are read by a worker (`import_look`). `layout` is a key of
    `queries.layouts_for`; empty: the mapping that fits, if one does. Raises ValidationError on "file" or "layout", and
    what `begin` raises; the file is then gone again.
    """
    policy.require(by, target.action)
    stored = keeping.keep(store.FOLDER, lambda stream: stream.writelines(chunks))
    try:
        encoding = kinds.encoding_of(keeping.place(stored.path), file_name)
        _refuse_known(target, stored.sha256, encoding, by)
        if layout and layout not in layouts_for(target, by):
            raise ValidationError({"layout": _("This mapping no longer exists.")})
        batch = begin()
        batch.agency_group_id, batch.asked_by, batch.file_name = by.agency.group_id, by, file_name
        batch.path, batch.sha256, batch.size, batch.encoding = stored.path, stored.sha256, stored.size, encoding
        batch.put_opening(Opening(wanted=layout))
        batch.save(force_insert=True)
        batch.job = ask(target.kind("look_into_import"), batch, by)
    except sheet.FileRefused as refused:
        keeping.remove(stored.path)
        raise ValidationError({"file": ValidationError(refused.message, code=refused.code)}) from None
    except BaseException:
        keeping.remove(stored.path)
        raise
    return batch


def _refuse_known(target: Target, sha256: str, encoding: str, by: User) -> None:
    """A book may come again for another of its sheets; the worker sees whether it does."""
    known = target.batches.objects.visible_to(by, target.action).holding(sha256).first()
    if known is not None and (encoding not in sheet.BOOKS or len(known.opening.sheets) < 2):
        raise ValidationError({"file": ValidationError(target.already_in(known), code="known")})


def _held(batch: OneBatch, by: User) -> OneBatch:
    """The batch, locked. Raises TransitionRefused while work on it waits or runs.

    Asked before locking, and never waiting for the lock: a work holds the row until it ends, and so would whoever waits
    for it in a page. A colleague's job is not seen here, only its lock.
    """
    under_way = _("This file is being worked on. Wait for that to finish, or stop it.")
    rows, action = type(batch).objects, targets.of(batch).action
    found: OneBatch = rows.fetch(by, action, batch.pk)
    if found.job_id and Job.objects.of(by).unfinished().filter(pk=found.job_id).exists():
        raise TransitionRefused(under_way)
    try:
        found = rows.fetch(by, action, batch.pk, lock=True, wait=False)
    except Locked:
        raise TransitionRefused(under_way) from None
    return found


def locked(batch: OneBatch, by: User, *, becoming: str) -> OneBatch:
    """The batch, locked, if it may still become this. Raises TransitionRefused."""
    found = _held(batch, by)
    stays = found.state == becoming == BatchState.RECEIVED  # its mapping is changed
    if not stays and not found.may_become(becoming):
        raise TransitionRefused(str(TOO_LATE) % {"state": found.get_state_display()})
    return found


def _remap(batch: OneBatch, layout: dict[str, object], name: str) -> OneBatch:
    batch.put_mapping(layout)
    batch.mapping_name = name
    batch.state, batch.fault_total, batch.row_count = BatchState.RECEIVED, 0, None
    batch.rows_digest = batch.records_digest = ""
    batch.is_again = False
    batch.put_faults([])
    batch.save()
    return batch


@transaction.atomic
def choose_columns(
    *, batch: OneBatch, columns: Mapping[str, str], by: User, separators: Mapping[str, str] | None = None
) -> OneBatch:
    """Say which column is which field of ours ("" leaves it out), and what divides the answers of its cells where that
    is not as it was. What values mean is kept where the field is the same.

    Raises ValidationError where two columns are to fill one field, or none holds one that is required.
    """
    target = targets.of(batch)
    policy.require(by, target.action)
    batch = locked(batch, by, becoming=BatchState.RECEIVED)
    before = {c["column"]: c for c in batch.mapping.get("columns", [])}
    chosen, maps = [], target.layout.maps
    for column in batch.columns:
        code = columns.get(column, "")
        if code:
            old = before.get(column)
            one = maps.from_json(old) if old and old["field"] == code else maps(column, code)
            chosen.append(replace(one, separator=(separators or {}).get(column, one.separator)))
    return _remap(batch, _checked(target, tuple(chosen), batch.citation), "")


@transaction.atomic
def choose_values(*, batch: OneBatch, values: Mapping[str, Mapping[str, str]], by: User) -> OneBatch:
    """Say what values mean: column -> value -> one of our codes, or UNKNOWN; "" leaves a value unexplained."""
    target = targets.of(batch)
    policy.require(by, target.action)
    batch = locked(batch, by, becoming=BatchState.RECEIVED)
    chosen = []
    for column in batch.mapping.get("columns", []):
        said = values.get(column["column"], {})
        meant = {v: c for v, c in column["values"].items() if v not in said}
        meant |= {v: c for v, c in said.items() if c and c != UNKNOWN}
        unknown = [v for v in column["unknown"] if v not in said] + [v for v, c in said.items() if c == UNKNOWN]
        chosen.append(replace(target.layout.maps.from_json(column), values=meant, unknown=tuple(unknown)))
    return _remap(batch, _checked(target, tuple(chosen), batch.citation), batch.mapping_name)


def _checked(target: Target, columns: tuple[ColumnMap, ...], citation: str) -> dict[str, object]:
    fields = [c.field for c in columns]
    twice = sorted({f for f in fields if fields.count(f) > 1 and not target.fields[f].can_be_repeated})
    if twice:
        raise ValidationError(_("Two columns are set to the same field; choose one of them."))
    if target.fields.missing({*fields}):
        raise ValidationError(str(target.no_column))
    return target.layout("", columns, citation).as_json()


@transaction.atomic
def save_mapping(*, batch: Batch, name: str, by: User) -> SavedMapping:
    """Keep the batch's mapping under a name for the next file of its kind. An existing name is overwritten.

    Raises TransitionRefused while work on the file is under way.
    """
    target = targets.of(batch)
    policy.require(by, target.action)
    batch = _held(batch, by)
    if name.casefold() in {
        layout.name.casefold() for key, layout in layouts_for(target, by).items() if key.startswith("ready:")
    }:
        raise ValidationError({"name": _("A ready mapping already has this name. Choose another name.")})
    content = json.dumps({**batch.mapping, "name": name, "citation": batch.citation})
    saved, _made = target.mappings.objects.update_or_create(
        agency_group_id=batch.agency_group_id, name=name, defaults={"content_text": content, "saved_by": by}
    )
    batch.mapping_name = name
    batch.save(update_fields=["mapping_name"])
    return saved


def needs_columns(batch: Batch) -> bool:
    """Whether a field that is required has no column yet; until then nothing can be read."""
    return bool(targets.of(batch).fields.missing({c["field"] for c in batch.mapping.get("columns", [])}))


def ask(kind: str, batch: Batch, by: User) -> Job:
    """Have work done on a batch that is locked."""
    job = enqueue(kind, params={"batch_id": str(batch.pk)}, by=by)
    type(batch).objects.filter(pk=batch.pk).update(job=job)
    return job


def _ask(work: str, batch: Batch, by: User, *, becoming: str) -> Job:
    target = targets.of(batch)
    policy.require(by, target.action)
    return ask(target.kind(work), locked(batch, by, becoming=becoming), by)


@transaction.atomic
def ask_look(*, batch: Batch, by: User) -> Job:
    """Have a file looked into that has only been sent: where that was stopped, or failed."""
    if batch.state != BatchState.SENT:
        raise TransitionRefused(
            _("Too late for this file: it is already “%(state)s”.") % {"state": batch.get_state_display()}
        )
    return _ask("look_into_import", batch, by, becoming=BatchState.RECEIVED)


@transaction.atomic
def ask_check(*, batch: Batch, by: User) -> Job:
    """Have the whole file read without writing a row. Raises TransitionRefused, ValidationError without a mapping."""
    if batch.state in LOOKED_INTO and needs_columns(batch):
        raise ValidationError(str(targets.of(batch).no_column_yet))
    return _ask("check_import", batch, by, becoming=BatchState.CHECKED)


@transaction.atomic
def ask_commit(*, batch: Batch, by: User, again: bool = False) -> Job:
    """Have the rows of a checked file written. Raises TransitionRefused for a file with faults or not yet checked, and
    for one whose rows are in a collection already, unless somebody wants them `again`.
    """
    target = targets.of(batch)
    if batch.state != BatchState.CHECKED:
        raise TransitionRefused(str(target.not_checked))
    job = _ask("commit_import", batch, by, becoming=BatchState.COMMITTED)
    if not again and target.batches.objects.visible_to(by, target.action).with_rows_of(batch).exists():
        raise TransitionRefused(worded(target.same_rows, {}))
    target.batches.objects.filter(pk=batch.pk).update(is_again=again)
    return job


@transaction.atomic
def ask_undo(*, batch: Batch, by: User) -> Job:
    """Have all rows of the batch taken out again. Runs that have counted them keep their numbers."""
    return _ask("undo_import", batch, by, becoming=BatchState.UNDONE)


@transaction.atomic
def discard_import(*, batch: Batch, by: User) -> None:
    """Let go of a file that never went in: the row, the sheet on the disk, and what was begun for it alone. The
    ledger keeps the line. Raises TransitionRefused for one that went in, and while work on it is under way.
    """
    target = targets.of(batch)
    policy.require(by, target.action)
    batch = _held(batch, by)
    if batch.state not in NOT_YET_IN:
        raise TransitionRefused(str(target.went_in))
    path = batch.path
    batch.delete()
    target.discarded(batch)
    transaction.on_commit(lambda: keeping.remove(path))
