"""Instruments as data: one file a version, checked when read, never changed once somebody has been asked with it.

Three kinds. A *first screen* is asked, aloud. An *assessment* of indicators (the Delphi lists) is filled in afterwards
by the officer from what is known. A *short screen* counts yes answers against a cut-off; none is shipped, because their
wording is under licence: a country that has one adds its file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from carisecure.datafiles import DataFileError, no_repeats, read
from carisecure.words import Trust, Words
from cases.record.codelists import codelist

DATA = Path(__file__).parent / "data"

Strength = Literal["strong", "medium", "weak"]
Element = Literal["act", "means", "purpose"]


class Kind(StrEnum):
    FIRST_SCREEN = "first_screen"
    ASSESSMENT = "assessment"
    SHORT_SCREEN = "short_screen"


# The outcomes that a scorer of each kind can give: a file must have words for every one of them.
OUTCOMES: Mapping[Kind, frozenset[str]] = {
    Kind.FIRST_SCREEN: frozenset({"several_signs", "some_signs", "no_signs", "too_little_known"}),
    Kind.ASSESSMENT: frozenset(
        {
            "trafficking_strongly_indicated",
            "trafficking_indicated",
            "incomplete_act_missing",
            "exploitation_only",
            "means_without_exploitation",
            "no_indication",
            "incomplete",
        }
    ),
    Kind.SHORT_SCREEN: frozenset({"positive", "negative", "incomplete", "not_applicable"}),
}


@dataclass(frozen=True)
class Ages:
    """Whom the instrument was built for, in whole years, both ends included."""

    from_: int | None = None
    to: int | None = None

    def contain(self, age: int) -> bool:
        return (self.from_ is None or age >= self.from_) and (self.to is None or age <= self.to)


@dataclass(frozen=True)
class PointsTo:
    """What a yes points to, in codes of the code lists: an element of the definition, and what would show it."""

    element: Element
    acts: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    methods_of_control: tuple[str, ...] = ()
    exploitation: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        codelist("act").check(self.acts)
        codelist("means_palermo").check(self.means)
        codelist("method_of_control").check(self.methods_of_control)
        codelist("exploitation").check(self.exploitation)


@dataclass(frozen=True)
class Item:
    """A question, or an indicator. `strength` weighs it; `trust` says how the weight is known, where it is in doubt."""

    id: str
    text: Words
    group: str | None = None
    dimension: str | None = None
    strength: Strength | None = None
    help: Words | None = None
    points_to: PointsTo | None = None
    trust: Trust | None = None


@dataclass(frozen=True)
class Group:
    id: str
    label: Words


@dataclass(frozen=True)
class Dimension:
    """A group of indicators that is positive or not as a whole, and the element of the definition that it shows."""

    id: str
    label: Words
    phase: Literal["recruitment", "destination"]
    element: Element


@dataclass(frozen=True)
class Option:
    code: str
    label: Words


@dataclass(frozen=True)
class PrefaceQuestion:
    """Something to settle before the first question. `choices` takes several options, `language` a language code."""

    id: str
    type: Literal["choice", "choices", "text", "language"]
    text: Words
    help: Words | None = None
    options: tuple[Option, ...] = ()

    def __post_init__(self) -> None:
        no_repeats(f"options of {self.id}", [option.code for option in self.options])
        if (self.type in ("choice", "choices")) is not bool(self.options):
            raise ValueError(f"{self.id}: a choice has options, and nothing else has")


@dataclass(frozen=True)
class StopRule:
    """What an answer of the preface asks for: `stop` the screen, do something `first`, or go on with `care`."""

    question: str
    answers: tuple[str, ...]
    action: Literal["stop", "first", "care"]
    say: Words


@dataclass(frozen=True)
class Outcome:
    """The words for one outcome: what it is called, what it means, what to do now."""

    code: str
    label: Words
    meaning: Words
    next_step: Words


@dataclass(frozen=True)
class CountRule:
    """First screen. Several signs: `several_at` yes answers, or one strong with one more; for a child one sign of
    exploitation is enough, because no means is needed (Palermo art. 3(c))."""

    several_at: int


@dataclass(frozen=True)
class Needs:
    """A combination of weights that makes a dimension positive; what is not named is not needed."""

    strong: int = 0
    medium: int = 0
    weak: int = 0
    medium_or_weak: int = 0

    def met_by(self, strong: int, medium: int, weak: int) -> bool:
        enough = strong >= self.strong and medium >= self.medium and weak >= self.weak
        return enough and medium + weak >= self.medium_or_weak


@dataclass(frozen=True)
class Strict:
    any_of: tuple[str, ...]
    all_of: tuple[str, ...]


@dataclass(frozen=True)
class DelphiRule:
    """Assessment. Which dimension shows the purpose, which show a means, and when a dimension is positive.

    `needs_means` is false for children. `strict` is the ILO's strict reading (trafficking for forced labour).
    """

    purpose: str
    means: tuple[str, ...]
    needs_means: bool
    positive_if_any_of: tuple[Needs, ...]
    strict: Strict | None = None

    def dimensions(self) -> set[str]:
        strict = (*self.strict.any_of, *self.strict.all_of) if self.strict else ()
        return {self.purpose, *self.means, *strict}


@dataclass(frozen=True)
class ShortRule:
    """Short screen: positive at `cut_off` yes answers."""

    cut_off: int


@dataclass(frozen=True)
class Instrument:
    """One version of one instrument. `draft_languages` are shown as drafts, to be checked by an interpreter."""

    id: str
    version: str
    kind: Kind
    title: Words
    about: Words
    source: str
    terms: str
    items: tuple[Item, ...]
    outcomes: tuple[Outcome, ...]
    ages: Ages = Ages()
    provisional: bool = False
    provisional_note: Words | None = None
    draft_languages: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    before_you_start: tuple[PrefaceQuestion, ...] = ()
    stop_rules: tuple[StopRule, ...] = ()
    count_rule: CountRule | None = None
    delphi_rule: DelphiRule | None = None
    short_rule: ShortRule | None = None

    def __post_init__(self) -> None:
        no_repeats("items", [item.id for item in self.items])
        no_repeats("outcomes", [outcome.code for outcome in self.outcomes])
        if not self.version.isdigit():
            raise ValueError(f"version must be a number in quotes, not {self.version!r}")
        if missing := OUTCOMES[self.kind] - {outcome.code for outcome in self.outcomes}:
            raise ValueError(f"outcomes without words: {', '.join(sorted(missing))}")
        if self.provisional is not (self.provisional_note is not None):
            raise ValueError("a provisional instrument says why in provisional_note, and only such a one")
        _CHECKS[self.kind](self)
        _check_preface(self)

    @property
    def key(self) -> str:
        return f"{self.id}_v{self.version}"

    @cached_property
    def items_by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    def outcome(self, code: str) -> Outcome:
        """The words of an outcome. Raises `KeyError`."""
        return {outcome.code: outcome for outcome in self.outcomes}[code]


def _check_first_screen(it: Instrument) -> None:
    if it.count_rule is None or not it.before_you_start:
        raise ValueError("a first screen needs count_rule and before_you_start")
    _all_named("group", {item.group for item in it.items}, {group.id for group in it.groups})
    if bare := [item.id for item in it.items if item.points_to is None]:
        raise ValueError(f"items that point to nothing: {', '.join(bare)}")


def _check_assessment(it: Instrument) -> None:
    if it.delphi_rule is None:
        raise ValueError("an assessment needs delphi_rule")
    dimensions = {dimension.id for dimension in it.dimensions}
    _all_named("dimension", {item.dimension for item in it.items} | it.delphi_rule.dimensions(), dimensions)
    if bare := [item.id for item in it.items if item.strength is None]:
        raise ValueError(f"items without strength: {', '.join(bare)}")


def _check_short_screen(it: Instrument) -> None:
    if it.short_rule is None:
        raise ValueError("a short screen needs short_rule")
    if not 1 <= it.short_rule.cut_off <= len(it.items):
        raise ValueError("cut_off: must be at least 1 and at most the number of items")


_CHECKS = {
    Kind.FIRST_SCREEN: _check_first_screen,
    Kind.ASSESSMENT: _check_assessment,
    Kind.SHORT_SCREEN: _check_short_screen,
}


def _all_named(what: str, used: set[str | None], known: Iterable[str]) -> None:
    if unknown := {str(name) for name in used} - set(known):
        raise ValueError(f"no such {what}: {', '.join(sorted(unknown))}")


def _check_preface(it: Instrument) -> None:
    no_repeats("before_you_start", [question.id for question in it.before_you_start])
    offered = {question.id: {option.code for option in question.options} for question in it.before_you_start}
    for rule in it.stop_rules:
        if not set(rule.answers) <= offered.get(rule.question, set()):
            raise ValueError(f"stop_rules: {rule.question} has no answers {', '.join(rule.answers)}")


@cache
def load_instrument(path: Path) -> Instrument:
    """Read and check one file; its name is `<id>_v<version>.yaml`. Raises `DataFileError`."""
    found = read(path, Instrument)
    if path.stem != found.key:
        raise DataFileError(path, 1, "id", f"this is {found.key}, so the file must be called {found.key}.yaml")
    return found


def instruments(folder: Path = DATA) -> Mapping[str, Instrument]:
    """Every version of every instrument of a folder by key ("first_screen_v1"). Raises `DataFileError`."""
    return {path.stem: load_instrument(path) for path in sorted(folder.glob("*.yaml"))}


def instrument(id_: str, version: str | None = None) -> Instrument:
    """A version of an instrument, else its newest one. Raises `KeyError`.

    An interview is scored with the version that it was held with, so old versions stay in the folder.
    """
    if version is not None:
        return instruments()[f"{id_}_v{version}"]
    versions = [item for item in instruments().values() if item.id == id_]
    if not versions:
        raise KeyError(id_)
    return max(versions, key=lambda item: int(item.version))


def instruments_for(kind: Kind, *, child: bool | None = None) -> tuple[Instrument, ...]:
    """The newest version of each instrument of a kind, those for children or for adults alone if `child` is given."""
    newest = {item.id: instrument(item.id) for item in instruments().values() if item.kind is kind}
    if child is None:
        return tuple(newest.values())
    # 17 and 18 stand for the two sides of the line: an instrument for everybody contains both.
    return tuple(item for item in newest.values() if item.ages.contain(17 if child else 18))
