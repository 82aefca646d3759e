"""The first look into a file, as a worker takes it: its sheets, what is hidden in them, how its columns may be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from carisecure.access import policy
from carisecure.importing import sheet, targets
from carisecure.importing.layout import Layout, fitting, suggested_maps, suggested_separator
from carisecure.importing.models import Batch, BatchState
from carisecure.importing.opening import Answers, Opening
from carisecure.importing.operations.imports import ask, locked
from carisecure.importing.operations.taking import taken
from carisecure.importing.queries import layouts_for
from carisecure.importing.survey import MOST_SURVEYED, Names, Surveyed, survey
from carisecure.importing.targets import Target
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from carisecure.storage import keeping

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def look(target: Target, running: Running, batch_id: str) -> dict[str, Any]:
    """Look at every row of every sheet that a person would see. Where something has to be asked, ask it; else say what
    the columns may be.
    """
    batch = taken(target, running, batch_id, BatchState.RECEIVED)
    if not keeping.is_unchanged(batch.path, batch.sha256):
        raise JobRefused("file_changed")
    layouts = layouts_for(target, running.person)
    opening = batch.opening
    try:
        _find_sheets(running, batch, opening, Names(target.fields, layouts))
        chosen = opening.chosen if opening.is_settled else None
        if chosen is None:
            return _ask(batch, opening)
        _refuse_known(target, running.person, batch, chosen)
        return _columns(target, batch, opening, chosen, layouts)
    except sheet.FileRefused as refused:
        raise JobRefused(refused.key, **refused.arguments) from None


def _find_sheets(running: Running, batch: Batch, opening: Opening, names: Names) -> None:
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


def _ask(batch: Batch, opening: Opening) -> dict[str, Any]:
    for one in opening.sheets:  # found anew when the sheet is chosen
        one.merged = []
    batch.put_opening(opening)
    batch.state = BatchState.ASKING
    batch.save()
    return {"sheets": len(opening.sheets)}


def _columns(
    target: Target, batch: Batch, opening: Opening, chosen: Surveyed, layouts: Mapping[str, Layout]
) -> dict[str, Any]:
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
        suggested = suggested_maps(target.layout.maps, named, layouts, samples)
        content = {"name": "", "citation": "", "columns": [c.as_json() for c in suggested]}
    batch.put_header(header, samples)
    batch.put_opening(opening)
    batch.put_mapping(content)
    batch.mapping_name = fits.name if fits else ""
    batch.state = BatchState.RECEIVED
    batch.save()
    if fits:
        target.recognised(batch, fits)
    return {"rows": chosen.row_count}


def _refuse_known(target: Target, by: User, batch: Batch, chosen: Surveyed) -> None:
    held = target.batches.objects.visible_to(by, target.action).holding(batch.sha256, chosen.number).first()
    if held is not None:
        raise target.known(held)


def _fitting(header: list[str], opening: Opening, layouts: Mapping[str, Layout]) -> Layout | None:
    """The mapping that was chosen with the file, or the one that fits. What the chosen one misses is said."""
    wanted = layouts.get(opening.wanted)
    opening.missing = wanted.missing_from(header) if wanted else []
    if wanted is not None:
        return None if opening.missing else wanted
    fits = fitting(header, layouts)
    return layouts[fits] if fits else None


@transaction.atomic
def answer(*, batch: Batch, answers: Answers, by: User) -> Job:
    """Say how the file is opened, and have it looked into again. Raises TransitionRefused once its rows are in, and
    while work on it is under way.
    """
    target = targets.of(batch)
    policy.require(by, target.action)
    batch = locked(batch, by, becoming=BatchState.SENT)
    opening = batch.opening
    opening.answers = answers
    batch.put_opening(opening)
    batch.put_faults([])
    batch.state, batch.fault_total, batch.row_count = BatchState.SENT, 0, None
    batch.rows_digest = batch.records_digest = ""
    batch.is_again = False
    batch.save()
    return ask(target.kind("look_into_import"), batch, by)
