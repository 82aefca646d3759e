"""What the page of one matter shows. Each block is one query, whatever the matter's size."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from carisecure.accounts.models import User
from cases.people.models import IdentityKind
from prosecutions.accused.models import Accused, AccusedName
from prosecutions.advice.models import Advice, Query
from prosecutions.charges.models import Charge
from prosecutions.court.models import Hearing
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.paths import CourtPath, Stage, court_path
from prosecutions.court_path.standing import Standing, of_matter, standings
from prosecutions.court_path.words import step_label
from prosecutions.file.changes import FileChange, changes_since_submission
from prosecutions.file.models import FiledName, FileItem, FileSubmission, ItemKind
from prosecutions.matter.names import NAMES
from prosecutions.offences.penalties import PenaltyWords, offence_title, penalty_of, sentence_warnings, sentence_words
from prosecutions.outcomes.models import Outcome, Sentence
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
class SentenceLine:
    sentence: Sentence
    text: str
    warnings: list[str]


@dataclass(frozen=True)
class ChargeLine:
    charge: Charge
    title: str
    penalty: PenaltyWords
    outcome: Outcome | None
    sentences: list[SentenceLine]


@dataclass(frozen=True)
class AccusedBlock:
    """`filed_as`: where the file speaks of them, without a name; empty for somebody whom no submission had."""

    accused: Accused
    name: str
    filed_as: str
    charges: list[ChargeLine]


@dataclass(frozen=True)
class Step:
    """One step of the timeline. `who` is empty where the step is of the matter as a whole, or there is one accused.

    `is_now`: the matter stands there.
    """

    event: StageEvent
    label: str
    who: str
    is_now: bool


@dataclass(frozen=True)
class Timeline:
    paths: list[CourtPath]
    steps: list[Step]
    following: tuple[Stage, ...]


@dataclass(frozen=True)
class MatterPage:
    submissions: list[FileSubmission]
    items: list[FileItem]
    changes: list[ChangeLine]
    queries: list[Query]
    advice: list[Advice]
    accused: list[AccusedBlock]
    timeline: Timeline
    hearings: list[Hearing]

    @property
    def latest(self) -> FileSubmission:
        return self.submissions[0]

    @property
    def waits_for_advice(self) -> bool:
        return not self.advice or self.advice[0].on_submission < self.latest.number


def matter_page(viewer: User, prosecution: Prosecution, *, with_names: bool = False) -> MatterPage:
    """Everything of a matter that this person may read; names where asked for. The caller writes the ledger line."""

    def of(model: type[Any]) -> Any:
        return model.objects.visible_to(viewer, VIEW).filter(prosecution=prosecution)

    submissions = list(of(FileSubmission).select_related("recorded_by").order_by("-number"))
    items = list(of(FileItem).filter(submission=submissions[0]).defer("content"))
    accused = _accused(of, _names(viewer, prosecution) if with_names else {})
    return MatterPage(
        submissions=submissions,
        items=items,
        changes=_changes(prosecution, items),
        queries=list(of(Query).select_related("recorded_by", "answered_by")),
        advice=list(of(Advice).select_related("recorded_by")),
        accused=accused,
        timeline=_timeline(list(of(StageEvent).standing()), accused),
        hearings=list(of(Hearing).select_related("adjourned_to").order_by("-on", "-at")),
    )


def _changes(prosecution: Prosecution, items: list[FileItem]) -> list[ChangeLine]:
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


def _accused(of: Any, names: dict[uuid.UUID, str]) -> list[AccusedBlock]:
    everybody = list(of(Accused))
    sentences: dict[uuid.UUID, list[Sentence]] = {}
    for sentence in of(Sentence).standing():
        sentences.setdefault(sentence.outcome_id, []).append(sentence)
    outcomes = {outcome.charge_id: outcome for outcome in of(Outcome).standing()}
    charges: dict[uuid.UUID, list[ChargeLine]] = {}
    for charge in of(Charge).standing():
        line = _charge_line(charge, outcomes.get(charge.pk), sentences)
        charges.setdefault(charge.accused_id, []).append(line)
    tied = of(FileItem).filter(pk__in=[one.filed_as_id for one in everybody if one.filed_as_id])
    filed = {item.pk: item.as_filed for item in tied.select_related("submission").defer("content")}
    return [
        AccusedBlock(one, names.get(one.pk, ""), filed.get(one.filed_as_id, ""), charges.get(one.pk, []))
        for one in everybody
    ]


def _charge_line(charge: Charge, outcome: Outcome | None, sentences: dict[uuid.UUID, list[Sentence]]) -> ChargeLine:
    passed = sentences.get(outcome.pk, []) if outcome else []
    return ChargeLine(
        charge,
        offence_title(charge.offence),
        penalty_of(charge),
        outcome,
        [SentenceLine(one, sentence_words(one), sentence_warnings(charge, one)) for one in passed],
    )


def _timeline(events: list[StageEvent], accused: list[AccusedBlock]) -> Timeline:
    """The steps in the order of the days; with several accused each step says whose it is."""
    labels: dict[uuid.UUID | None, str] = {block.accused.pk: block.accused.label for block in accused}
    several = len(labels) > 1
    now = of_matter(standings(events).values())
    steps = [
        Step(
            event,
            step_label(event.path, event.stage),
            labels.get(event.accused_id, "") if several else "",
            is_now=now is not None and event == now.latest,
        )
        for event in events
    ]
    paths = [court_path(code) for code in dict.fromkeys(event.path for event in events)]
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
