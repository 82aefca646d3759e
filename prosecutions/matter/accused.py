"""The accused of a matter with their charges, verdicts and sentences, as its page shows them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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


def accused_blocks(of: Of, names: dict[uuid.UUID, str]) -> list[AccusedBlock]:
    """One query a table; everything that was struck out stands beside what stands now."""
    everybody = list(of(Accused))
    sentences: dict[uuid.UUID, list[Entry[Sentence]]] = defaultdict(list)
    for passed in entries(of(Sentence).select_related("recorded_by", "outcome", "varies"), sentence_line):
        sentences[passed.now.outcome.entry_key].append(passed)
    outcomes: dict[uuid.UUID, list[Entry[Outcome]]] = defaultdict(list)
    for decided in entries(of(Outcome).select_related("recorded_by", "charge"), outcome_line):
        outcomes[decided.now.charge.entry_key].append(decided)
    charges: dict[uuid.UUID, list[ChargeLine]] = defaultdict(list)
    rows = list(of(Charge).select_related("recorded_by"))
    named = _victims(of)
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
    tied = of(FileItem).filter(pk__in=[one.filed_as_id for one in everybody if one.filed_as_id])
    filed = {item.pk: item.as_filed for item in tied.select_related("submission").defer("content")}
    return [
        AccusedBlock(one, names.get(one.pk, ""), filed.get(one.filed_as_id, ""), charges[one.pk]) for one in everybody
    ]


def _alternatives(charge: Charge, stand: list[Charge], titles: dict[uuid.UUID, str]) -> str:
    """The titles of the others of which the accused can be convicted instead: they all name the same first one."""

    def first(one: Charge) -> uuid.UUID:
        return one.alternative_to_id or one.entry_key

    others = [one for one in stand if first(one) == first(charge) and one.entry_key != charge.entry_key]
    return "; ".join(titles[one.entry_key] for one in others)


def _victims(of: Of) -> dict[uuid.UUID, list[str]]:
    """By the version of a charge, as the file calls them; one query, and no name is opened."""
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = of(ChargeVictim).select_related("filed_as__submission").defer("filed_as__content")
    for one in rows.order_by("filed_as__submission__number", "filed_as__position"):
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
