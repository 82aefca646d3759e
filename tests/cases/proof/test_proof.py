"""What proves each element, against whom: recorded whole or not at all, corrected, gaps said in words, walled."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import NotVisible, StaleRecord
from carisecure.days.known import KnownDay
from cases.exhibits.models import Exhibit
from cases.exhibits.operations import add_exhibit, correct_exhibit
from cases.exploitation.operations import ExploitationFacts, record_exploitation
from cases.intake.operations.deciding import Choice, correct_decision, decide_report
from cases.material.models import Statement
from cases.material.operations import add_statement, correct_material
from cases.people.operations import PersonEntry
from cases.people.queries import parts_of
from cases.people.roles import RoleFacts, add_role, end_role
from cases.proof.models import ProofItem
from cases.proof.operations import ProofFacts, correct_proof, record_proof
from cases.proof.queries import cells_of, proof_rows
from cases.record.models import Case, Involvement
from cases.record.palermo import ChildAtAct
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.factories import first_person, make_case, make_person, make_report
from tests.people import People, enter

pytestmark = pytest.mark.django_db
PAGE = "The ZUNZUN lock, page 2"


@pytest.fixture
def case(people: People) -> Case:
    """One victim, one suspect, a statement, an exhibit, a report."""
    by = people.investigator
    case = make_case(by, people=(PersonEntry(age_from=20, age_to=25, age_basis="said"),))
    make_person(case, by, role="suspect")
    add_statement(
        case=case, involvement=first_person(case), text="He locked us in.", taken_on=dt.date(2026, 2, 3), by=by
    )
    add_exhibit(case=case, mark="EX1", description="A padlock.", by=by)
    return case


def suspect_of(case: Case) -> Involvement:
    return Involvement.objects.get(case=case, label="Person 2")


def facts(case: Case, **changes: Any) -> ProofFacts:
    known = {"victim": first_person(case), "elements": ("means",), "suspects": (suspect_of(case),), "shows": PAGE}
    return ProofFacts(**{**known, "source": Statement.objects.standing().get(case=case), **changes})


def recorded(case: Case, people: People, **changes: Any) -> ProofItem:
    (made, *_more) = record_proof(case=case, facts=facts(case, **changes), by=people.investigator)
    return made


def matrix(case: Case, people: People, child: ChildAtAct = ChildAtAct.ADULT) -> dict[str, str]:
    """By element: what stands of it."""
    everybody = list(Involvement.objects.filter(case=case).select_related("person"))
    rows = proof_rows(people.investigator, case).standing()
    said = {True: "proved", False: "gap"}
    return {
        cell.element: said[cell.is_proved] if cell.is_proved or cell.is_needed else "not needed"
        for cell in cells_of(rows, everybody, dict.fromkeys([one.pk for one in everybody], child))
    }


def test_one_thing_proves_several_elements_and_its_words_are_sealed(people: People, case: Case) -> None:
    before = case.last_moved_at
    made = record_proof(case=case, facts=facts(case, elements=("act", "means", "age")), by=people.investigator)
    suspect = suspect_of(case).pk
    assert [(row.element, row.suspect_id) for row in made] == [("act", suspect), ("means", suspect), ("age", None)]
    said = Statement.objects.get(case=case)
    assert {row.source for row in made} == {("statement", said.entry_key)}
    case.refresh_from_db()
    assert case.last_moved_at > before
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(t::text, '') from cases_proofitem t")
        assert "ZUNZUN" not in cursor.fetchone()[0]
    assert "ZUNZUN" not in str(lines(table_name="cases_proofitem", action="insert")[-1].new)
    assert matrix(case, people) == {"age": "proved", "act": "proved", "means": "proved", "purpose": "gap"}
    assert matrix(case, people, ChildAtAct.CHILD)["means"] == "proved"


def test_a_child_needs_no_means_and_an_adult_no_age(people: People, case: Case) -> None:
    assert matrix(case, people) == {"age": "not needed", "act": "gap", "means": "gap", "purpose": "gap"}
    assert matrix(case, people, ChildAtAct.CHILD) == {
        "age": "gap", "act": "gap", "means": "not needed", "purpose": "gap",
    }  # fmt: skip


def test_nothing_of_another_case_and_nothing_struck_out(people: People, case: Case) -> None:
    other = make_case(people.investigator)
    foreign = add_exhibit(case=other, mark="EX1", description="Another.", by=people.investigator)
    struck = Exhibit.objects.get(case=case)
    correct_exhibit(
        exhibit=struck, version=1, reason="Not ours.", changes={}, is_retracted=True, by=people.investigator
    )
    tried: list[tuple[dict[str, Any], str]] = [
        ({"source": foreign}, "source"),
        ({"source": struck}, "source"),
        ({"source": other.reports.get()}, "source"),
        ({"source": None}, "source"),
        ({"victim": first_person(other)}, "victim"),
        ({"victim": suspect_of(case)}, "victim"),
        ({"victim": None}, "victim"),
        ({"suspects": (first_person(case),)}, "suspects"),
        ({"elements": ()}, "proves"),
        ({"elements": ("motive",)}, "proves"),
        ({"elements": ("age",)}, "suspects"),
    ]
    for changes, field in tried:
        with pytest.raises(ValidationError) as wrong:
            recorded(case, people, **changes)
        assert list(wrong.value.message_dict) == [field], changes
    assert not ProofItem.objects.exists()
    recorded(case, people)
    with pytest.raises(ValidationError, match="entered already"):
        recorded(case, people, elements=("act", "means"))
    assert ProofItem.objects.count() == 1, "all of it or nothing"
    known = facts(case)
    enter(people.outsider)
    with pytest.raises(NotVisible):
        record_proof(case=case, facts=known, by=people.outsider)


def test_what_was_struck_out_later_proves_nothing_any_more(people: People, case: Case, client: Client) -> None:
    said = Statement.objects.get(case=case)
    recorded(case, people)
    right = {"involvement": said.involvement, "taken_on": said.taken_on, "language": "", "text": "He locked the door."}
    correct_material(row=said, version=1, reason="Misheard.", changes=right, by=people.investigator)
    assert matrix(case, people)["means"] == "proved", "a correction of the statement is none of the proof"
    newest = Statement.objects.standing().get(case=case)
    correct_material(row=newest, version=2, reason="Hers.", changes={}, is_retracted=True, by=people.investigator)
    assert matrix(case, people)["means"] == "gap"
    client.force_login(people.investigator)
    page = client.get(reverse("cases:case", args=[case.pk])).text
    assert "struck out or moved: proves nothing now" in page
    assert "Nothing proves the means against Person 2 yet." in page


def test_a_report_that_moves_away_proves_nothing_here(people: People, case: Case) -> None:
    report = make_report(people.investigator)
    first = decide_report(
        report=report, choice=Choice("joins_case", case=case, reason="Same house."), by=people.investigator
    )
    report.refresh_from_db()
    recorded(case, people, source=report, elements=("act",))
    assert matrix(case, people)["act"] == "proved"
    correct_decision(
        decision=first, choice=Choice("not_trafficking", reason="Another house."), version=1, reason="Mistaken.",
        by=people.investigator,
    )  # fmt: skip
    assert matrix(case, people)["act"] == "gap"


def test_it_is_corrected_by_a_later_row(people: People, case: Case) -> None:
    item, by = recorded(case, people), people.investigator
    exhibit = Exhibit.objects.get(case=case)
    with pytest.raises(ValidationError) as two:
        correct_proof(item=item, facts=facts(case, elements=("act", "means")), version=1, reason="x", by=by)
    assert list(two.value.message_dict) == ["proves"]
    later = correct_proof(item=item, facts=facts(case, source=exhibit), version=1, reason="The lock itself.", by=by)
    assert (later.source, later.replaces, later.version) == (("exhibit", exhibit.pk), item, 2)
    with pytest.raises(StaleRecord):
        correct_proof(item=item, facts=facts(case), version=1, reason="x", by=by)
    correct_proof(item=item, facts=None, version=2, reason="Another door.", is_retracted=True, by=by)
    assert not ProofItem.objects.standing().exists()
    assert matrix(case, people)["means"] == "gap"
    for changes in ({"report": case.reports.get()}, {"statement": None}):
        with pytest.raises(IntegrityError, match="proof_by_one_thing"), transaction.atomic():
            ProofItem.objects.create(
                **{"case": case, "element": "act", "victim": first_person(case), "recorded_by": by,
                   "statement": Statement.objects.get(case=case), **changes}
            )  # fmt: skip


def test_it_is_entered_and_stands_on_the_page_and_the_sheet(people: People, case: Case, client: Client) -> None:
    record_exploitation(
        case=case, by=people.investigator,
        facts=ExploitationFacts(victim=first_person(case), form="forced_labour", control=("debt_bondage",)),
    )  # fmt: skip
    client.force_login(people.investigator)
    page = reverse("cases:case", args=[case.pk])
    text = client.get(page).text
    assert "Nothing proves the means against Person 2 yet." in text
    assert "nothing proves it yet" in text
    address = reverse("cases:add_proof", args=[case.pk])
    form = client.get(address).context["form"]
    offered = [words for _key, words in form.fields["source"].choices][1:]
    assert offered[:2] == ["Statement of Person 1, 3 Feb 2026", "Exhibit EX1"]
    assert offered[2].startswith("Report received")
    assert [label for _key, label in form.fields["suspects"].choices] == ["Person 2"]
    key = form.fields["source"].choices[1][0]
    sent = {"submission_key": str(uuid.uuid4()), "source": key, "victim": str(first_person(case).pk),
            "suspects": [str(suspect_of(case).pk)], "shows": PAGE}  # fmt: skip
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["proves"]
    assert PAGE in refused.text
    assert client.post(address, sent | {"proves": ["means"]}).status_code == 302
    text = client.get(page).text
    assert "Nothing proves the means against Person 2 yet." not in text
    for words in ("Statement of Person 1, 3 Feb 2026", PAGE, "proved by"):
        assert words in text
    summary = client.get(reverse("cases:case_summary", args=[case.pk])).text
    assert f"Means, against Person 2: Statement of Person 1, 3 Feb 2026 ({PAGE})" in summary
    assert "Nothing proves the purpose against Person 2 yet." in summary


def test_the_page_costs_no_more_for_many(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    page = reverse("cases:case", args=[case.pk])
    client.get(page)
    _answer, few = queries_of(client, page)
    enter(people.investigator)
    item = recorded(case, people, elements=("act", "means", "purpose"))
    correct_proof(item=item, facts=replace(facts(case), elements=("act",), shows=""), version=1, reason="x",
                  by=people.investigator)  # fmt: skip
    client.force_login(people.investigator)
    assert len(queries_of(client, page)[1]) == len(few)


def test_a_correction_keeps_who_is_named_though_their_role_has_ended(people: People, case: Case) -> None:
    by, suspect = people.investigator, suspect_of(case)
    source = Statement.objects.get(case=case)
    said = ProofFacts(victim=first_person(case), elements=("act",), source=source, suspects=(suspect,))
    (item,) = record_proof(case=case, facts=said, by=by)
    (part,) = parts_of(by, [suspect])
    end_role(part=part, on=KnownDay(dt.date(2026, 3, 1)), version=1, then="witness", by=by)
    said = replace(said, suspects=(suspect_of(case),), shows=PAGE)
    newer = correct_proof(item=item, facts=said, version=1, reason="The page.", by=by)
    assert (newer.suspect_id, newer.shows) == (suspect.pk, PAGE)
    with pytest.raises(ValidationError, match="Choose suspects"):
        record_proof(case=case, facts=replace(said, elements=("means",)), by=by)


def test_nobody_is_a_suspect_of_what_was_done_to_themselves(people: People, case: Case) -> None:
    """A victim who is a suspect of what was done to others: no gap is told of her against herself, and none entered."""
    by, victim = people.investigator, first_person(case)
    add_role(involvement=victim, facts=RoleFacts(role="suspect"), by=by)
    everybody = list(Involvement.objects.filter(case=case).select_related("person"))
    against = {cell.suspect.label for cell in cells_of([], everybody, {}) if cell.suspect}
    assert against == {"Person 2"}
    with pytest.raises(ValidationError, match="themselves") as refused:
        recorded(case, people, suspects=(Involvement.objects.get(pk=victim.pk),))
    assert list(refused.value.message_dict) == ["suspects"]


@pytest.mark.parametrize("page", ["cases:add_proof", "cases:add_exploitation"])
def test_a_case_without_a_victim_says_what_is_to_be_done_first(people: People, client: Client, page: str) -> None:
    case = make_case(people.investigator, people=())
    client.force_login(people.investigator)
    text = client.get(reverse(page, args=[case.pk])).text
    assert "This case has no possible victim yet. Add the person first." in text
    assert "This case has no suspect yet. Leave this empty, or add the person first." in text
