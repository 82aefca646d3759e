"""The quarterly page: people by name and other agencies, in cases, with single people, in matters; kept or ended."""

from __future__ import annotations

import ast
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.grants import grant
from cases.course import operations
from cases.insiders import access_review
from cases.insiders.access_review import CASES, PEOPLE, WHY, Line, keep_or_end
from cases.insiders.operations.compartments import let_in
from cases.record.models import Case, CaseGrant, InvolvementGrant
from prosecutions.record.models import ProsecutionGrant
from screening.referral.models import Referral
from tests.cases.trust import sealed_case
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.prosecutions.matters import submitted
from tests.roles import as_system
from tests.screening.made import referred_in, referred_out

MATTERS = "matters"


@pytest.fixture
def case(people: People) -> Case:
    return operations.take_case(case=make_case(people.investigator), by=people.investigator)


def a_quarter_later(people: People) -> dict[tuple[str, str], Line]:
    """What the supervisor is asked then: by kind and by name."""
    with as_system():
        for table in (CaseGrant, InvolvementGrant, ProsecutionGrant):
            table.objects.update(granted_at=timezone.now() - timedelta(days=100))
    enter(people.supervisor)
    lines = access_review.lines_for(people.supervisor)
    return {(line.kind, line.agency.code if line.agency else str(line.person)): line for line in lines}


def test_a_shelter_and_the_prosecution_are_asked_about(people: People, case: Case, client: Client) -> None:
    referral = referred_out(case, people)
    matter = submitted(people, case).prosecution
    lines = a_quarter_later(people)
    assert set(lines) == {(PEOPLE, "shelter"), (MATTERS, "dpp")}
    assert lines[PEOPLE, "shelter"].what == f"{case.reference}, {first_person(case).label}"
    client.force_login(people.supervisor)
    page = client.get(reverse("cases:access_review")).text
    for words in ("Hibiscus House (demonstration)", "Office of the DPP", matter.reference, "Keep"):
        assert words in page
    assert reverse("screening:referral", args=[referral.pk]) in page
    assert 'value="end"' not in page, "each ends with an operation of its own"


def test_what_ends_with_an_operation_of_its_own_is_not_ended_here(people: People, case: Case) -> None:
    referred_out(case, people)
    submitted(people, case)
    for line in a_quarter_later(people).values():
        assert line.elsewhere is not None
        with pytest.raises(TransitionRefused, match=line.elsewhere.label):
            keep_or_end(kind=line.kind, grant_id=line.grant_id, keep=False, by=people.supervisor)
    enter(people.caseworker)
    assert Referral.objects.get().state == "sent"


def test_whoever_referred_somebody_keeps_their_own_client(people: People) -> None:
    """A person without a case: the shelter's own, referred to the unit."""
    referral = referred_in(people)
    (line,) = a_quarter_later(people).values()
    assert (line.kind, line.agency, line.url) == (PEOPLE, people.caseworker.agency, "")
    assert line.elsewhere is not None
    assert str(referral.pk) in line.elsewhere.url


def test_a_line_that_is_kept_comes_back_after_a_quarter(people: People, case: Case, client: Client) -> None:
    referred_out(case, people)
    submitted(people, case)
    client.force_login(people.supervisor)
    for line in a_quarter_later(people).values():
        sent = {"answer": "keep", "kind": line.kind, "grant": line.grant_id, "submission_key": str(line.key)}
        assert client.post(reverse("cases:access_review"), sent).status_code == 302
    assert a_quarter_later(people) == {}
    with as_system():
        assert InvolvementGrant.objects.get(kept_by=people.supervisor).kept_at is not None
        for table in (InvolvementGrant, ProsecutionGrant):
            table.objects.exclude(kept_at=None).update(kept_at=timezone.now() - timedelta(days=92))
    assert len(a_quarter_later(people)) == 2


@pytest.mark.parametrize("ended", ["shelter", "somebody by name"])
def test_what_no_referral_holds_is_ended_here(people: People, case: Case, client: Client, ended: str) -> None:
    by_name = ended == "somebody by name"
    group = people.outsider.personal_group_id if by_name else people.other_caseworker.agency.group_id
    enter(people.investigator)
    person = first_person(case)
    grant(on=person, to=group, permissions=["view"], purpose="by mistake", by=people.investigator)
    (line,) = a_quarter_later(people).values()
    assert line.elsewhere is None
    client.force_login(people.supervisor)
    sent = {"answer": "end", "kind": PEOPLE, "grant": line.grant_id, "submission_key": str(uuid.uuid4())}
    assert client.post(reverse("cases:access_review"), sent).status_code == 302
    with as_system():
        assert not InvolvementGrant.objects.filter(group_id=group).exists()
        assert InvolvementGrant.objects.filter(content_object=person).exists(), "the unit's own stay"


