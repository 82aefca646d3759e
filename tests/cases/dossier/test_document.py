"""A case as one document: what is in it for whom, what is never in it, what it costs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.timezone import localdate

from carisecure.days.known import KnownDay
from carisecure.interface.kept_words import say
from carisecure.interface.words import day
from cases.course.operations import close_case, update_elements, update_summary
from cases.danger.operations import raise_danger
from cases.dossier.document import CODES, document_of
from cases.dossier.sections import SECTIONS
from cases.dossier.tree import Document, Entry
from cases.exhibits.operations import add_exhibit
from cases.exploitation.elements import done_to
from cases.exploitation.models import Exploitation
from cases.exploitation.operations import ExploitationFacts, correct_exploitation, record_exploitation
from cases.insiders.operations.compartments import exclude_person
from cases.material.operations import add_note, add_statement
from cases.people.models import IdentityKind, PersonIdentity
from cases.people.operations import PersonEntry, add_name
from cases.people.queries import parts_of
from cases.people.roles import RoleFacts, add_role, correct_role, end_role, say_more
from cases.proof.operations import ProofFacts, record_proof
from cases.record.models import Case, Involvement
from cases.record.queries import element_lines
from tests.cases.trust import second_supervisor
from tests.factories import PERSON_1, make_case, make_person
from tests.people import People, enter
from tests.roles import as_system

NAMES = frozenset(IdentityKind.values)
SUSPECT = PersonEntry(role="suspect", name="Rex Demo")


@pytest.fixture
def case(people: People) -> Case:
    """With something in every section."""
    by = people.investigator
    rosa = PersonEntry(name="Rosa Demo", phone="868-555-0101", safe_to_call="Mornings", age_from=14, age_to=15,
                       age_basis="said", languages=("es", "en"), citizenships=("VE",))  # fmt: skip
    case = make_case(by, people=(rosa, SUSPECT), danger_now="yes", danger_note="A dog.", place="The mill")
    first = Involvement.objects.get(case=case, main_role="possible_victim")
    add_statement(case=case, involvement=first, text="The door was locked.", taken_on=date(2026, 2, 3), by=by)
    add_statement(case=case, involvement=None, text="I saw the van.", taken_on=date(2026, 1, 2), by=by)
    add_exhibit(case=case, mark="EX2", description="A van.", by=by)
    add_exhibit(case=case, mark="EX1", description="A ledger.", found_on=date(2026, 1, 5), found_at="Attic", by=by)
    add_note(case=case, text="Only we know this.", by=by)
    suspect = Involvement.objects.get(case=case, main_role="suspect")
    done = ExploitationFacts(
        victim=first, form="forced_labour", began=KnownDay(date(2025, 3, 1), "month"), place="The kiln", country="TT",
        promised="School", suspects=(suspect,),
    )  # fmt: skip
    wrong = record_exploitation(case=case, facts=replace(done, place="The quarry"), by=by)
    correct_exploitation(exploitation=wrong, facts=done, version=1, reason="She said kiln.", by=by)
    proof = ProofFacts(victim=first, elements=("act",), suspects=(suspect,), source=case.reports.get(), shows="Line 2")
    record_proof(case=case, facts=proof, by=by)
    case.refresh_from_db()
    update_elements(case=case, acts=["receipt"], means=[], purposes=["forced_labour"], version=case.version, by=by)
    case.refresh_from_db()
    update_summary(case=case, summary="A debt.", region="POS", version=case.version, by=by)
    case.refresh_from_db()
    return case


def whole(case: Case, people: People, names: frozenset[str] = frozenset()) -> Document:
    return document_of(people.investigator, case, sections=CODES, names=names)


def said(entry: Entry) -> dict[str, str]:
    return {fact.code: fact.words for fact in entry.facts}


def everything(document: Document) -> str:
    """Whatever of it could be printed, as one text."""
    found: list[object] = []
    for section in document.sections.values():
        found += [section.title, section.table.worded if section.table else ""]
        for entry in section.entries:
            found += [entry.text, entry.by, [(fact.label, fact.words) for fact in entry.facts]]
    found += [(one.label, [(name.value, name.safe_to_call) for name in one.names or ()]) for one in document.parties]
    return str(found)


def test_the_elements_follow_from_what_was_done_as_on_the_page_of_the_case(people: People, case: Case) -> None:
    by, (victim, _suspect) = people.investigator, Involvement.objects.filter(case=case).order_by("label")
    done = ExploitationFacts(
        victim=victim, form="forced_begging", acts=("harbouring",), recruitment="place_of_business",
        control=("debt_bondage",),
    )  # fmt: skip
    record_exploitation(case=case, facts=done, by=by)
    elements = said(whole(case, people)["elements"].only_entry)
    done_here = done_to(Exploitation.objects.visible_to(by, "cases.view_case").filter(case=case))
    derived = {line.name: {*line.words, *line.by_hand} for line in element_lines(case, done_here)}
    assert {*elements["act"].split(", ")} == derived["Act"] == {"Recruitment", "Harbouring", "Receipt"}
    assert {*elements["means"].split(", ")} == derived["Means"]
    assert elements["means"] != ""
    assert {*elements["purpose"].split(", ")} == derived["Purpose"] == {"Forced labour", "Forced begging"}


def test_each_section_says_what_the_file_says(people: People, case: Case) -> None:
    document = whole(case, people)
    assert tuple(document.sections) == CODES
    course = document["course"].only_entry
    assert (course.text, said(course)["region"], said(course)["lead_officer"]) == ("A debt.", "Port of Spain", "")
    assert "danger_since" in said(course)
    victim, suspect = document.parties
    known = {
        "age": f"14 to 15 on {day(localdate())}", "age_known_from": "Said by the person",
        "languages": "Spanish, English",
        "citizenship": "Venezuela", "status_decision": "no decision yet",
    }  # fmt: skip
    assert said(victim).items() >= known.items()
    assert "status_decision" not in said(suspect)
    elements = said(document["elements"].only_entry)
    assert elements == {"act": "Receipt", "means": "", "purpose": "Forced labour"}
    (done,) = document["exploitation"].entries
    assert {code: words for code, words in said(done).items() if words} == {
        "exploited": "Person 1", "exploitation_form": "Forced labour", "exploitation_when": "from March 2025",
        "exploitation_where": "The kiln", "exploitation_country": "Trinidad & Tobago", "promised": "School",
        "exploitation_by": "Person 2",
    }  # fmt: skip
    assert "quarry" not in everything(document), "what was struck out is on the case's page alone"
    (proved,) = document["proof"].entries
    assert said(proved)["proof_of"] == "Person 1"
    act, gaps = said(proved)["proof"], said(proved)["proof_gaps"].split("\n")[1:]
    assert act.startswith("Act, against Person 2: Report received")
    assert act.endswith("(Line 2)")
    assert gaps == ["Nothing proves the purpose against Person 2 yet."], "a child needs no means"
    (report,) = document["reports"].entries
    assert (report.text, said(report)["danger"], said(report)["where"]) == (
        "A woman was seen at the door of a bar.", "A dog.", "The mill",
    )  # fmt: skip
    assert [one.text for one in document["notes"].entries] == ["Only we know this."]
    events = document["events"].table
    assert events is not None
    told = {what for _day, what in events.worded}
    assert told >= {"Statement taken", "Exhibit EX1 found", "Person 1 added to the case"}


def test_a_person_is_told_with_each_role_and_its_days(people: People, case: Case) -> None:
    """What stands and what ended; what was corrected is on the person's page."""
    by, (victim, suspect) = people.investigator, list(Involvement.objects.filter(case=case))
    assert all("roles_known" not in said(one) for one in whole(case, people).parties), "nothing is known of them yet"
    (part,) = parts_of(by, [suspect])
    arrested = KnownDay(date(2025, 6, 3))
    say_more(part=part, version=1, by=by, relationship="family", arrested=arrested, cautioned=arrested)
    wrong = add_role(involvement=victim, facts=RoleFacts("witness", since=KnownDay(date(2025, 2, 1), "month")), by=by)
    facts = RoleFacts("witness", since=KnownDay(date(2025, 3, 1), "month"))
    right = correct_role(part=wrong, facts=facts, version=1, reason="She said March.", by=by)
    end_role(part=right, on=KnownDay(date(2025, 7, 1)), version=2, by=by)
    first, second = whole(case, people).parties
    assert said(first)["roles_known"] == f"Witness · Since: March 2025 · Ended: {day(date(2025, 7, 1))}"
    told, on = "Suspect · Relationship to the victim: Family", day(date(2025, 6, 3))
    assert said(second)["roles_known"] == f"{told} · Arrested on: {on} · Cautioned on: {on}"


