"""What a copy with names holds: what its maker may see of the case, in the parts that were agreed, and nothing more.

Read through `visible_to` like every page: other compartments, people whom somebody is excluded from, and the notes of
care organisations are behind walls of their own and never come here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from carisecure.audit.anchors import anchor_line
from carisecure.countries.names import country_name, language_name
from carisecure.interface.words import age_range, day, moment
from cases.dossier.models import CaseCopy, CopyPart, CopyPurpose
from cases.intake.models import IntakeReport
from cases.material.models import Exhibit, Note, Statement
from cases.people import queries
from cases.record.codelists import codelist
from cases.record.models import Case, Involvement
from cases.record.queries import element_lines
from cases.two_people.models import Approval


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
    """Read it: at most ten queries. The caller writes the ledger's line."""
    chosen = list(parts)
    found = CopyContent(case, chosen)
    rows = Involvement.objects.visible_to(viewer, "cases.view_person").filter(case=case).select_related("person")
    people = list(rows)
    labels = {person.pk: person.label for person in people}
    if CopyPart.PEOPLE in chosen:
        names = queries.names_for(viewer, [person.person_id for person in people])
        found.involvements = [person.pk for person in people]
        found.people = [_person(person, names.get(person.person_id, [])) for person in people]
    if CopyPart.SUMMARY in chosen:
        elements = [(str(line.name), ", ".join(line.words)) for line in element_lines(case)]
        found.summary = [(_("What it is about"), case.summary), *elements]
    reports = _all(IntakeReport, viewer, case)
    statements, exhibits = _all(Statement, viewer, case), _all(Exhibit, viewer, case)
    for part, title, entries in (
        (CopyPart.REPORTS, _("What came in"), [_report(row) for row in reports]),
        (CopyPart.STATEMENTS, _("Statements"), [_statement(row, labels) for row in statements]),
        (CopyPart.EXHIBITS, _("Exhibits"), [_exhibit(row) for row in exhibits]),
        (CopyPart.NOTES, _("The unit's notes"), [_note(row) for row in _notes(chosen, viewer, case)]),
    ):
        if part in chosen:
            found.sections.append((title, entries))
    if CopyPart.EVENTS in chosen:
        found.events = _events(case, people, reports, statements, exhibits)
    return found


def _all(model: Any, viewer: User, case: Case) -> list[Any]:
    return list(model.objects.visible_to(viewer, "cases.view_case").filter(case=case))


def _notes(parts: list[str], viewer: User, case: Case) -> list[Note]:
    if CopyPart.NOTES not in parts:
        return []
    return list(Note.objects.visible_to(viewer, "cases.view_case").filter(case=case).select_related("added_by"))


def _person(one: Involvement, names: list[Any]) -> PersonShown:
    person = one.person
    gender = str(codelist("gender").get(person.gender).label) if person.gender else ""
    facts = [
        (_("Age"), age_range(person.age_from, person.age_to)),
        (_("Age known from"), person.age_rests_on),
        (_("Gender"), gender),
        (_("Speaks"), ", ".join(language_name(code) for code in person.languages)),
        (_("Citizen of"), ", ".join(country_name(code) for code in person.citizenships)),
    ]
    role = one.get_status_display() if one.status else one.get_role_display()
    return PersonShown(
        one.label, str(role), [(name, text) for name, text in facts if text],
        [line for fact in names for line in _known(fact)],
    )  # fmt: skip


def _known(fact: Any) -> Iterable[tuple[str, str]]:
    yield str(fact.get_kind_display()), fact.value
    if fact.safe_to_call:
        yield _("When it is safe to call"), fact.safe_to_call


def _report(row: IntakeReport) -> Entry:
    danger = f"{_('In danger now')}: {row.danger_note}" if row.danger_now == "yes" else ""
    where = ", ".join(text for text in (row.region_name, row.place) if text)
    aside = " · ".join(text for text in (danger, f"{_('Where')}: {where}" if where else "") if text)
    return Entry(
        f"{moment(row.received_at)} · {row.channel_words} · {row.get_from_whom_display()}", row.narrative, aside
    )


def _statement(row: Statement, labels: dict[UUID, str]) -> Entry:
    who = labels.get(row.involvement_id) if row.involvement_id else None
    return Entry(f"{who or _('Somebody else')} · {day(row.taken_on)}", row.text)


def _exhibit(row: Exhibit) -> Entry:
    found = f"{_('Found')}: {day(row.found_on)}" if row.found_on else ""
    places = [f"{_('Found where')}: {row.found_at}" if row.found_at else "",
              f"{_('Kept where')}: {row.held_at}" if row.held_at else ""]  # fmt: skip
    return Entry(row.mark, row.description, " · ".join(text for text in (found, *places) if text))


def _note(row: Note) -> Entry:
    return Entry(f"{moment(row.created_at)} · {row.added_by.full_name}", row.shown_text)


def _events(
    case: Case, people: list[Involvement], reports: list[Any], statements: list[Any], exhibits: list[Any]
) -> list[Entry]:
    """By day, from what is recorded with a day; what the file says in words stays where it stands."""
    found: list[tuple[dt.date, str]] = [(localdate(case.opened_at), _("Case opened"))]
    found += [(localdate(row.received_at), _("Report received")) for row in reports]
    found += [(localdate(one.created_at), _("%(label)s added to the case") % {"label": one.label}) for one in people]
    found += [(row.taken_on, _("Statement taken")) for row in statements]
    found += [(row.found_on, _("Exhibit %(mark)s found") % {"mark": row.mark}) for row in exhibits if row.found_on]
    if case.closed_on:
        found.append((case.closed_on, _("Case closed")))
    return [Entry(day(when), what) for when, what in sorted(found, key=lambda one: one[0])]
