"""What a recipient sees: built once, shown to the sender before sending, and frozen as it is.

The preview and the sending call the same function; the words are frozen too, so that a later change of a label cannot
change what was shared. Nothing of the case goes in: no reference, no other person, no label that counts people.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from carisecure.countries.names import country_name, language_name
from carisecure.interface import words
from cases.codelists import codelist
from cases.models import IdentityKind, Involvement, Person, PersonIdentity
from screening.decisions import decision_in_force
from screening.models import Screening
from screening.models.consent import Category
from screening.models.interview import Kind, State
from screening.results import outcome_words

if TYPE_CHECKING:
    from carisecure.accounts.models import User

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Section:
    """One category of what is shared, in the words the recipient reads."""

    code: str
    title: str
    facts: Facts


@dataclass(frozen=True)
class Packet:
    sections: list[Section]

    def to_json(self) -> str:
        return json.dumps([[s.code, s.title, s.facts] for s in self.sections], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Packet:
        """The packet as it was frozen; where the person was erased, the one word that is left."""
        try:
            sections = json.loads(text)
        except json.JSONDecodeError:
            return cls([Section("erased", text, [])])
        return cls([Section(code, title, [(a, b) for a, b in facts]) for code, title, facts in sections])

    @property
    def has_names(self) -> bool:
        """Whether a name, a document or a number is in it; "not known yet" and "erased" stand there without a kind."""
        return any(kind for section in self.sections if section.code == Category.IDENTITY for kind, _v in section.facts)

    def without_names(self) -> Packet:
        """The same with each value covered until somebody with the right shows them. The kinds stay: what will be or
        was shared is said, who it is about is not."""
        word = _("Hidden. Show names to read them.")
        return self._with_identity(lambda facts: [(kind, word if kind else value) for kind, value in facts])

    def erased(self) -> Packet:
        """The same without the names, for good."""
        return self._with_identity(lambda facts: [("", _("Erased."))])

    def _with_identity(self, change: Callable[[Facts], Facts]) -> Packet:
        return Packet(
            [Section(s.code, s.title, change(s.facts)) if s.code == Category.IDENTITY else s for s in self.sections]
        )

    def digest(self) -> str:
        """Two packets with one digest say the same: the sender approved this one and no other."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


@dataclass(frozen=True)
class Asked:
    """What the sender writes for the recipient."""

    purpose: str
    services: Collection[str]
    safety_notes: str


def build(*, involvement: Involvement, categories: Collection[str], asked: Asked, by: User) -> Packet:
    """Put together what these categories hold today, as far as the sender may see it."""
    made = {
        Category.IDENTITY: lambda: _identity(involvement, by),
        Category.AGE_LANGUAGE: lambda: about(involvement.person),
        Category.NEEDS: lambda: _needs(asked),
        Category.SAFETY_NOTES: lambda: [(_("Safety notes"), asked.safety_notes)] if asked.safety_notes else [],
        Category.STATUS: lambda: _status(involvement, by),
        Category.SCREENING_RESULT: lambda: _screening(involvement, by),
    }
    sections = [Section("purpose", _("What we ask for"), [(_("Request"), asked.purpose)])]
    for category in Category:
        if category in categories:
            facts = made[category]() or [("", words.not_known_yet())]
            sections.append(Section(category, str(category.label), facts))
    return Packet(sections)


def about(person: Person) -> Facts:
    """Age, gender, languages, citizenship; each may be not known yet."""
    known_from = person.age_rests_on
    return [
        (_("Age"), words.age_range(person.age_from, person.age_to)),
        (_("Gender"), gender_word(person.gender)),
        *([(_("Age known from"), known_from)] if known_from else []),
        (_("Languages"), ", ".join(_names(person.languages, language_name)) or words.not_known_yet()),
        (_("Citizenship"), ", ".join(_names(person.citizenships, country_name)) or words.not_known_yet()),
    ]


def gender_word(code: str) -> str:
    genders = codelist("gender")
    return str(genders.get(code).label) if code in genders else words.not_known_yet()


def _names(codes: Collection[str], name: Callable[[str], str]) -> Iterator[str]:
    for code in codes:
        try:
            yield name(code)
        except KeyError:
            yield code


def _identity(involvement: Involvement, by: User) -> Facts:
    known = PersonIdentity.objects.visible_to(by, "screening.refer_out_identity").standing()
    facts: Facts = []
    for fact in known.filter(person_id=involvement.person_id):
        facts.append((fact.get_kind_display(), fact.value))
        if fact.kind == IdentityKind.PHONE:  # said where nobody asked, too: a call at the wrong hour is a danger
            facts.append((_("When it is safe to call"), fact.safe_to_call or words.not_known_yet()))
    return facts


def _needs(asked: Asked) -> Facts:
    names = service_names(asked.services)
    return [(_("Services"), ", ".join(names))] if names else []


def service_names(codes: Collection[str]) -> list[str]:
    services = codelist("service_type")
    return [str(services.get(code).label) for code in codes if code in services]


def _status(involvement: Involvement, by: User) -> Facts:
    latest = decision_in_force(by, involvement)
    if latest is None:
        return [(_("Decision on victim status"), _("Not decided yet"))]
    return [(latest.get_status_display(), words.day(latest.happened_on, latest.precision))]


def _screening(involvement: Involvement, by: User) -> Facts:
    latest = (
        Screening.objects.visible_to(by, "screening.view_result")
        .filter(involvement=involvement, kind=Kind.FIRST_SCREEN, state=State.FINISHED)
        .order_by("-finished_at")
        .first()
    )
    if latest is None:
        return []
    day = words.moment(latest.finished_at) if latest.finished_at else ""
    return [(_("First screen"), f"{outcome_words(latest)} ({day}). " + _("This is not a decision."))]