def test_entries_stand_as_a_court_is_given_them_and_as_they_came(people: People, case: Case) -> None:
    document = whole(case, people)
    assert [said(one)["mark"] for one in document["exhibits"].entries] == ["EX1", "EX2"]
    assert [said(one)["mark"] for one in document["exhibits"].as_they_came] == ["EX2", "EX1"]
    assert [one.text for one in document["statements"].entries] == ["I saw the van.", "The door was locked."]
    assert [one.text for one in document["statements"].as_they_came] == ["The door was locked.", "I saw the van."]


def test_by_label_nobody_is_named(people: People, case: Case) -> None:
    document = whole(case, people)
    assert [one.names for one in document.parties] == [None, None]
    for word in ("Rosa", "Rex", "868-555-0101", "Mornings"):
        assert word not in everything(document)
        assert word in everything(whole(case, people, NAMES))


def test_only_the_kinds_of_names_that_were_asked_for(people: People, case: Case) -> None:
    add_name(
        involvement=Involvement.objects.get(main_role="suspect"), kind="alias", value="Rexo", by=people.investigator
    )
    document = whole(case, people, frozenset({"alias"}))
    assert [[name.value for name in one.names or ()] for one in document.parties] == [[], ["Rexo"]]


def test_who_may_not_know_who_they_are_gets_no_names(people: People, case: Case) -> None:
    """None and not an empty list: a file that is sent without names says so."""
    from cases.record.models import InvolvementGrant

    with as_system():
        InvolvementGrant.objects.filter(permission__codename="see_identity_involvement").delete()
    document = whole(case, people, NAMES)
    assert [one.names for one in document.parties] == [None, None]
    assert "Rosa" not in everything(document)


