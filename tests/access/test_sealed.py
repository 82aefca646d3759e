"""A sealed case with an excluded supervisor and an excluded administrator: no sign that it exists.

Every page of theirs is asked before and after the case is made, and again with grants that they were given by mistake:
same status, same bytes, same number of queries. Its own addresses answer like those of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from carisecure.access.delegation import private_group
from carisecure.access.grants import grant
from carisecure.access.models import PERMISSIONS
from cases.course.operations import assign_lead, take_case, update_summary
from cases.exhibits.operations import add_exhibit
from cases.exploitation.operations import ExploitationFacts, record_exploitation
from cases.insiders.operations.compartments import exclude_person
from cases.keeping.models import DISPOSAL
from cases.material.models import Statement
from cases.material.operations import add_note, add_statement
from cases.people.operations import PersonEntry
from cases.proof.operations import ProofFacts, record_proof
from cases.record.models import Case, Involvement
from cases.two_people import operations as approvals
from tests.access.sweep import NOBODY, Answer, Sweeper
from tests.access.table import all_rows
from tests.access.world import World, build_world
from tests.clock import PYTEST
from tests.factories import make_case
from tests.people import enter, make_people
from tests.roles import as_system

pytestmark = pytest.mark.django_db

EXCLUDED = ("supervisor", "administrator")
TEXT = "CANARY-SEALED-CASE"
# The list of their own sessions, with the moment of this very request on it.
OWN_SESSIONS = "accounts:session_list"
# What tells of the machine: how far its clock is out, how many lines wait; a PDF has an id of chance. Their bytes move
# by themselves: status and queries are compared, and no word of a sealed case may be in them.
OF_THE_MACHINE = ("operating:condition", "operating:card")
MOVING = {"content-length", "etag", "expires", "content-security-policy"}
# Differ from page to page without saying anything: keys of forms, tokens, nonces.
CHANCE = re.compile(
    rb'(name="(csrfmiddlewaretoken|submission_key)"[^>]*value="[^"]*"|nonce="[^"]*"|value="[^"]*"[^>]*name="submission_key")'
)


@pytest.fixture
def world(db: None) -> World:
    with as_system():
        return build_world(make_people())


def sealed(world: World) -> Case:
    """With everything that a case can have, all of it marked, and everybody excluded."""
    people = world.people
    case = make_case(
        people.investigator, is_official_involved=True, narrative=TEXT, place=TEXT, people=(PersonEntry(name=TEXT),)
    )
    for key in EXCLUDED:
        exclude_person(case=case, who=getattr(people, key), by=people.investigator)
    case = take_case(case=case, by=people.investigator)
    update_summary(case=case, summary=TEXT, region="POS", version=case.version, by=people.investigator)
    add_note(case=case, text=TEXT, by=people.investigator)
    add_exhibit(case=case, mark="S1", description=TEXT, by=people.investigator)
    add_statement(case=case, text=TEXT, taken_on=timezone.localdate(case.opened_at), by=people.investigator)
    victim = Involvement.objects.filter(case=case)[0]
    record_exploitation(
        case=case, facts=ExploitationFacts(victim=victim, form="servitude", place=TEXT), by=people.investigator
    )
    said = Statement.objects.filter(case=case)[0]
    record_proof(
        case=case, facts=ProofFacts(victim=victim, elements=("act",), source=said, shows=TEXT), by=people.investigator
    )
    approvals.request(DISPOSAL, case, TEXT, people.investigator)
    return Case.objects.get(pk=case.pk)


def let_in_by_mistake(world: World, case: Case) -> None:
    """Every grant there is, on every anchor, to every group of theirs."""
    with as_system():
        for key in EXCLUDED:
            user = getattr(world.people, key)
            for anchor in (case, *Involvement.objects.filter(case=case)):
                for group in (user.personal_group_id, private_group(user), user.agency.group_id):
                    grant(on=anchor, to=group, permissions=PERMISSIONS, purpose="mistake", by=user)


def pages(world: World, key: str) -> dict[str, Answer]:
    """Each page that is about no single thing: desks, lists, searches, exports, forms."""
    sweeper = Sweeper(world, key, getattr(world.people, key))
    found = {}
    for row in all_rows():
        if not row.target and not row.public and "GET" in row.methods and row.name != OWN_SESSIONS:
            answer = sweeper.ask("GET", reverse(row.name, kwargs=dict(row.extra)))
            plain = re.sub(rb"[A-Za-z0-9]{64}", b"", CHANCE.sub(b"", answer.body))
            length = tuple(h for h in answer.headers if h[0] not in MOVING)
            if row.name in OF_THE_MACHINE:
                assert TEXT.encode() not in answer.body
                plain, length = b"", ()
            found[row.name] = replace(answer, body=plain, headers=length)
    return found


@pytest.fixture
def standing_clock(world: World) -> Iterator[None]:
    """The head of a printed page says the minute at which it was made: two that are compared are of one minute."""
    with freeze_time(timezone.now(), ignore=PYTEST):
        yield


@pytest.mark.parametrize("key", EXCLUDED)
@pytest.mark.usefixtures("standing_clock")
def test_no_page_differs_by_a_byte_or_a_query(world: World, key: str) -> None:
    pages(world, key)  # what is read once a process
    before = pages(world, key)
    case = sealed(world)
    after = pages(world, key)
    assert [name for name in before if before[name] != after[name]] == []
    let_in_by_mistake(world, case)
    assert [name for name, answer in pages(world, key).items() if before[name] != answer] == []
    assert len(before) > 25


@pytest.mark.parametrize("key", EXCLUDED)
def test_its_addresses_answer_like_those_of_nothing(world: World, key: str) -> None:
    case = sealed(world)
    let_in_by_mistake(world, case)
    enter(world.people.investigator)
    targets = {
        "case": case.pk,
        "involvement": Involvement.objects.filter(case=case)[0].pk,
        "approval": case.approvals.get().pk,
    }
    sweeper = Sweeper(world, key, getattr(world.people, key))
    asked, differs = 0, []
    for row in all_rows():
        for method in row.methods if row.target in targets else ():
            hidden = sweeper.ask(method, reverse(row.name, kwargs={row.arg: targets[row.target], **row.extra}))
            none = sweeper.ask(method, reverse(row.name, kwargs={row.arg: NOBODY, **row.extra}))
            asked += 1
            if hidden != none or hidden.status not in (403, 404):
                differs.append((row.name, method, hidden.status, none.status, hidden.queries, none.queries))
    assert differs == []
    assert asked > 30


@pytest.mark.parametrize("key", EXCLUDED)
def test_neither_its_reference_nor_its_words_find_it(world: World, key: str) -> None:
    case = sealed(world)
    let_in_by_mistake(world, case)
    sweeper = Sweeper(world, key, getattr(world.people, key))
    # One that nobody has, in the same form: how a text can be read decides how often is asked, and nothing else.
    other = case.reference[:-1] + ({"7": "4"}.get(case.reference[-1], "7") if case.reference[-1].isdigit() else
                                   {"K": "M"}.get(case.reference[-1], "K"))  # fmt: skip
    asked = [f"{reverse('interface:open')}?reference={reference}" for reference in (case.reference, other)]
    by_reference = [sweeper.ask("GET", address) for address in asked]
    assert by_reference[0] == by_reference[1]
    for address in ("cases:case_list", "cases:report_list", "cases:unit", "cases:unit_people", "cases:access_review"):
        text = sweeper.ask("GET", reverse(address)).text()
        for sign in (case.reference, str(case.pk), TEXT):
            assert sign not in text, address


def test_a_new_case_beside_it_has_a_number_that_says_nothing(world: World) -> None:
    sealed(world)
    second = make_case(world.people.colleague)
    assert re.fullmatch(r"TT-[0-9A-Z]{4}-[0-9A-Z]{4}", second.reference)
    enter(world.people.supervisor)
    assert assign_lead(case=second, lead=world.people.colleague, by=world.people.supervisor)
