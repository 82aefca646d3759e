"""The panel on a person's page: links, who may be the same, and the two forms."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from cases.people.operations import add_name
from cases.record.models import Involvement
from cases.same_human.candidates import candidates
from cases.same_human.models import SamePerson
from cases.same_human.queries import SameHuman, same_human
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.cases.same_human.said import WHY, link, of, person, reference_of
from tests.people import People, enter

pytestmark = pytest.mark.django_db


def page(involvement: Involvement) -> str:
    return reverse("cases:person", args=[involvement.pk])


def say(involvement: Involvement, query: str = "") -> str:
    return reverse("cases:say_same_human", args=[involvement.pk]) + query


def sent(**values: object) -> dict[str, object]:
    return {"submission_key": str(uuid.uuid4()), "kind": "same", "reason": WHY, **values}


@pytest.fixture
def client_of(people: People, client: Client) -> Client:
    client.force_login(people.investigator)
    return client


def proposed(viewer: object, involvement: Involvement) -> dict[uuid.UUID, list[str]]:
    enter(viewer)  # type: ignore[arg-type]
    found = candidates(viewer, involvement, same_human(viewer, involvement))  # type: ignore[arg-type]
    return {one.person_id: [str(why) for why in one.why] for one in found}


def test_who_may_be_the_same_with_the_reasons(people: People) -> None:
    by = people.investigator
    rosa = person(by, name="Rosa Elena Demo", phone="868-620-1234")
    add_name(involvement=rosa, kind="birth_date", value="14/03/2001", known_from="document", by=by)
    add_name(involvement=rosa, kind="document", value="V-1234567", by=by)
    by_phone = person(by, name="Somebody Quite-Else", phone="+1 868 620 1234")
    by_name = person(by, name="Roza Elena Demo")
    add_name(involvement=by_name, kind="birth_date", value="2001", known_from="said", by=by)
    too_old = person(by, name="Rosa Elena Demo")
    add_name(involvement=too_old, kind="birth_date", value="1975", known_from="said", by=by)
    by_document = person(by)
    add_name(involvement=by_document, kind="document", value="v1234567", by=by)
    add_name(involvement=by_document, kind="birth_date", value="2001-03-14", known_from="said", by=by)
    only_a_part = person(by, name="Rosa Quintanilla")
    hidden = person(people.outsider, name="Rosa Elena Demo", phone="868-620-1234")
    found = proposed(by, rosa)
    assert found == {
        by_document.person_id: ["same document", "same date of birth"],
        by_phone.person_id: ["same telephone"],
        by_name.person_id: ["name sounds similar", "same year of birth"],
    }
    assert {too_old.person_id, only_a_part.person_id, hidden.person_id} & found.keys() == set()
    assert next(iter(found)) == by_document.person_id, "the best first"
    assert proposed(people.outsider, hidden) == {}
    line = lines(action="search", object_id=str(rosa.person_id))[-1]
    assert line.detail["people"] == sorted(str(one.pk) for one in (by_phone, by_name, by_document))
    link(rosa, by_phone, by)
    link(rosa, by_name, by, kind="not_same")
    assert proposed(by, rosa).keys() == {by_document.person_id}, "what was said of them is remembered"
    assert proposed(people.colleague, rosa).keys() == {by_document.person_id}


def test_nobody_is_proposed_to_a_suspect_who_is_a_possible_victim(people: People) -> None:
    by = people.investigator
    suspect = person(by, name="Rosa Elena Demo", role="suspect")
    victim, witness = person(by, name="Rosa Elena Demo"), person(by, name="Rosa Elena Demo", role="witness")
    assert proposed(by, suspect).keys() == {witness.person_id}
    assert proposed(by, victim).keys() == {suspect.person_id, witness.person_id}


def test_candidates_stand_there_while_the_names_do(people: People, client_of: Client) -> None:
    by = people.investigator
    one, two = person(by, name="Rosa Elena Demo"), person(by, name="Rosa Elena Demo")
    before = client_of.get(page(one)).content.decode()
    assert "Not linked with anybody you may see." in before
    assert reference_of(two) not in before
    shown = client_of.post(reverse("cases:person_names", args=[one.pk]), {"reason": "on_duty"}, follow=True)
    panel = shown.content.decode().split('id="same-human"')[1].split("</section>")[0]
    assert reference_of(two) in panel
    assert "name sounds similar" in panel
    assert "Rosa" not in panel, "labels alone"
    assert f"?other={two.pk}&amp;kind=same" in panel


def test_said_on_a_form_and_taken_back(people: People, client_of: Client) -> None:
    by = people.investigator
    one, two = person(by), person(by)
    address = say(one, f"?other={two.pk}&kind=same")
    form = client_of.get(address).content.decode()
    assert f"{two.label}, {reference_of(two)}" in form
    kept = client_of.post(address, sent(reason=" ", kind="same"))
    assert kept.status_code == 422
    assert not SamePerson.objects.exists()
    assert client_of.post(address, sent()).headers["Location"] == f"{page(one)}#same-human"
    second = client_of.post(address, sent(reason="In the other tab."))  # two tabs, two people: one row
    assert second.status_code == 422
    text = second.content.decode()
    assert "Already linked as the same human by Ines Investigator" in text
    assert "In the other tab." in text
    made = SamePerson.objects.get()
    for involvement in (one, two):
        shown = client_of.get(page(involvement)).content.decode()
        assert WHY in shown
        assert "Ines Investigator" in shown
    assert [line.object_id for line in lines(action="read", table_name="cases_sameperson")] == [str(made.pk)] * 2
    undo = reverse("cases:end_same_human", args=[made.pk]) + f"?of={two.pk}"
    assert f"{two.label}, {reference_of(two)}" in client_of.get(undo).content.decode()
    assert client_of.post(undo, sent(reason="Two sisters.")).headers["Location"] == f"{page(two)}#same-human"
    shown = client_of.get(page(one)).content.decode()
    assert f"<s>The same human: {WHY}</s>" in shown
    assert "Two sisters." in shown
    assert client_of.post(undo, sent()).status_code == 422


def test_who_sees_one_end_is_told_that_there_is_nothing(people: People, client: Client) -> None:
    by, other = people.investigator, people.outsider
    ours, theirs, made = person(by), person(other), link(person(by), person(by), by)
    undo = reverse("cases:end_same_human", args=[made.pk])
    nothing = reverse("cases:end_same_human", args=[uuid.uuid4()])
    client.force_login(other)
    for method in (client.get, client.post):
        hidden, none = method(undo), method(nothing)
        assert (hidden.status_code, hidden.content) == (none.status_code, none.content)
        assert hidden.status_code == 404
    for query in (f"?other={ours.pk}", f"?other={uuid.uuid4()}", "?other=x"):
        assert client.get(say(theirs, query)).status_code == 404


def test_somebody_who_is_not_proposed_is_named_by_case_and_number(people: People, client_of: Client) -> None:
    by = people.investigator
    suspect, victim, theirs = person(by, role="suspect"), person(by), person(people.outsider)
    enter(by)
    for reference, number, word in (
        (reference_of(theirs), 1, "No such case, or not shared with you."),
        ("TT-0000-0000", 1, "No such case, or not shared with you."),
        (reference_of(victim), 2, "Nobody of this number whom you can link from here."),
        (reference_of(victim), 1, "Nobody of this number whom you can link from here."),
    ):
        refused = client_of.post(say(suspect), sent(reference=reference, number=number))
        assert refused.status_code == 422, reference
        assert word in refused.content.decode(), reference
    assert client_of.get(say(suspect, f"?other={victim.pk}")).status_code == 404
    assert not SamePerson.objects.exists()
    named = sent(reference=reference_of(suspect).lower(), number="1")
    assert client_of.post(say(victim), named).status_code == 302
    assert reference_of(victim) not in client_of.get(page(suspect)).content.decode()
    assert reference_of(suspect) in client_of.get(page(victim)).content.decode()


def test_a_page_without_links_costs_one_query_and_none_grows(people: People, client_of: Client) -> None:
    by = people.investigator
    one, others = person(by), [person(by) for _n in range(4)]
    client_of.get(page(one))
    counts = []
    for n in (0, 1, 4):
        for two in others[:n]:
            if two.person_id not in of(same_human(by, one).same):
                link(one, two, by)
        counts.append(len(queries_of(client_of, page(one))[1]))
    assert counts[1] == counts[2], counts
    assert counts[1] - counts[0] <= 8, counts
    assert same_human(by, others[0]) != SameHuman()
