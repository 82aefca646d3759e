"""No page offers a link that answers 403 to whoever reads it: each page of the access table, as everybody."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.access.grants import end_grant, grant
from cases.course.operations import close_case
from cases.dossier.models import COPY
from cases.insiders.operations.sharing import restrict_case
from cases.two_people import operations as approvals
from tests.access.standing import standing_world, world
from tests.access.sweep import Sweeper
from tests.access.table import Row, all_rows
from tests.access.world import World
from tests.cases.trust import agreed
from tests.factories import first_person, make_case
from tests.people import PEOPLE, People, enter
from tests.signing_in import confirm

pytestmark = pytest.mark.slow

__all__ = ["standing_world", "world"]  # fixtures

HREF = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')


def pages(sweeper: Sweeper) -> list[str]:
    """The addresses of the table that this person is shown, for our own object."""
    world, key = sweeper.world, sweeper.key
    assert sweeper.user

    def is_open(row: Row) -> bool:
        sees = not row.target or key in world.pairs[row.target].seen_by
        return "GET" in row.methods and sees and (row.public or sweeper.user.role in row.roles)  # type: ignore[union-attr]

    found = []
    for row in filter(is_open, all_rows()):
        own = {row.arg: getattr(pair := world.pairs[row.target].own, "pk", pair)} if row.target else {}
        found.append(reverse(row.name, kwargs={**own, **row.extra}))
    return found


def refused_links(world: World, key: str) -> list[str]:
    sweeper = Sweeper(world, key, getattr(world.people, key))
    confirm(sweeper.client)
    sweeper.cookies = sweeper.client.cookies.copy()
    stand_on: dict[str, str] = {}
    for page in ["/", *pages(sweeper)]:
        answer = sweeper.ask("GET", page)
        if answer.status == 200:
            for link in HREF.findall(answer.body.decode("utf-8", "replace")):
                stand_on.setdefault(html.unescape(link), page)
    assert len(stand_on) > 5
    return [f"{page} -> {link}" for link, page in stand_on.items() if sweeper.ask("GET", link).status == 403]


@pytest.mark.parametrize("key", list(PEOPLE))
def test_no_page_offers_what_is_refused(world: World, key: str) -> None:
    assert refused_links(world, key) == []


def test_an_approval_leads_on_only_while_its_maker_may_go_on(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    asked = approvals.request(COPY, case, "For the court.", people.investigator)
    agreed(asked, people)
    client.force_login(people.investigator)
    page, link = (reverse(f"cases:{name}", args=[pk]) for name, pk in (("approval", asked.pk), ("copy", case.pk)))
    assert link in client.get(page).text
    assert client.get(link).status_code == 200
    enter(people.investigator)
    for group in people.investigator.active_groups():
        end_grant(on=case, to=group, permissions=("change", "see_identity"))
    assert client.get(link).status_code == 403
    assert link not in client.get(page).text


def test_nor_does_a_case_in_another_state(people: People, client: Client) -> None:
    """Closed, in danger, restricted, and let in to read it only: what is offered there is not refused either."""
    closed = make_case(people.investigator)
    close_case(case=closed, reason="not_trafficking", note="A quarrel.", by=people.investigator)
    danger = make_case(people.investigator, danger_now="yes")
    narrow = restrict_case(case=make_case(people.investigator), people=[], by=people.investigator)
    read_only = make_case(people.investigator)
    group = people.outsider.personal_group_id
    for thing in (read_only, first_person(read_only)):
        grant(on=thing, to=group, permissions=["view"], purpose="outside", by=people.investigator)
    people_in = {case.pk: [first_person(case).pk] for case in (closed, danger, narrow, read_only)}
    seen = {"supervisor": (closed, danger, narrow), "colleague": (closed, danger), "outsider": (read_only,)}
    refused = []
    for key, cases in seen.items():
        client.force_login(getattr(people, key))
        confirm(client)
        for case in cases:
            people_of = people_in[case.pk]
            for page in (
                reverse("cases:case", args=[case.pk]), reverse("cases:access", args=[case.pk]),
                *(reverse("cases:person", args=[pk]) for pk in people_of),
                *(reverse("screening:person", args=[pk]) for pk in people_of),
            ):  # fmt: skip
                text = client.get(page).text
                links = {html.unescape(link) for link in HREF.findall(text)}
                refused += [f"{key}: {page} -> {link}" for link in links if client.get(link).status_code == 403]
    assert refused == []
