"""The first look into a file, as a worker takes it: its sheets, what is hidden in them, how its columns may be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from carisecure.access import policy
from carisecure.importing import sheet
from carisecure.importing.layout import fitting, suggested_maps, suggested_separator
from carisecure.importing.opening import Answers, Opening
from carisecure.importing.survey import MOST_SURVEYED, Names, Surveyed, survey
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from carisecure.storage import keeping
from reports.importing.fields import FIELDS
from reports.importing.models import BatchState, ImportBatch
from reports.importing.operations.imports import ask, locked
from reports.importing.operations.taking import taken
from reports.importing.queries import layouts_for
from reports.importing.reference import ColumnMap, Layout

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def look(running: Running, batch_id: str) -> dict[str, Any]:
    """Look at every row of every sheet that a person would see. Where something has to be asked, ask it; else say what
    the columns may be.
    """
    batch = taken(running, batch_id, BatchState.RECEIVED)
    if not keeping.is_unchanged(batch.path, batch.sha256):
        raise JobRefused("file_changed")
    layouts = layouts_for(running.person)
    opening = batch.opening
    try:
        _find_sheets(running, batch, opening, layouts)
        chosen = opening.chosen if opening.is_settled else None
        if chosen is None:
            return _ask(batch, opening)
        _refuse_known(running.person, batch, chosen)
        return _columns(batch, opening, chosen, layouts)
    except sheet.FileRefused as refused:
        raise JobRefused(refused.key, **refused.arguments) from None


def _find_sheets(running: Running, batch: ImportBatch, opening: Opening, layouts: Mapping[str, Layout]) -> None:
    """Raises FileRefused where nothing that can be seen holds a row."""
    place, done = keeping.place(batch.path), 0

    def tick(_number: int) -> None:
        running.progress(done, None, "looking")
        running.stop_if_cancelled()

    found = sheet.leaves(place, batch.encoding)
    shown = [leaf for leaf in found if not leaf.is_hidden]
    opening.hidden_sheets = [leaf.name for leaf in found if leaf.is_hidden]
    opening.unseen_sheets = len(shown[MOST_SURVEYED:])
    opening.sheets = []
    names = Names(FIELDS, layouts)
    for leaf in shown[:MOST_SURVEYED]:
        said = opening.answers.head_row if opening.answers and opening.answers.sheet == leaf.number else 0
        surveyed = survey(place, batch.encoding, leaf, names, tick, said)
        done += surveyed.row_count
        if surveyed.row_count:
            opening.sheets.append(surveyed)
    if not shown:
        raise sheet.FileRefused("all_hidden")
    if not opening.sheets:
        raise sheet.FileRefused("no_rows")


def _ask(batch: ImportBatch, opening: Opening) -> dict[str, Any]:
    for one in opening.sheets:  # found anew when the sheet is chosen
        one.merged = []
    batch.put_opening(opening)
    batch.state = BatchState.ASKING
    batch.save()
    return {"sheets": len(opening.sheets)}


def _columns(batch: ImportBatch, opening: Opening, chosen: Surveyed, layouts: Mapping[str, Layout]) -> dict[str, Any]:
    for one in opening.sheets:
        one.merged = one.merged if one is chosen else []
    header, samples = sheet.look_into(keeping.place(batch.path), batch.encoding, opening.reading, opening.full)
    fits = _fitting(header, opening, layouts)
    if fits is not None:
        maps = tuple(
            {**c.as_json(), "separator": suggested_separator(c, samples.get(c.column, []))} for c in fits.columns
        )
        content: dict[str, Any] = {**fits.as_json(), "columns": list(maps)}
    else:
        named = [name for name in header if name]
        suggested = suggested_maps(ColumnMap, named, layouts, samples)
        content = {"name": "", "citation": "", "columns": [c.as_json() for c in suggested]}
    batch.put_header(header, samples)
    batch.put_opening(opening)
    batch.put_mapping(content)
    batch.mapping_name = fits.name if fits else ""
    batch.state = BatchState.RECEIVED
    batch.save()
    if fits and fits.citation and not batch.collection.citation:
        _cite(batch, fits.citation)
    return {"rows": chosen.row_count}


def _cite(batch: ImportBatch, citation: str) -> None:
    """A collection that was begun for this file is cited as its mapping says."""
    if batch.collection.batches.count() == 1:
        batch.collection.citation = citation
        batch.collection.save(update_fields=["citation"])


def _refuse_known(by: User, batch: ImportBatch, chosen: Surveyed) -> None:
    held = ImportBatch.objects.visible_to(by, "reports.import").holding(batch.sha256, chosen.number).first()
    if held is not None:
        raise JobRefused("known", collection=str(held.collection_id))


def _fitting(header: list[str], opening: Opening, layouts: Mapping[str, Layout]) -> Layout | None:
    """The mapping that was chosen with the file, or the one that fits. What the chosen one misses is said."""
    wanted = layouts.get(opening.wanted)
    opening.missing = wanted.missing_from(header) if wanted else []
    if wanted is not None:
        return None if opening.missing else wanted
    fits = fitting(header, layouts)
    return layouts[fits] if fits else None


@transaction.atomic
def answer(*, batch: ImportBatch, answers: Answers, by: User) -> Job:
    """Say how the file is opened, and have it looked into again. Raises TransitionRefused once its rows are in, and
    while work on it is under way.
    """
    policy.require(by, "reports.import")
    batch = locked(batch, by, becoming=BatchState.SENT)
    opening = batch.opening
    opening.answers = answers
    batch.put_opening(opening)
    batch.put_faults([])
    batch.state, batch.fault_total, batch.row_count = BatchState.SENT, 0, None
    batch.rows_digest = batch.records_digest = ""
    batch.is_again = False
    batch.save()
    return ask("reports.look_into_import", batch, by)
