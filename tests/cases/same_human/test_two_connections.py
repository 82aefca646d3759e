"""Two colleagues who link the same two people at one moment, on two connections: one row, and words for the second."""

from __future__ import annotations

import pytest
from django.db import transaction

from carisecure.access.errors import TransitionRefused
from cases.same_human import operations
from cases.same_human.models import SamePerson
from cases.same_human.operations import say
from tests.at_once import at_once
from tests.cases.same_human.said import WHY, as_one, person
from tests.people import enter, make_people
from tests.roles import as_system

pytestmark = pytest.mark.django_db(transaction=True)


# Before it looks whether somebody was faster, and between that look and the row: the table itself has to tell then.
@pytest.mark.parametrize(("within", "step"), [(operations, "_refuse_a_second"), (SamePerson, "save")])
@pytest.mark.parametrize("kind", ["same", "not_same"])
def test_two_who_link_the_same_two_people(within: object, step: str, kind: str) -> None:
    with transaction.atomic():
        people = make_people()
        one, two = person(people.investigator), person(people.investigator)
        enter(people.investigator)

    def press(by: object, said: str, *ends: object) -> object:
        return say(kind=said, involvement=ends[0], other=ends[1], reason=WHY, by=by)  # type: ignore[arg-type]

    slow, fast = at_once(
        (people.investigator, lambda: press(people.investigator, "same", one, two)),
        (people.colleague, lambda: press(people.colleague, kind, two, one)),
        within=within, step=step,
    )  # fmt: skip
    assert isinstance(fast, SamePerson), fast
    assert isinstance(slow, TransitionRefused), slow
    told = "Already linked as the same human by Colin Colleague" if kind == "same" else "are not the same"
    assert told in str(slow)
    with as_system():
        row = SamePerson.objects.get()
    assert (row.pk, row.made_by_id, row.kind) == (fast.pk, people.colleague.pk, kind)
    assert as_one(one, two) is (kind == "same")
