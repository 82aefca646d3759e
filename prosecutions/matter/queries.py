"""What the page of one matter shows: a fixed number of queries, whatever the matter's size."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import Prefetch

from carisecure.access import together
from carisecure.accounts.models import User
from carisecure.corrections.chains import Entry, entries
from cases.people.models import IdentityKind
from cases.record.readers import Readers, lists_of_readers, readers_among
from prosecutions.accused.models import Accused, AccusedName
from prosecutions.advice.models import Advice, Query
from prosecutions.court.models import Hearing
from prosecutions.court.queries import with_accused
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.paths import CourtPath, Stage, court_path
from prosecutions.court_path.standing import Standing, of_matter, standings
from prosecutions.court_path.words import step_label
from prosecutions.file.changes import FileChange, changes_since_submission
from prosecutions.file.models import FiledName, FileItem, FileSubmission, ItemKind
from prosecutions.matter.accused import AccusedBlock, accused_blocks, accused_lists
from prosecutions.matter.names import NAMES
from prosecutions.matter.words import advice_line, hearing_line, step_line
from prosecutions.record.models import Prosecution

VIEW = "prosecutions.view_matter"
# How many lines of the frozen list stand on the matter's own page; the whole list has its own.
LISTED = 12


@dataclass(frozen=True)
class ChangeLine:
    """A change in the case, told with what the prosecutor already has: the number and title of the frozen item."""

    change: FileChange
    kind: str
    item: FileItem | None


@dataclass(frozen=True)
class Step:
    """One step of the timeline. `who` is empty where the step is of the matter as a whole, or there is one accused.

    `is_now`: the matter stands there. The step "charge" is corrected with its charge, not here (`may_correct`).
    """

    entry: Entry[StageEvent]
    label: str
    who: str
    is_now: bool
    may_correct: bool = True

    @property
    def event(self) -> StageEvent:
        return self.entry.now


@dataclass(frozen=True)
class Timeline:
    paths: list[CourtPath]
    steps: list[Step]
    following: tuple[Stage, ...]


@dataclass(frozen=True)
class HearingLine:
    """`to`: the day to which it was adjourned, as that hearing is listed now."""

    entry: Entry[Hearing]
    to: date | None

    @property
    def hearing(self) -> Hearing:
        return self.entry.now


@dataclass(frozen=True)
class MatterPage:
    submissions: list[FileSubmission]
    items: list[FileItem]
    changes: list[ChangeLine]
    queries: list[Query]
    advice: list[Entry[Advice]]
    accused: list[AccusedBlock]
    timeline: Timeline
    hearings: list[HearingLine]
    others: list[Prosecution]
    readers: list[Readers]

    @property
    def latest(self) -> FileSubmission:
        return self.submissions[0]

    @property
    def waits_for_advice(self) -> bool:
        stand = [entry.now.on_submission for entry in self.advice if entry.is_standing]
        return max(stand, default=0) < self.latest.number


def matter_page(viewer: User, prosecution: Prosecution, *, with_names: bool = False) -> MatterPage:
    """Everything of a matter that this person may read; names where asked for. The caller writes the ledger line.

    Costs 2 queries: all lists together, what changed in the case; and those for the names where they were asked for.
    """

    def of(model: type[Any]) -> Any:
        return model.objects.visible_to(viewer, VIEW).filter(prosecution=prosecution)

    submissions = of(FileSubmission).select_related("recorded_by").order_by("-number")
    items = of(FileItem).filter(submission__in=of(FileSubmission).order_by("-number")[:1]).defer("content")
    queries = of(Query).select_related("recorded_by", "answered_by")
    advice = of(Advice).select_related("recorded_by")
    events = of(StageEvent).select_related("recorded_by")
    hearings = with_accused(of(Hearing)).select_related("recorded_by", "adjourned_to")
    others = _others_of_its_case(viewer, prosecution)
    of_accused, readers = accused_lists(of), lists_of_readers(prosecution, VIEW)
    together.read(submissions, items, queries, advice, events, hearings, others, *of_accused.to_read(), *readers)
    accused = accused_blocks(of_accused, _names(viewer, prosecution) if with_names else {})
    return MatterPage(
        submissions=list(submissions),
        items=list(items),
        changes=_changes(prosecution, items),
        queries=list(queries),
        advice=entries(advice, advice_line),
        accused=accused,
        timeline=_timeline(entries(events, step_line), accused),
        hearings=_hearings(entries(hearings, hearing_line)),
        others=list(others),
        readers=readers_among(readers, viewer=viewer),
    )


def _changes(prosecution: Prosecution, items: Iterable[FileItem]) -> list[ChangeLine]:
    by_key: dict[tuple[str, uuid.UUID | None], FileItem] = {(item.kind, item.object_id): item for item in items}
    return [
        ChangeLine(change, str(ItemKind(change.kind).label), by_key.get((change.kind, change.object_id)))
        for change in changes_since_submission(prosecution)
    ]


def _names(viewer: User, prosecution: Prosecution) -> dict[uuid.UUID, str]:
    """By the accused: the name of the charge sheet, else the one that was filed with them."""
    names: dict[uuid.UUID, str] = {}
    tied = Accused.objects.visible_to(viewer, VIEW).filter(prosecution=prosecution).exclude(filed_as=None)
    of_item = dict(tied.values_list("filed_as", "pk"))
    for filed in FiledName.objects.visible_to(viewer, NAMES).filter(item__in=list(of_item), kind=IdentityKind.NAME):
        names.setdefault(of_item[filed.item_id], filed.value)
    known = AccusedName.objects.visible_to(viewer, NAMES).filter(prosecution=prosecution)
    return names | {one.accused_id: one.name for one in known}


def _hearings(listed: list[Entry[Hearing]]) -> list[HearingLine]:
    """The latest first. Where it was adjourned to is looked up: that hearing may have been corrected since."""
    days = {entry.now.entry_key: entry.now.on for entry in listed if entry.is_standing}
    ordered = sorted(listed, key=lambda entry: (entry.now.on, entry.now.at or time.min), reverse=True)
    return [HearingLine(one, days.get(to.entry_key) if (to := one.now.adjourned_to) else None) for one in ordered]


def _timeline(events: list[Entry[StageEvent]], accused: list[AccusedBlock]) -> Timeline:
    """The steps in the order of the days; with several accused each step says whose it is."""
    labels: dict[uuid.UUID | None, str] = {block.accused.pk: block.accused.label for block in accused}
    several = len(labels) > 1
    standing = [entry.now for entry in events if entry.is_standing]
    now = of_matter(standings(standing).values())
    steps = [
        Step(
            entry,
            step_label(entry.now.path, entry.now.stage),
            labels.get(entry.now.accused_id, "") if several else "",
            is_now=now is not None and entry.now == now.latest,
            may_correct=entry.now.stage != court_path(entry.now.path).first.code,
        )
        for entry in sorted(events, key=lambda one: (one.now.happened_on, one.now.recorded_at))
    ]
    paths = [court_path(code) for code in dict.fromkeys(event.path for event in standing)]
    return Timeline(paths, steps, _following(now) if now else ())


def _following(now: Standing) -> tuple[Stage, ...]:
    """What the path leads to from here; what can happen at any time (a death, a withdrawal) is left out."""
    return tuple(now.path.stage(code) for code in now.path.facts.next.get(now.latest.stage, ()))


def frozen_items(viewer: User, submission: FileSubmission, *, with_names: bool = False) -> list[FileItem]:
    """The whole frozen list with its texts, and where asked for the names filed with each person; two queries."""
    items = FileItem.objects.visible_to(viewer, VIEW).filter(submission=submission)
    if with_names:
        filed = FiledName.objects.visible_to(viewer, NAMES)
        items = items.prefetch_related(Prefetch("names", queryset=filed, to_attr="filed_names"))
    return list(items)


def _others_of_its_case(viewer: User, prosecution: Prosecution) -> Any:
    """The other matters of the same case, for whoever sees those too; not read yet."""
    rows = Prosecution.objects.visible_to(viewer, VIEW).filter(case_id=prosecution.case_id)
    return rows.exclude(pk=prosecution.pk).order_by("number")