def test_a_section_that_was_not_asked_for_is_neither_there_nor_read(people: People, case: Case) -> None:
    with CaptureQueriesContext(connection) as captured:
        document = document_of(people.investigator, case, sections=["statements"], names=NAMES)
    assert list(document.sections) == ["statements"]
    read = " ".join(query["sql"] for query in captured.captured_queries)
    for table in ("cases_note", "cases_exhibit", "cases_intakereport", "cases_personidentity"):
        assert table not in read, table
    with pytest.raises(ValueError, match="counselling"):
        document_of(people.investigator, case, sections=["counselling"])


@pytest.mark.parametrize("key", ["outsider", "caseworker", "prosecutor", "analyst", "auditor", "administrator"])
def test_who_does_not_hold_the_case_finds_nothing_behind_its_row(people: People, case: Case, key: str) -> None:
    """The doors refuse them the case itself; were one forgotten, the document would still have nobody's words."""
    other = getattr(people, key)
    enter(other)
    document = document_of(other, case, sections=[code for code in CODES if code != "course"], names=NAMES)
    kept = {code for code in CODES if document.sections.get(code) and document[code].entries}
    assert kept == {"elements"}  # made from the row that the caller has fetched
    for word in ("Rosa", "The door was locked", "A woman was seen", "Only we know", "A ledger"):
        assert word not in everything(document), word


def test_whoever_is_excluded_reads_nothing(people: People, case: Case) -> None:
    zoe = second_supervisor(people)
    enter(zoe)
    exclude_person(case=case, who=people.colleague, by=zoe)
    enter(people.colleague)
    assert document_of(people.colleague, case, sections=["people", "reports", "statements"], names=NAMES).parties == []


