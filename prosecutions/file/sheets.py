"""What a case's file can be made of, each part as the sheet that would be sent.

Only the kinds of `ItemKind` are read here. Diary notes, care, counselling, consent, referrals and screening have no
sheet, so no tick on a page and no forged form can send them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.utils.text import Truncator

from carisecure.access.fields import load_keys
from carisecure.accounts.models import User
from carisecure.interface.kept_words import Piece, day, moment, say
from cases.intake.models import IntakeReport
from cases.material.models import Exhibit, Statement
from cases.people.kept_words import age_rests_on, called, choice, codes
from cases.people.models import PersonIdentity
from cases.record.models import Case, Involvement, Person
from prosecutions.file.models import ItemKind

# What may follow a person into the file. Never a telephone or an address: a victim's may be the shelter's.
# `carisecure.filed_identity` (sql/file_changes.sql) compares the same kinds.
FILED_KINDS = ("name", "alias", "birth_date", "document")
TITLE_LENGTH = 60
READ, READ_NAMES = "cases.view_case", "cases.view_names"


class Mark(NamedTuple):
    """The digests by which a later change is noticed: of the sheet, and of the names that go with a person."""

    sheet: str = ""
    names: str = ""


Marks = dict[tuple[str, uuid.UUID], Mark]


@dataclass(frozen=True)
class Sheet:
    """One part of the file, with its text as it would be frozen now. `names`: (kind, value), kept apart."""

    kind: ItemKind
    object_id: uuid.UUID
    version: int
    mark: str
    title: str
    content: str
    names: tuple[tuple[str, str], ...] = field(default=())
    is_usual: bool = True
    # Where the sheet is a person: the mark of their names (empty for whoever may not see them), and what they are to
    # the case: a suspect can be charged as this sheet.
    names_mark: str = ""
    role: str = ""
    kept: str = ""  # what title and content are worded from (prosecutions.kept_words)

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind}:{self.object_id}"


def sheets_of(case: Case, *, by: User) -> list[Sheet]:
    """Everything of the case that can be sent and that this person may read, in the order of the list.

    Nine queries, whatever the size of the case.
    """
    marks = _marks(case)
    involvements = list(Involvement.objects.visible_to(by, "cases.view_person").filter(case=case))
    found = [
        _elements(case, marks),
        *_reports(case, by, marks),
        *_people(involvements, by, marks),
        *_statements(case, by, marks, {one.pk: one.label for one in involvements}),
        *_exhibits(case, by, marks),
    ]
    return [sheet for sheet in found if sheet.mark]


def _marks(case: Case) -> Marks:
    with connection.cursor() as cursor:
        cursor.execute("select kind, object_id, mark, names_mark from carisecure.file_parts(%s)", [case.pk])
        return {(kind, key): Mark(mark, names) for kind, key, mark, names in cursor.fetchall()}


def _mark(marks: Marks, kind: ItemKind, key: uuid.UUID) -> Mark:
    return marks.get((kind, key), Mark())


def _sheet(kind: ItemKind, row: Any, mark: str, title: Piece, parts: list[Piece], **more: Any) -> Sheet:
    content = "\n\n".join(say(part) for part in parts)
    # A text that somebody typed is in no language of the house: it is not kept twice.
    kept = json.dumps({"title": title, "parts": None if all(isinstance(part, str) for part in parts) else parts},
                      ensure_ascii=False)  # fmt: skip
    return Sheet(kind, row.pk, row.version, mark, say(title), content, kept=kept, **more)


def _elements(case: Case, marks: Marks) -> Sheet:
    facts: list[tuple[Piece, Piece]] = [
        (["act"], codes("act", case.acts)),
        (["means"], codes("means_palermo", case.means)),
        (["purpose"], codes("exploitation", case.purposes)),
    ]
    mark = _mark(marks, ItemKind.ELEMENTS, case.pk).sheet
    return _sheet(ItemKind.ELEMENTS, case, mark, ["elements_title"], [["lines", facts]])


def _reports(case: Case, by: User, marks: Marks) -> Iterable[Sheet]:
    for report in IntakeReport.objects.visible_to(by, READ).filter(case=case):
        received = moment(report.received_at)
        facts: list[tuple[Piece, Piece]] = [(["received"], received), (["where"], report.place)]
        mark = _mark(marks, ItemKind.REPORT, report.pk).sheet
        yield _sheet(ItemKind.REPORT, report, mark, ["report_title", received], [["lines", facts], report.narrative])


def _people(involvements: list[Involvement], by: User, marks: Marks) -> Iterable[Sheet]:
    keys = [one.person_id for one in involvements]
    names: dict[uuid.UUID, list[tuple[str, str]]] = {}
    identities = PersonIdentity.objects.visible_to(by, READ_NAMES).standing()
    found = list(identities.filter(person_id__in=keys, kind__in=FILED_KINDS))
    load_keys(found)
    for identity in found:
        names.setdefault(identity.person_id, []).append((identity.kind, identity.value))
    persons = {one.pk: one for one in Person.objects.visible_to(
        by, "cases.view_person").filter(pk__in=keys)}  # fmt: skip
    may_name = set(
        Involvement.objects.visible_to(by, READ_NAMES).filter(person_id__in=keys).values_list("person_id", flat=True)
    )
    for one in involvements:
        person, mark = persons[one.person_id], _mark(marks, ItemKind.PERSON, one.pk)
        standing = choice("status", one.status) if one.status else choice("role", one.role)
        yield _sheet(
            ItemKind.PERSON,
            one,
            mark.sheet,
            ["person_title", called(one.label), standing],
            [["lines", _about(one, person)]],
            names=tuple(names.get(one.person_id, ())),
            names_mark=mark.names if one.person_id in may_name else "",
            is_usual=one.role != "reporter",  # whoever reported may be in danger: a person decides, not a default
            role=one.role,
        )


def _about(one: Involvement, person: Person) -> list[tuple[Piece, Piece]]:
    about: list[tuple[Piece, Piece]] = [(["role_in_case"], choice("role", one.role))]
    # Only where somebody ticked it: without a tick nobody has said that they are none.
    if one.is_official:
        about.append((["is_official"], ["yes"]))
    if one.role == "possible_victim":
        about.append((["status_decision"], choice("status", one.status) if one.status else ["no_decision"]))
    return [
        *about,
        (["age"], ["age_range", person.age_from, person.age_to]),
        (["age_known_from"], age_rests_on(person)),
        (["gender"], codes("gender", filter(None, [person.gender]))),
        (["citizenship"], ["countries", list(person.citizenships)]),
        (["languages"], ["spoken", list(person.languages)]),
    ]


def _statements(case: Case, by: User, marks: Marks, labels: dict[uuid.UUID, str]) -> Iterable[Sheet]:
    for statement in Statement.objects.visible_to(by, READ).filter(case=case).order_by("taken_on", "created_at"):
        of = labels.get(statement.involvement_id) if statement.involvement_id else None
        mark = _mark(marks, ItemKind.STATEMENT, statement.pk).sheet
        title: Piece = ["statement_title", called(of) if of else "", day(statement.taken_on)]
        yield _sheet(ItemKind.STATEMENT, statement, mark, title, [statement.text])


def _beginning(text: str) -> str:
    """The first line, short enough for a list."""
    return Truncator(text.strip().split("\n")[0]).chars(TITLE_LENGTH)


def _exhibits(case: Case, by: User, marks: Marks) -> Iterable[Sheet]:
    # Where a thing is kept now is the unit's own affair: the court asks for its continuity, not for the shelf.
    for exhibit in Exhibit.objects.visible_to(by, READ).filter(case=case).order_by("mark"):
        facts: list[tuple[Piece, Piece]] = [
            (["found_on"], day(exhibit.found_on) if exhibit.found_on else ""),
            (["found_where"], exhibit.found_at),
        ]
        mark = _mark(marks, ItemKind.EXHIBIT, exhibit.pk).sheet
        title: Piece = ["exhibit_title", exhibit.mark, _beginning(exhibit.description)]
        yield _sheet(ItemKind.EXHIBIT, exhibit, mark, title, [exhibit.description, ["lines", facts]])
