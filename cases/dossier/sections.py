"""The sections of a case, each from the rows that its viewer may read.

**A new section** is one function here and one line in `SECTIONS`, at the place where a reader of the whole document
expects it. It reads through `Rows` alone (a new kind of row is one property there, behind `visible_to`), makes entries
with facts as codes, and gives each code that is new its words in `kept_words.py`. Then `prosecutions/file/filed.py`
has to say whether it goes to the prosecution service: a test fails until it does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.corrections.chains import Entry as Corrections
from carisecure.interface.kept_words import Piece, age_noted, day, moment
from cases.dossier.rows import Rows
from cases.dossier.tree import Entry, Fact, Name, Party, Section, Table
from cases.exploitation.elements import done_to
from cases.exploitation.words import facts_of
from cases.people.kept_words import age_rests_on, called, choice, codes, roles_of
from cases.people.models import PersonIdentity
from cases.people.role_words import kept_parts
from cases.proof.queries import by_victim, cells_of, gaps_of, proved_by
from cases.record.elements import children_of, elements_shown, verdicts_of
from cases.record.models import Involvement


def _entry(row: Any, facts: Iterable[Fact], text: str = "", by: str = "") -> Entry:
    return Entry(row.pk, row.version, getattr(row, "received_at", row.created_at), tuple(facts), text, by)


def _corrected(one: Corrections[Any], facts: Iterable[Fact], text: str) -> Entry:
    """Known by its first row, with what stood there before: whoever reads the document sees both."""
    row = one.now
    return Entry(
        row.entry_key, row.version, one.first.created_at, tuple(facts), text, row.recorded_by.full_name,
        before=one.before, is_struck=not one.is_standing,
    )  # fmt: skip


def _a_day(value: dt.date | None) -> Piece:
    return day(value) if value else ""


def _course(rows: Rows) -> Iterable[Entry]:
    """Danger and closing are facts of a case only while they stand."""
    case = rows.case
    lead = case.lead_officer
    facts = [
        Fact("opened", day(case.opened_on, case.opened_precision)),
        Fact("lead_officer", lead.full_name if lead else ""),
        Fact("region", case.region_name),
    ]
    if case.danger_since:
        facts.append(Fact("danger_since", moment(case.danger_since)))
    if case.closed_on:
        facts.append(Fact("closed_on", day(case.closed_on)))
        reason = [case.closure_reason] if case.closure_reason else []
        facts.append(Fact("closed_because", codes("closure_reason", reason)))
    yield _entry(case, facts, case.summary)


def _people(rows: Rows) -> Iterable[Entry]:
    for one in rows.people:
        names = None
        if one.person_id in rows.may_name:
            names = tuple(_name(known) for known in rows.identities.get(one.person_id, ()))
        yield Party(
            one.pk, one.version, one.created_at, tuple(_about(one, rows)), label=one.label, role=one.main_role,
            roles=tuple(one.standing_roles), names=names,
        )  # fmt: skip


def _name(known: PersonIdentity) -> Name:
    return Name(known.kind, known.get_kind_display(), known.value, known.safe_to_call)


def _about(one: Involvement, rows: Rows) -> Iterable[Fact]:
    person = one.person
    status: Piece = choice("status", one.status) if one.status else ""
    yield Fact("role_in_case", roles_of(one))
    if known := kept_parts(rows.parts.get(one.pk, ())):
        yield Fact("roles_known", known)
    yield Fact("status", status)
    # Only where somebody ticked it: without a tick nobody has said that they are none.
    if one.is_official:
        yield Fact("is_official", ["yes"])
    if one.has_role("possible_victim"):
        yield Fact("status_decision", status or ["no_decision"])
    yield Fact("age", age_noted(person.noted_age))
    yield Fact("age_known_from", age_rests_on(person))
    yield Fact("gender", codes("gender", filter(None, [person.gender])))
    yield Fact("citizenship", ["countries", list(person.citizenships)])
    yield Fact("languages", ["spoken", list(person.languages)])


def _elements(rows: Rows) -> Iterable[Entry]:
    """What follows from what was done, and what else was said by hand, as on the page of the case. For whom that is
    enough says `cases.record.elements`.
    """
    case, done = rows.case, done_to(rows.exploitations)
    verdicts = verdicts_of(case, rows.people, done, told_on=_told_on(rows))
    needed = any(one.elements.means_needed for one in verdicts)
    shown = elements_shown(case, done)
    yield _entry(
        case,
        [
            Fact("act", codes("act", shown.acts)),
            Fact("means", codes("means_palermo", shown.means), otherwise="" if needed else ["not_needed_for_child"]),
            Fact("purpose", codes("exploitation", shown.purposes)),
        ],
    )


def _told_on(rows: Rows) -> dt.date | None:
    return min((timezone.localdate(line.told.received_at) for line in rows.reports), default=None)


def _proof(rows: Rows) -> Iterable[Entry]:
    """Victim by victim, what proves each element against whom, and each gap in words."""
    children = children_of(rows.case, rows.people, done_to(rows.exploitations), told_on=_told_on(rows))
    for cells in by_victim(cells_of(rows.proof, rows.people, children)):
        victim = cells[0].victim
        proved, gaps = proved_by(cells, rows.labels, rows.sources), gaps_of(cells)
        facts = [
            Fact("proof_of", called(victim.label)),
            Fact("proof", ["proof_lines", proved] if proved else ""),
            Fact("proof_gaps", ["proof_lines", gaps] if gaps else ""),
        ]
        yield Entry(victim.pk, victim.version, victim.created_at, tuple(facts))


def _exploitation(rows: Rows) -> Iterable[Entry]:
    """What stands; what was struck out is on the page of the case."""
    for row in rows.exploitations:
        facts = [Fact(code, value) for code, value in facts_of(row, rows.labels)]
        yield Entry(row.entry_key, row.version, row.created_at, tuple(facts), by=row.recorded_by.full_name)


def _reports(rows: Rows) -> Iterable[Entry]:
    """As they stand, each with what was corrected of it."""
    for line in rows.reports:
        row = line.told
        facts = [
            Fact(
                "received",
                moment(row.received_at) if row.is_hour_known else day(row.received_on, row.received_precision),
            ),
            Fact("channel", codes("report_channel", [row.channel])),
            Fact("from_whom", ["reporter_is", row.from_whom]),
            Fact("region", row.region_name),
            Fact("where", row.place),
        ]
        if row.danger_now == "yes":
            facts.append(Fact("danger", row.danger_note))
        version = line.entry.now.version if line.entry is not None else line.report.version
        yield Entry(line.report.pk, version, row.received_at, tuple(facts), row.narrative, before=line.before)


def _statements(rows: Rows) -> Iterable[Entry]:
    for one in rows.statements:
        row = one.now
        of = rows.labels.get(row.involvement_id) if row.involvement_id else None
        facts = [Fact("of", called(of) if of else "", otherwise=["somebody_else"]), Fact("taken_on", day(row.taken_on))]
        yield _corrected(one, facts, row.text)


def _exhibits(rows: Rows) -> Iterable[Entry]:
    for one in rows.exhibits:
        row = one.now
        facts = [
            Fact("mark", row.mark),
            Fact("found_on", _a_day(row.found_on)),
            Fact("found_where", row.found_at),
            Fact("kept_where", row.held_at),
        ]
        yield _corrected(one, facts, row.description)


def _notes(rows: Rows) -> Iterable[Entry]:
    for one in rows.notes:
        yield _corrected(one, [Fact("written", moment(one.first.created_at))], one.now.shown_text)


def _events(rows: Rows) -> Table:
    """By day, from what is recorded with a day; what the file says in words stays where it stands."""
    case = rows.case
    found: list[tuple[dt.date, Piece]] = [(case.opened_on, ["case_opened"])]
    found += [(line.told.received_on, ["report_received"]) for line in rows.reports]
    found += [(timezone.localdate(one.created_at), ["person_added", called(one.label)]) for one in rows.people]
    found += [(one.now.taken_on, ["statement_taken"]) for one in rows.statements if one.is_standing]
    exhibits = [one.now for one in rows.exhibits if one.is_standing]
    found += [(row.found_on, ["exhibit_found", row.mark]) for row in exhibits if row.found_on]
    if case.closed_on:
        found.append((case.closed_on, ["case_closed"]))
    in_order = sorted(found, key=lambda one: one[0])
    return Table(("event_day", "event"), tuple((day(when), what) for when, what in in_order))


@dataclass(frozen=True)
class Kind:
    """What there can be in a case, under which heading."""

    code: str
    title: str | Promise
    entries: Callable[[Rows], Iterable[Entry]] | None = None
    table: Callable[[Rows], Table] | None = None

    def read(self, rows: Rows) -> Section:
        return Section(
            self.code,
            str(self.title),
            tuple(self.entries(rows)) if self.entries else (),
            self.table(rows) if self.table else None,
        )


# In the order of the whole document.
SECTIONS: tuple[Kind, ...] = (
    Kind("course", _("What it is about"), _course),
    Kind("people", _("People"), _people),
    Kind("elements", _("Act, means, purpose"), _elements),
    Kind("exploitation", _("What was done"), _exploitation),
    Kind("reports", _("What came in"), _reports),
    Kind("statements", _("Statements"), _statements),
    Kind("exhibits", _("Exhibits"), _exhibits),
    Kind("proof", _("What proves it"), _proof),
    Kind("notes", _("The unit's notes"), _notes),
    Kind("events", _("Timeline"), table=_events),
)