def _grow(case: Case, people: People, numbers: range) -> None:
    by = people.investigator
    for n in numbers:
        one = make_person(case, by, name=f"Name {n}")
        add_note(case=case, text=f"Note {n}", by=by)
        add_exhibit(case=case, mark=f"M{n}", description="Telephone", by=by)
        add_statement(case=case, involvement=one, text="…", taken_on=date(2026, 1, 1), by=by)


def test_it_costs_the_same_for_two_people_and_for_twenty(people: People, case: Case) -> None:
    counts = []
    for numbers in (range(0), range(18)):
        _grow(case, people, numbers)
        case = Case.objects.select_related("lead_officer").get(pk=case.pk)
        whole(case, people, NAMES)  # the keys of new texts are read once a process
        with CaptureQueriesContext(connection) as captured:
            document = whole(case, people, NAMES)
        counts.append(len(captured))
    assert len(document.parties) == 20
    # people, their roles, whom one may name, names, exploitations, reports, statements, exhibits, proof, notes
    assert counts == [10, 10]


def test_what_is_not_needed_for_a_child_is_said_where_nothing_is_recorded(people: People, case: Case) -> None:
    means = whole(case, people)["elements"].only_entry["means"]
    assert (say(means.value), say(means.otherwise)) == ("", "not needed for a child")
    grown = make_case(people.investigator, people=(PERSON_1,))
    assert whole(grown, people)["elements"].only_entry["means"].otherwise == ""


def test_danger_and_closing_are_told_only_while_they_stand(people: People) -> None:
    by = people.investigator
    case = make_case(by)
    assert not {"danger_since", "closed_on"} & set(said(whole(case, people)["course"].only_entry))
    raise_danger(case=case, note="Tonight.", by=by)
    case.refresh_from_db()
    assert "danger_since" in said(whole(case, people)["course"].only_entry)
    calm = make_case(by)
    close_case(case=calm, reason="other", note="", by=by)
    calm.refresh_from_db()
    assert said(whole(calm, people)["course"].only_entry)["closed_because"] == "Other"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_fact_and_event_has_words_in_every_language(people: People, case: Case, language: str) -> None:
    document = whole(case, people, NAMES)
    with translation.override(language):
        entries = [entry for section in document.sections.values() for entry in section.entries]
        labels = {fact.code: fact.label for entry in entries for fact in entry.facts}
        assert all(labels.values())
        assert len(labels) >= 25
        if language == "es":
            assert labels["opened"] == "Abierto"
            assert everything(document) != translated(document, "en")


def translated(document: Document, language: str) -> str:
    with translation.override(language):
        return everything(document)


def test_a_fact_is_json_so_that_it_can_be_frozen(people: People, case: Case) -> None:
    for section in whole(case, people, NAMES).sections.values():
        for entry in section.entries:
            for fact in entry.facts:
                assert json.loads(json.dumps(fact.value)) == fact.value, fact.code


def test_no_two_facts_of_an_entry_have_one_code(people: People, case: Case) -> None:
    for section in whole(case, people, NAMES).sections.values():
        for entry in section.entries:
            assert len({fact.code for fact in entry.facts}) == len(entry.facts), section.code
            # A template finds a fact before an attribute of the same name.
            assert not {fact.code for fact in entry.facts} & set(dir(entry)), section.code


def test_a_name_that_was_a_mistake_is_in_no_document(people: People, case: Case) -> None:
    with as_system():
        rosa = PersonIdentity.objects.get(kind="name", person__involvements__main_role="possible_victim")
        PersonIdentity.objects.filter(pk=rosa.pk).update(mistaken_at=rosa.created_at, mistaken_by=people.investigator)
    assert "Rosa" not in everything(whole(case, people, NAMES))


def test_each_section_reads_through_the_rows_alone() -> None:
    """By shape: one function from `Rows`, so that a new section has nothing else to read with."""
    for kind in SECTIONS:
        read: Callable[..., object] | None = kind.entries or kind.table
        assert read is not None
        assert read.__annotations__["rows"] == "Rows", kind.code
