"""What a recipient sees: built once, shown to the sender before sending, and frozen as it is.

The preview and the sending call the same function. What is shared is frozen as codes and typed texts, and worded in
the language of whoever reads it; the wording of the sending is frozen beside it. Nothing of the case goes in: no
reference, no other person, no label that counts people.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.digests import digest
from carisecure.interface import words
from carisecure.interface.kept_words import Piece, age_noted, day, register, say
from cases.people.kept_words import age_rests_on, choice, codes
from cases.people.models import IdentityKind, PersonIdentity
from cases.record.codelists import codelist
from cases.record.models import Involvement, Person
from screening.consent.models import Category
from screening.interview.models import Kind, Screening, State
from screening.interview.results import outcome_of
from screening.status.decisions import decision_in_force

if TYPE_CHECKING:
    from carisecure.accounts.models import User

Facts = list[tuple[str, str]]
Pieces = list[tuple[Piece, Piece]]  # (label, value)


@dataclass(frozen=True)
class Section:
    """One category of what is shared, in the words the recipient reads.

    `title` and `facts` are the wording; `kept` is what it is made of (title, facts as codes). A packet that was frozen
    before the codes has only the wording.
    """

    code: str
    title: str
    facts: Facts
    kept: tuple[Piece, Pieces] | None = None

    @classmethod
    def of(cls, code: str, title: Piece, facts: Pieces) -> Section:
        return cls(code, say(title), [(say(label), say(value)) for label, value in facts], (title, facts))

    def in_readers_words(self) -> Section:
        """Worded anew; as it was frozen where this version does not know a code any more."""
        if self.kept is None:
            return self
        try:
            return Section.of(self.code, *self.kept)
        except (KeyError, TypeError, ValueError):
            return self


@dataclass(frozen=True)
class Packet:
    sections: list[Section]

    def to_json(self) -> str:
        return json.dumps([[s.code, s.title, s.facts, s.kept] for s in self.sections], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Packet:
        """The packet that was frozen, in the reader's words; where the person was erased, the one word that is left."""
        try:
            sections = json.loads(text)
        except json.JSONDecodeError:
            return cls([Section("erased", text, [])])
        return cls([_section(*parts).in_readers_words() for parts in sections])

    @property
    def has_names(self) -> bool:
        """Whether a name, a document or a number is in it; "not known yet" and "erased" stand there without a kind."""
        return any(kind for section in self.sections if section.code == Category.IDENTITY for kind, _v in section.facts)

    def without_names(self) -> Packet:
        """The same with each value covered until somebody with the right shows them. The kinds stay: what will be or
        was shared is said, who it is about is not."""
        word = _("Hidden. Show names to read them.")
        covered = [(s, [(kind, word if kind else value) for kind, value in s.facts]) for s in self.sections]
        return Packet([Section(s.code, s.title, facts) if s.code == Category.IDENTITY else s for s, facts in covered])

    def erased(self) -> Packet:
        """The same without the names, for good: neither in the wording nor in what it was made of."""
        gone = [Section.of(Category.IDENTITY, ["category", Category.IDENTITY], [("", ["erased"])])]
        return Packet([gone[0] if s.code == Category.IDENTITY else s for s in self.sections])

    def digest(self) -> str:
        """Two packets with one digest say the same, in whatever language: the sender approved this one and no other."""
        said = [[s.code, *(s.kept or (s.title, s.facts))] for s in self.sections]
        return digest(said)


def _section(code: str, title: str, facts: list[list[str]], kept: list[Any] | None = None) -> Section:
    pieces: tuple[Piece, Pieces] | None = (kept[0], [(a, b) for a, b in kept[1]]) if kept else None
    return Section(code, title, [(a, b) for a, b in facts], pieces)


@dataclass(frozen=True)
class Asked:
    """What the sender writes for the recipient."""

    purpose: str
    services: Collection[str]
    safety_notes: str