def test_an_agency_in_a_case_is_a_line_and_the_unit_is_none(people: People, case: Case) -> None:
    group = people.outsider.agency.group_id
    enter(people.investigator)
    for anchor in (case, first_person(case)):
        grant(on=anchor, to=group, permissions=["view"], purpose="by mistake", by=people.investigator)
    lines = a_quarter_later(people)
    assert set(lines) == {(CASES, "foreign_ctu")}, "once, with the case"
    keep_or_end(grant_id=lines[CASES, "foreign_ctu"].grant_id, keep=False, by=people.supervisor)
    with as_system():
        assert not CaseGrant.objects.filter(group_id=group).exists()
        assert not InvolvementGrant.objects.filter(group_id=group).exists()


def test_nobody_looks_at_what_they_do_not_see(people: People, case: Case) -> None:
    """A sealed case, another unit's, and a kind that there is none of."""
    referred_out(sealed_case(people), people)
    referred_out(case, people)
    assert len(a_quarter_later(people)) == 1
    with as_system():
        hidden = InvolvementGrant.objects.filter(content_object__case__compartment="sealed")[0].pk
    for kind, pk in ((PEOPLE, hidden), (PEOPLE, 0), ("nothing", hidden)):
        with pytest.raises(NotVisible):
            keep_or_end(kind=kind, grant_id=pk, keep=True, by=people.supervisor)
    enter(people.investigator)
    with pytest.raises(NotPermitted):
        keep_or_end(kind=PEOPLE, grant_id=hidden, keep=True, by=people.investigator)


def test_a_supervisor_who_was_let_in_from_another_unit_keeps_nobody_inside(people: People, case: Case) -> None:
    """They read one case of ours for a time; who may go on is our unit's question."""
    people.outsider.role = "supervisor"
    with as_system():
        people.outsider.save(update_fields=["role"])
        mine = people.outsider.personal_group_id
        grant(on=case, to=mine, permissions=["view"], purpose="another unit", by=people.investigator)
    a_quarter_later(people)
    enter(people.outsider)
    assert access_review.lines_for(people.outsider) == []


def test_the_lead_of_a_sealed_case_is_not_ended(people: People) -> None:
    case = sealed_case(people)
    operations.take_case(case=case, by=people.investigator)
    let_in(case=case, person=people.supervisor, by=people.investigator)
    line = a_quarter_later(people)[CASES, str(people.investigator)]
    with pytest.raises(TransitionRefused, match="lead officer"):
        keep_or_end(grant_id=line.grant_id, keep=False, by=people.supervisor)


def test_the_page_asks_no_more_for_more_lines(people: People, client: Client) -> None:
    client.force_login(people.supervisor)
    counts = []
    for _round in range(2):
        for _one in range(2):
            case = make_case(people.investigator)
            referred_out(case, people)
            submitted(people, operations.take_case(case=case, by=people.investigator))
        a_quarter_later(people)
        client.get(reverse("cases:access_review"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("cases:access_review"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_every_purpose_that_the_house_writes_has_words() -> None:
    """A grant stores why it was given as a code: none is shown as it stands there."""
    sources = [path for app in ("cases", "screening", "prosecutions") for path in Path(app).rglob("*.py")]
    trees = [
        ast.parse(p.read_text(encoding="utf-8")) for p in sources if {"migrations", "demonstration"}.isdisjoint(p.parts)
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    named = {
        target.id: node.value.value
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    grants = [n for n in nodes if isinstance(n, ast.Call) and getattr(n.func, "id", "") in ("grant", "copy_grants")]
    given = [keyword.value for call in grants for keyword in call.keywords if keyword.arg == "purpose"]
    written = {one.value for one in given if isinstance(one, ast.Constant)}
    written |= {named[one.id] for one in given if isinstance(one, ast.Name) and one.id in named}
    assert {"own case", "own report", "named person", "referral", "prosecution", "handed over"} <= written
    assert written - set(WHY) == set()
