"""Everything that the page of a case shows: a fixed number of queries, whatever the size of the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from carisecure.access import together
from carisecure.access.kept import KeptList
from carisecure.access.policy import Rights, rights
from carisecure.accounts.models import User
from carisecure.audit.record import record
from carisecure.corrections.chains import Entry
from carisecure.countries.names import language_name
from cases.exhibits.models import CustodyEvent, Exhibit
from cases.exhibits.queries import ExhibitLine, custody_rows, exhibits_among
from cases.exhibits.queries import lines_among as exhibit_lines
from cases.exploitation.elements import done_to
from cases.exploitation.models import Exploitation
from cases.exploitation.queries import ExploitationLine, exploitation_rows, lines_of
from cases.intake.models import Danger, IntakeReport, ReportWords
from cases.intake.queries import ReportLine, lines_among, words_rows
from cases.material import queries as material
from cases.material.models import Note, Statement
from cases.people.models import PersonIdentity
from cases.people.names_shown import works_on
from cases.people.queries import names_for
from cases.people.showing import NamesGate
from cases.proof.models import ProofItem
from cases.proof.queries import ProofShown, proof_rows, shown_of
from cases.proof.words import sources_of
from cases.record import panels, queries
from cases.record.codelists import codelist
from cases.record.elements import Verdict, children_of, verdicts_of
from cases.record.models import Case, Involvement, Stage
from cases.record.readers import Readers, lists_of_readers, readers_among

# The newest entries of the diary; the rest is one click away.
NOTES_SHOWN = 20


@dataclass(frozen=True)
class PersonLine:
    """One person of the case, with what other rooms offer to do next."""

    involvement: Involvement
    steps: Sequence[panels.Step] = ()
    names: Sequence[PersonIdentity] = ()

    @property
    def languages(self) -> str:
        return ", ".join(language_name(code) for code in self.involvement.person.languages)


@dataclass
class CasePage:
    """What the template gets. It asks no question of its own."""

    case: Case
    rights: Rights
    people: list[PersonLine]
    exploitations: list[ExploitationLine]
    proof: ProofShown
    reports: list[ReportLine]
    statements: list[Entry[Statement]]
    exhibits: list[ExhibitLine]
    notes: list[Entry[Note]]
    has_more_notes: bool
    verdicts: list[Verdict]
    element_lines: list[queries.ElementLine]
    readers: list[Readers]
    steps: list[panels.Step]
    panels: list[panels.Panel]
    names_shown: bool = False
    gate: NamesGate | None = None
    danger_words: str = ""

    @property
    def may(self) -> dict[str, bool]:
        """What the viewer may do, by the last word of the action."""
        closed = self.case.stage == Stage.CLOSED
        found = {name: self.rights.may(f"cases.{name}") for name in _ASKED}
        found["close_case"] &= not closed
        found["reopen_case"] &= closed
        found["assign_lead"] &= not closed
        found["take_case"] &= not closed and self.case.lead_officer_id is None
        found["dispose_case"] &= closed
        for name in ("add_person", "add_note", "add_statement", "add_exhibit"):
            found[name] &= not closed
        found["raise_danger"] &= not closed and self.case.danger_since is None
        return found

    @property
    def closure(self) -> str | Promise:
        return codelist("closure_reason").get(self.case.closure_reason).label if self.case.closure_reason else ""

    @property
    def is_idle(self) -> bool:
        return queries.is_idle(self.case)


_ASKED = (
    "add_person", "add_note", "add_statement", "add_exhibit", "correct_material", "correct_report", "correct_exhibit",
    "edit_summary", "assign_lead", "take_case", "close_case", "reopen_case", "restrict_case", "view_names", "make_copy",
    "place_hold", "dispose_case", "raise_danger", "end_danger", "record_exploitation", "record_proof",
)  # fmt: skip


def case_page(viewer: User, case: Case, *, with_names: bool = False, all_notes: bool = False) -> CasePage:
    """Read the page and write the ledger's line about it: no line, no page.

    Costs 3 queries where the case was read `with_rights`: the people, all lists together (those of other rooms' panels
    too), the line in the ledger; and one for the names where they were asked for.
    """
    held = rights(viewer, case)
    people = list(_people(viewer, case))
    shown = panels.Shown(viewer, case, people, held)
    lists = _read_together(shown, newest_notes=None if all_notes else NOTES_SHOWN + 1)
    found = panels.case_panels(shown, lists.of_panels)
    names = names_for(viewer, [person.person_id for person in people]) if with_names else {}
    notes, reports = material.notes_among(lists.notes), list(lists.reports)
    lines = lines_among(reports, lists.reworded)
    statements = material.statements_among(lists.statements, people)
    exhibits = exhibits_among(lists.exhibits)
    done = done_to(lists.exploitations)
    verdicts = verdicts_of(case, people, done, told_on=told_on(reports))
    children = children_of(case, people, done, told_on=told_on(reports))
    proof = shown_of(lists.proof, people, children, sources_of(statements, exhibits, reports, _labels(people)))
    needed = any(one.elements.means_needed for one in verdicts)
    detail: dict[str, object] = {"involvements": [str(person.pk) for person in people]}
    record("read", table="cases_case", object_id=case.pk, detail={**detail, "names": True} if with_names else detail)
    return CasePage(
        case=case,
        rights=held,
        people=_person_lines(shown, names),
        exploitations=lines_of(lists.exploitations, people),
        proof=proof,
        reports=lines,
        statements=statements,
        exhibits=exhibit_lines(exhibits, lists.custody),
        notes=notes if all_notes else notes[:NOTES_SHOWN],
        has_more_notes=not all_notes and len(notes) > NOTES_SHOWN,
        verdicts=verdicts,
        element_lines=queries.element_lines(case, done, needs_means=needed, proved=proof.proved),
        readers=readers_among(lists.readers, viewer=viewer),
        steps=next_steps(shown, found, has_elements=bool(done)),
        panels=found,
        names_shown=with_names,
        gate=NamesGate(
            url=reverse("cases:case_names", args=[case.pk]),
            may=held.may("cases.view_names"),
            is_shown=with_names,
            is_own=works_on(viewer, case),
        ),
        danger_words=_danger_words(case, lines),
    )


def _labels(people: Iterable[Involvement]) -> dict[UUID, str]:
    return {one.pk: one.label for one in people}


def _person_lines(shown: panels.Shown, names: Mapping[object, Sequence[PersonIdentity]]) -> list[PersonLine]:
    return [
        PersonLine(
            one,
            panels.person_steps(panels.ShownPerson(shown.viewer, one, shown.rights)),
            names.get(one.person_id, ()),
        )
        for one in shown.people
    ]


@dataclass(frozen=True)
class _Lists:
    """The lists of the page, read by one query."""

    statements: Iterable[Statement]
    exhibits: Iterable[Exhibit]
    custody: Iterable[CustodyEvent]
    notes: Iterable[Note]
    reports: Iterable[IntakeReport]
    reworded: Iterable[ReportWords]
    exploitations: Iterable[Exploitation]
    proof: Iterable[ProofItem]
    readers: Iterable[Iterable[User]]
    of_panels: Mapping[str, Sequence[QuerySet[Any]]]


_people = KeptList(
    lambda viewer, case: (
        Involvement.objects.visible_to(viewer, "cases.view_person").filter(case=case).select_related("person")
    )
)
_material = KeptList(material.rows_of)
_custody = KeptList(custody_rows)
_notes = KeptList(lambda viewer, case, newest: material.note_rows(viewer, case, newest=newest))
_reports = KeptList(
    lambda viewer, case: (
        IntakeReport.objects.visible_to(viewer, "cases.view_case").filter(case=case).select_related("logged_by")
    )
)
_reworded = KeptList(lambda viewer, case: words_rows(viewer, "cases.view_case").filter(report__case=case))
_exploitations = KeptList(exploitation_rows)
_proof = KeptList(proof_rows)


def _read_together(shown: panels.Shown, *, newest_notes: int | None) -> _Lists:
    viewer, case = shown.viewer, shown.case
    own = (
        _material(Statement, viewer, case),
        _material(Exhibit, viewer, case),
        _custody(viewer, case),
        _notes(viewer, case, newest_notes),
        _reports(viewer, case),
        _reworded(viewer, case),
        _exploitations(viewer, case),
        _proof(viewer, case),
    )
    readers = lists_of_readers(case, "cases.view_case")
    of_panels = panels.lists_of_case_panels(shown)
    together.read(*own, *readers, *(rows for lists in of_panels.values() for rows in lists))
    return _Lists(*own, readers, of_panels)


def next_steps(shown: panels.Shown, found: Sequence[panels.Panel], *, has_elements: bool = False) -> list[panels.Step]:
    """What to do with this case now; the first one is the page's main button."""
    case, may = shown.case, shown.rights.may
    if case.stage == Stage.CLOSED:
        return []
    own = []
    if case.lead_officer_id is None:
        if may("cases.assign_lead"):
            own.append(panels.Step(_("Assign a lead officer"), reverse("cases:assign", args=[case.pk]), 20))
        elif may("cases.take_case"):
            own.append(panels.Step(_("Take this case"), reverse("cases:take", args=[case.pk]), 20))
    if not shown.people and may("cases.add_person"):
        own.append(panels.Step(_("Add a person"), reverse("cases:add_person", args=[case.pk]), 30))
    if not case.summary and may("cases.edit_summary"):
        own.append(panels.Step(_("Write the summary"), reverse("cases:edit_summary", args=[case.pk]), 80))
    if not has_elements and not (case.acts and case.purposes) and may("cases.edit_summary"):
        own.append(panels.Step(_("Record act, means, purpose"), reverse("cases:edit_elements", args=[case.pk]), 90))
    of_panels = [step for panel in found for step in panel.steps]
    return sorted([*panels.case_steps(shown), *of_panels, *own], key=lambda step: step.order)


def told_on(reports: Sequence[IntakeReport]) -> dt.date | None:
    """The day on which the matter was first told."""
    return min((timezone.localdate(one.received_at) for one in reports), default=None)


def _danger_words(case: Case, reports: Sequence[ReportLine]) -> str:
    """What is known of the danger that stands; of one from before it was kept on the case, the report's own words."""
    told = [line.told.danger_note for line in reports if line.told.danger_now == Danger.YES]
    return case.danger_note or (told[-1] if told and case.danger_since else "")