def build(
    *,
    involvement: Involvement,
    categories: Collection[str],
    asked: Asked,
    by: User,
    known: Iterable[PersonIdentity] | None = None,
) -> Packet:
    """Put together what these categories hold today, as far as the sender may see it.

    `known`: who somebody is, where that is not the case's but an agency's own record of its client.
    """
    made: dict[str, Callable[[], Pieces]] = {
        Category.IDENTITY: lambda: identity_pieces(involvement, by, known),
        Category.AGE_LANGUAGE: lambda: about(involvement.person),
        Category.NEEDS: lambda: _needs(asked),
        Category.SAFETY_NOTES: lambda: [(["safety_notes"], asked.safety_notes)] if asked.safety_notes else [],
        Category.STATUS: lambda: _status(involvement, by),
        Category.SCREENING_RESULT: lambda: _screening(involvement, by),
    }
    sections = [Section.of("purpose", ["what_we_ask_for"], [(["request"], asked.purpose)])]
    for category in Category:
        if category in categories:
            facts = made[category]() or [("", ["not_known"])]
            sections.append(Section.of(category, ["category", str(category)], facts))
    return Packet(sections)


def about(person: Person) -> Pieces:
    """Age, gender, languages, citizenship; each may be not known yet."""
    known_from = age_rests_on(person)
    gender = codes("gender", [person.gender]) if person.gender in codelist("gender") else ["not_known"]
    return [
        (["age"], age_noted(person.noted_age)),
        (["gender"], gender),
        *([(["age_known_from"], known_from)] if known_from else []),
        (["languages"], ["spoken", list(person.languages)] if person.languages else ["not_known"]),
        (["citizenship"], ["countries", list(person.citizenships)] if person.citizenships else ["not_known"]),
    ]


def gender_word(code: str) -> str:
    genders = codelist("gender")
    return str(genders.get(code).label) if code in genders else words.not_known_yet()


def identity_pieces(involvement: Involvement, by: User, known: Iterable[PersonIdentity] | None = None) -> Pieces:
    if known is None:
        seen = PersonIdentity.objects.visible_to(by, "screening.refer_out_identity").standing()
        known = seen.filter(person_id=involvement.person_id)
    facts: Pieces = []
    for fact in known:
        facts.append((choice("identity", fact.kind), fact.value))
        if fact.kind == IdentityKind.PHONE:  # said where nobody asked, too: a call at the wrong hour is a danger
            facts.append((["safe_to_call"], fact.safe_to_call or ["not_known"]))
    return facts


def _needs(asked: Asked) -> Pieces:
    known = [code for code in asked.services if code in codelist("service_type")]
    return [(["services"], ["service_names", known])] if known else []


def service_names(codes: Collection[str]) -> list[str]:
    services = codelist("service_type")
    return [str(services.get(code).label) for code in codes if code in services]


def _status(involvement: Involvement, by: User) -> Pieces:
    latest = decision_in_force(by, involvement)
    if latest is None:
        return [(["status_decision"], ["not_decided"])]
    return [(choice("status", latest.status), day(latest.happened_on, latest.precision))]


def _screening(involvement: Involvement, by: User) -> Pieces:
    latest = (
        Screening.objects.visible_to(by, "screening.view_result")
        .filter(involvement=involvement, kind=Kind.FIRST_SCREEN, state=State.FINISHED)
        .order_by("-finished_at")
        .first()
    )
    if latest is None:
        return []
    at = latest.finished_at.isoformat() if latest.finished_at else ""
    outcome = str(latest.result.get("outcome", ""))
    return [(["first_screen"], ["screen_result", latest.instrument, latest.instrument_version, outcome, at])]


def _screen_result(code: str, version: str, outcome: str, at: str) -> str:
    when = words.moment(dt.datetime.fromisoformat(at)) if at else ""
    return f"{outcome_of(code, version, outcome)} ({when}). " + _("This is not a decision.")


register(
    {
        "what_we_ask_for": gettext_lazy("What we ask for"),
        "request": gettext_lazy("Request"),
        "safe_to_call": gettext_lazy("When it is safe to call"),
        "safety_notes": gettext_lazy("Safety notes"),
        "services": gettext_lazy("Services"),
        "not_decided": gettext_lazy("Not decided yet"),
        "first_screen": gettext_lazy("First screening"),
        "erased": gettext_lazy("Erased."),
        "category": lambda code: Category(code).label,
        "service_names": lambda codes: ", ".join(service_names(codes)),
        "screen_result": _screen_result,
    }
)
