"""The accused of a matter with their charges, verdicts and sentences, as its page shows them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from carisecure.access import together
from carisecure.corrections.chains import Entry, entries
from prosecutions.accused.models import Accused
from prosecutions.charges.models import Charge, ChargeVictim
from prosecutions.file.models import FileItem
from prosecutions.matter.words import charge_line, outcome_line, sentence_line
from prosecutions.offences.penalties import PenaltyWords, offence_title, penalty_of, sentence_warnings, sentence_words
from prosecutions.outcomes.models import Outcome, Sentence

Of = Callable[[type[Any]], Any]


@dataclass(frozen=True)
class SentenceLine:
    """`is_varied`: a court of appeal put another one in its place; that one `varies`."""

    entry: Entry[Sentence]
    text: str
    warnings: list[str]
    is_varied: bool

    @property
    def sentence(self) -> Sentence:
        return self.entry.now


@dataclass(frozen=True)
class ChargeLine:
    """`outcome` is the verdict that stands; `decided` and `sentences` have those that were struck out too. `victims` as
    the file calls them; `alternative`: the titles of the charges that it is an alternative to, "" where of none."""

    entry: Entry[Charge]
    title: str
    penalty: PenaltyWords
    decided: list[Entry[Outcome]]
    sentences: list[SentenceLine]
    is_amended: bool
    victims: tuple[str, ...]
    alternative: str

    @property
    def charge(self) -> Charge:
        return self.entry.now

    @property
    def outcome(self) -> Outcome | None:
        return next((entry.now for entry in self.decided if entry.is_standing), None)

    @property
    def is_sentenced(self) -> bool:
        return any(line.entry.is_standing for line in self.sentences)


@dataclass(frozen=True)
class AccusedBlock:
    """`filed_as`: where the file speaks of them, without a name; empty for somebody whom no submission had."""

    accused: Accused
    name: str
    filed_as: str
    charges: list[ChargeLine]


@dataclass(frozen=True)
class AccusedLists:
    """What the blocks are made of, one list a table; `filed`: the accused as the file has them."""

    everybody: Iterable[Accused]
    sentences: Iterable[Sentence]
    outcomes: Iterable[Outcome]
    charges: Iterable[Charge]
    victims: Iterable[ChargeVictim]
    filed: Iterable[FileItem]

    def to_read(self) -> list[Any]:
        return [self.everybody, self.sentences, self.outcomes, self.charges, self.victims, self.filed]


def accused_lists(of: Of) -> AccusedLists:
    """Not read yet: the page of the matter reads them with its other lists. No name is opened."""
    return AccusedLists(
        everybody=of(Accused),
        sentences=of(Sentence).select_related("recorded_by", "outcome", "varies"),
        outcomes=of(Outcome).select_related("recorded_by", "charge"),
        charges=of(Charge).select_related("recorded_by"),
        victims=of(ChargeVictim)
        .select_related("filed_as__submission")
        .defer("filed_as__content")
        .order_by("filed_as__submission__number", "filed_as__position"),
        filed=of(FileItem).filter(pk__in=of(Accused).values("filed_as")).select_related("submission").defer("content"),
    )


def accused_blocks(lists: AccusedLists, names: Mapping[uuid.UUID, str]) -> list[AccusedBlock]:
    """Everything that was struck out stands beside what stands now."""
    together.read(*lists.to_read())
    charges = _charges(lists)
    filed: dict[uuid.UUID | None, str] = {item.pk: item.as_filed for item in lists.filed}
    return [
        AccusedBlock(one, names.get(one.pk, ""), filed.get(one.filed_as_id, ""), charges[one.pk])
        for one in lists.everybody
    ]


def _charges(lists: AccusedLists) -> dict[uuid.UUID, list[ChargeLine]]:
    """By the accused."""
    sentences: dict[uuid.UUID, list[Entry[Sentence]]] = defaultdict(list)
    for passed in entries(lists.sentences, sentence_line):
        sentences[passed.now.outcome.entry_key].append(passed)
    outcomes: dict[uuid.UUID, list[Entry[Outcome]]] = defaultdict(list)
    for decided in entries(lists.outcomes, outcome_line):
        outcomes[decided.now.charge.entry_key].append(decided)
    charges: dict[uuid.UUID, list[ChargeLine]] = defaultdict(list)
    rows = list(lists.charges)
    named = _victims(lists.victims)
    titles = {row.entry_key: offence_title(row) for row in sorted(rows, key=lambda row: row.version)}
    amended = {row.entry_key for row in rows if row.replaces_id and not row.is_withdrawn and not row.correction_reason}
    laid = entries(rows, lambda row: charge_line(row, named[row.pk], titles.get(row.alternative_to_id, "")))
    stand = [entry.now for entry in laid if entry.is_standing]
    for entry in laid:
        decided_on = outcomes[entry.now.entry_key]
        passed_on = [one for verdict in decided_on for one in sentences[verdict.now.entry_key]]
        charges[entry.now.accused_id].append(
            _charge_line(
                entry, decided_on, passed_on, is_amended=entry.now.entry_key in amended,
                victims=tuple(named[entry.now.pk]), alternative=_alternatives(entry.now, stand, titles),
            )
        )  # fmt: skip
    return charges


def _alternatives(charge: Charge, stand: list[Charge], titles: dict[uuid.UUID, str]) -> str:
    """The titles of the others of which the accused can be convicted instead: they all name the same first one."""

    def first(one: Charge) -> uuid.UUID:
        return one.alternative_to_id or one.entry_key

    others = [one for one in stand if first(one) == first(charge) and one.entry_key != charge.entry_key]
    return "; ".join(titles[one.entry_key] for one in others)


def _victims(rows: Iterable[ChargeVictim]) -> dict[uuid.UUID, list[str]]:
    """By the version of a charge, as the file calls them."""
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for one in rows:
        found[one.charge_id].append(one.filed_as.as_filed)
    return found


def _charge_line(
    entry: Entry[Charge], decided: list[Entry[Outcome]], passed: list[Entry[Sentence]], *, is_amended: bool,
    victims: tuple[str, ...], alternative: str,
) -> ChargeLine:  # fmt: skip
    charge = entry.now
    varied = {one.now.varies.entry_key for one in passed if one.is_standing and one.now.varies is not None}
    lines = [
        SentenceLine(
            one, sentence_words(one.now), sentence_warnings(charge, one.now), is_varied=one.now.entry_key in varied
        )
        for one in passed
    ]
    return ChargeLine(
        entry, offence_title(charge), penalty_of(charge), decided, lines, is_amended, victims, alternative
    )
