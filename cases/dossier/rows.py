"""What one viewer may read of one case, each kind with one query and only when a section asks for it.

Read through `visible_to` like every page: other compartments, people whom somebody is excluded from, and the notes of
care organisations are behind walls of their own and never come here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from carisecure.accounts.models import User
from carisecure.corrections.chains import Entry as Corrections
from cases.exhibits.models import Exhibit
from cases.exhibits.queries import exhibits_of
from cases.exploitation.models import Exploitation
from cases.intake.models import IntakeReport
from cases.intake.queries import ReportLine, report_lines
from cases.material import queries as material
from cases.material.models import Note, Statement
from cases.people.models import InvolvementPart, PersonIdentity
from cases.people.queries import names_for, parts_of
from cases.proof.models import ProofItem
from cases.proof.queries import proof_rows
from cases.proof.words import Sources, sources_of
from cases.record.models import Case, Involvement

READ, READ_PEOPLE, READ_NAMES = "cases.view_case", "cases.view_person", "cases.view_names"


@dataclass
class Rows:
    """`names`: the kinds of identity that are read with the people. Ten queries where everything is asked for."""

    viewer: User
    case: Case
    names: Collection[str]

    @cached_property
    def people(self) -> list[Involvement]:
        rows = Involvement.objects.visible_to(self.viewer, READ_PEOPLE).filter(case=self.case)
        return list(rows.select_related("person"))

    @cached_property
    def parts(self) -> dict[UUID, list[InvolvementPart]]:
        """What stands of their roles, those that ended included: what goes on first, then as they were entered."""
        found: dict[UUID, list[InvolvementPart]] = {}
        for part in sorted(parts_of(self.viewer, self.people).standing(), key=lambda one: one.ended_on is not None):
            found.setdefault(part.involvement_id, []).append(part)
        return found

    @cached_property
    def labels(self) -> dict[UUID, str]:
        return {one.pk: one.label for one in self.people}

    @cached_property
    def may_name(self) -> frozenset[UUID]:
        """The persons of whom the viewer may know who they are; asked only where names are."""
        if not self.names:
            return frozenset()
        known = Involvement.objects.visible_to(self.viewer, READ_NAMES)
        keys = [one.person_id for one in self.people]
        return frozenset(known.filter(person_id__in=keys).values_list("person_id", flat=True))

    @cached_property
    def identities(self) -> dict[object, list[PersonIdentity]]:
        if not self.names:
            return {}
        return names_for(self.viewer, [one.person_id for one in self.people], kinds=self.names)

    @cached_property
    def exploitations(self) -> list[Exploitation]:
        rows = Exploitation.objects.visible_to(self.viewer, READ).filter(case=self.case).standing().with_suspects()
        return list(rows.select_related("recorded_by").order_by("began_on", "recorded_at"))

    @cached_property
    def reports(self) -> list[ReportLine]:
        """With what was corrected, for one query more where anything was."""
        return report_lines(
            self.viewer, list(IntakeReport.objects.visible_to(self.viewer, READ).filter(case=self.case)), READ
        )

    @cached_property
    def statements(self) -> list[Corrections[Statement]]:
        found = material.statements_of(self.viewer, self.case, self.people)
        return sorted(found, key=lambda one: (one.now.taken_on, one.first.created_at))

    @cached_property
    def exhibits(self) -> list[Corrections[Exhibit]]:
        return sorted(exhibits_of(self.viewer, self.case), key=lambda one: one.now.mark)

    @cached_property
    def proof(self) -> list[ProofItem]:
        return list(proof_rows(self.viewer, self.case).standing())

    @cached_property
    def sources(self) -> Sources:
        """What can prove something, in codes."""
        return sources_of(self.statements, self.exhibits, [line.report for line in self.reports], self.labels)

    @cached_property
    def notes(self) -> list[Corrections[Note]]:
        return material.notes_of(self.viewer, self.case)[::-1]
