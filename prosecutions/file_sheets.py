"""What a case's file can be made of, each part as the sheet that would be sent.

Only the kinds of `ItemKind` are read here. Diary notes, care, counselling, consent, referrals and screening have no
sheet, so no tick on a page and no forged form can send them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from carisecure.access.fields import load_keys
from carisecure.accounts.models import User
from carisecure.countries.names import country_name, language_name
from carisecure.interface import words
from cases.codelists import CodeList, codelist
from cases.models import Case, Exhibit, IntakeReport, Involvement, Person, PersonIdentity, Statement
from prosecutions.models.file import ItemKind

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


def _lines(*pairs: tuple[str, object]) -> str:
    """`Label: value`, one a line; what is not known is said, not left out."""
    return "\n".join(f"{label}: {value or words.not_known_yet()}" for label, value in pairs)


def _labels(names: CodeList, codes: Iterable[str]) -> str:
    return "; ".join(str(names.get(code).label) if code in names else code for code in codes)


def _elements(case: Case, marks: Marks) -> Sheet:
    content = _lines(
        (_("Act"), _labels(codelist("act"), case.acts)),
        (_("Means"), _labels(codelist("means_palermo"), case.means)),
        (_("Purpose"), _labels(codelist("exploitation"), case.purposes)),
    )
    mark = _mark(marks, ItemKind.ELEMENTS, case.pk).sheet
    return Sheet(ItemKind.ELEMENTS, case.pk, case.version, mark, _("Act, means and purpose"), content)


def _reports(case: Case, by: User, marks: Marks) -> Iterable[Sheet]:
    for report in IntakeReport.objects.visible_to(by, READ).filter(case=case):
        received = words.moment(report.received_at)
        yield Sheet(
            ItemKind.REPORT,
            report.pk,
            report.version,
            _mark(marks, ItemKind.REPORT, report.pk).sheet,
            _("Report received %(when)s") % {"when": received},
            _lines((_("Received"), received), (_("Where"), report.place)) + f"\n\n{report.narrative}",
        )


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
        status = one.get_status_display() if one.status else ""
        about = [(_("Role in the case"), one.get_role_display())]
        # Only where somebody ticked it: without a tick nobody has said that they are none.
        about += [(_("Is a public official"), _("yes"))] * one.is_official
        about += [(_("Decision on victim status"), status or _("no decision yet"))] * (one.role == "possible_victim")
        about += [
            (_("Age"), words.age_range(person.age_from, person.age_to)),
            (_("Age known from"), person.age_rests_on),
            (_("Gender"), _labels(codelist("gender"), filter(None, [person.gender]))),
            (_("Citizenship"), ", ".join(country_name(code) for code in person.citizenships)),
            (_("Languages"), ", ".join(language_name(code) for code in person.languages)),
        ]
        yield Sheet(
            ItemKind.PERSON,
            one.pk,
            one.version,
            mark.sheet,
            f"{one.label} ({status or one.get_role_display()})",
            _lines(*about),
            tuple(names.get(one.person_id, ())),
            names_mark=mark.names if one.person_id in may_name else "",
            is_usual=one.role != "reporter",  # whoever reported may be in danger: a person decides, not a default
            role=one.role,
        )


def _statements(case: Case, by: User, marks: Marks, labels: dict[uuid.UUID, str]) -> Iterable[Sheet]:
    for statement in Statement.objects.visible_to(by, READ).filter(case=case).order_by("taken_on", "created_at"):
        of = labels.get(statement.involvement_id) if statement.involvement_id else None
        title = _("Statement of %(person)s, %(day)s") if of else _("Statement, %(day)s")
        yield Sheet(
            ItemKind.STATEMENT,
            statement.pk,
            statement.version,
            _mark(marks, ItemKind.STATEMENT, statement.pk).sheet,
            title % {"person": of, "day": words.day(statement.taken_on)},
            statement.text,
        )


def _beginning(text: str) -> str:
    """The first line, short enough for a list."""
    return Truncator(text.strip().split("\n")[0]).chars(TITLE_LENGTH)


def _exhibits(case: Case, by: User, marks: Marks) -> Iterable[Sheet]:
    # Where a thing is kept now is the unit's own affair: the court asks for its continuity, not for the shelf.
    for exhibit in Exhibit.objects.visible_to(by, READ).filter(case=case).order_by("mark"):
        found_on = words.day(exhibit.found_on) if exhibit.found_on else ""
        yield Sheet(
            ItemKind.EXHIBIT,
            exhibit.pk,
            exhibit.version,
            _mark(marks, ItemKind.EXHIBIT, exhibit.pk).sheet,
            _("Exhibit %(mark)s: %(thing)s") % {"mark": exhibit.mark, "thing": _beginning(exhibit.description)},
            f"{exhibit.description}\n\n" + _lines((_("Found on"), found_on), (_("Found where"), exhibit.found_at)),
        )
