"""What a copy with names says: the parts of the case's document that were agreed, in words, and nothing more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.accounts.models import User
from carisecure.audit.anchors import anchor_line
from carisecure.interface.kept_words import say
from carisecure.interface.words import moment
from cases.dossier import tree
from cases.dossier.document import document_of
from cases.dossier.models import CaseCopy, CopyPart, CopyPurpose
from cases.people.models import IdentityKind
from cases.record.models import Case
from cases.two_people.models import Approval

# Which sections of the document a part is.
SECTIONS: dict[str, tuple[str, ...]] = {
    CopyPart.PEOPLE: ("people",),
    CopyPart.SUMMARY: ("course", "elements", "exploitation", "proof"),
    CopyPart.REPORTS: ("reports",),
    CopyPart.STATEMENTS: ("statements",),
    CopyPart.EXHIBITS: ("exhibits",),
    CopyPart.NOTES: ("notes",),
    CopyPart.EVENTS: ("events",),
}
BY_NAME = frozenset(IdentityKind.values)
# What a copy says of a person, in this order; what is not known is left out. Some labels are its own.
OF_A_PERSON = ("roles_known", "age", "age_known_from", "gender", "languages", "citizenship")
LABELS: dict[str, Promise] = {
    "languages": gettext_lazy("Speaks"),
    "citizenship": gettext_lazy("Citizen of"),
    "found_on": gettext_lazy("Found"),
}


@dataclass(frozen=True)
class CopyHead:
    """What stands on the first page, and in short on every page."""

    number: int
    made_by: str
    agency: str
    made_at: dt.datetime
    receiver: str
    purpose: str
    agreed_by: str
    agreed_at: dt.datetime
    anchor: str

    @classmethod
    def of(cls, made: CaseCopy, asked: Approval) -> CopyHead:
        decided_by, decided_at = asked.decided_by, asked.decided_at
        if decided_by is None or decided_at is None:
            raise ValueError("nobody agreed to this copy")
        return cls(
            number=made.number,
            made_by=made.made_by.full_name,
            agency=made.made_by.agency.name,
            made_at=made.made_at,
            receiver=asked.receiver,
            purpose=str(CopyPurpose(asked.params["purpose"]).label),
            agreed_by=decided_by.full_name,
            agreed_at=decided_at,
            anchor=anchor_line(),
        )

    def lines(self) -> list[tuple[str, str]]:
        found = [
            (_("Copy number"), str(self.number)),
            (_("For"), self.receiver),
            (_("Purpose"), self.purpose),
            (_("As at"), moment(self.made_at)),
            (_("Made by"), f"{self.made_by}, {self.agency}"),
            (_("Approved by"), f"{self.agreed_by}, {moment(self.agreed_at)}"),
        ]
        return [*found, (_("Access log"), self.anchor)] if self.anchor else found


@dataclass(frozen=True)
class Entry:
    """One report, statement, exhibit, note or event: its line, its text, its small print."""

    head: str
    text: str
    aside: str = ""
    is_struck: bool = False


@dataclass(frozen=True)
class PersonShown:
    label: str
    role: str
    facts: list[tuple[str, str]]
    names: list[tuple[str, str]]


@dataclass
class CopyContent:
    """`None` is a part that was not asked for; an empty list one in which there is nothing."""

    case: Case
    parts: list[str]
    involvements: list[UUID] = field(default_factory=list)
    people: list[PersonShown] | None = None
    summary: list[tuple[str, str]] | None = None
    sections: list[tuple[str, list[Entry]]] = field(default_factory=list)
    events: list[Entry] | None = None


def content_of(viewer: User, case: Case, *, parts: Iterable[str]) -> CopyContent:
    """Read it, and word it in the reader's language. The caller writes the ledger's line."""
    chosen = list(parts)
    codes = [code for part in chosen for code in SECTIONS[part]]
    names = BY_NAME if CopyPart.PEOPLE in chosen else tree.BY_LABEL
    document = document_of(viewer, case, sections=codes, names=names)
    found = CopyContent(case, chosen)
    if "people" in document:
        found.involvements = [one.key for one in document.parties]
        found.people = [_person(one) for one in document.parties]
    if "course" in document:
        found.summary = _summary(document)
    for code, worded in _ENTRIES.items():
        if code in document:
            section = document[code]
            found.sections.append((section.title, [_corrected(entry, worded(entry)) for entry in section.as_they_came]))
    if "events" in document and (events := document["events"].table):
        found.events = [Entry(day, what) for day, what in events.worded]
    return found


def _summary(document: tree.Document) -> list[tuple[str, str]]:
    course, elements = document["course"], document["elements"]
    said = [(fact.label, fact.words) for fact in elements.only_entry.facts]
    return [(course.title, course.only_entry.text), *said]


def _person(one: tree.Party) -> PersonShown:
    facts = [(_label(fact), fact.words) for fact in one.only(OF_A_PERSON) if fact.words]
    names = [line for name in one.names or () for line in _known(name)]
    return PersonShown(one.label, say(one.standing), facts, names)


def _known(name: tree.Name) -> Iterable[tuple[str, str]]:
    yield name.label, name.value
    if name.safe_to_call:
        yield _("When it is safe to call"), name.safe_to_call


def _label(fact: tree.Fact) -> str:
    return str(LABELS.get(fact.code, fact.label))


def _exploitation(entry: tree.Entry) -> Entry:
    head = entry.only(("exploited", "exploitation_form", "exploitation_when"))
    rest = [fact for fact in entry.facts if fact not in head and fact.words]
    return Entry(_row(*(fact.words for fact in head)), "\n".join(f"{fact.label}: {fact.words}" for fact in rest))


def _proof(entry: tree.Entry) -> Entry:
    told = [said for fact in entry.only(("proof", "proof_gaps")) if (said := say(fact.value))]
    return Entry(say(entry["proof_of"].value), "\n".join(told))


def _report(entry: tree.Entry) -> Entry:
    facts = {fact.code: fact for fact in entry.facts}
    danger = f"{facts['danger'].label}: {facts['danger'].words}" if "danger" in facts else ""
    where = ", ".join(fact.words for fact in entry.only(("region", "where")) if fact.words)
    aside = _row(danger, f"{facts['where'].label}: {where}" if where else "")
    return Entry(_row(*(fact.words for fact in entry.only(("received", "channel", "from_whom")))), entry.text, aside)


def _statement(entry: tree.Entry) -> Entry:
    of = entry["of"]
    return Entry(_row(say(of.value or of.otherwise), entry["taken_on"].words), entry.text)


def _exhibit(entry: tree.Entry) -> Entry:
    places = entry.only(("found_on", "found_where", "kept_where"))
    aside = _row(*(f"{_label(fact)}: {fact.words}" for fact in places if fact.words))
    return Entry(entry["mark"].words, entry.text, aside)


def _note(entry: tree.Entry) -> Entry:
    return Entry(_row(entry["written"].words, entry.by), entry.text)


def _corrected(entry: tree.Entry, shown: Entry) -> Entry:
    """The entry with each correction and what stood there before: whoever receives the copy sees both."""
    told = [
        _("Corrected by %(who)s, %(when)s: %(reason)s Before: %(words)s")
        % {"who": one.corrected_by.full_name, "when": moment(one.corrected_at), "reason": one.reason,
           "words": one.words}
        for one in entry.before if not one.did_not_happen
    ]  # fmt: skip
    aside = "\n".join(filter(None, [shown.aside, *told]))
    if not entry.is_struck:
        return Entry(shown.head, shown.text, aside)
    struck = entry.before[0]
    head = _("%(head)s · struck out by %(who)s, %(when)s: %(reason)s") % {
        "head": shown.head, "who": struck.corrected_by.full_name, "when": moment(struck.corrected_at),
        "reason": struck.reason,
    }  # fmt: skip
    return Entry(head, shown.text, aside, is_struck=True)


def _row(*said: str) -> str:
    return " · ".join(text for text in said if text)


_ENTRIES: dict[str, Callable[[tree.Entry], Entry]] = {
    "exploitation": _exploitation,
    "proof": _proof,
    "reports": _report,
    "statements": _statement,
    "exhibits": _exhibit,
    "notes": _note,
}
