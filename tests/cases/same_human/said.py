"""What the tests of this room share: a person of a new case, a link, and the numbers as the system has them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from carisecure.accounts.models import User
from cases.people.operations import PersonEntry
from cases.record.models import Case, Involvement
from cases.same_human.models import HumanNumber, SamePerson
from cases.same_human.operations import say
from tests.factories import first_person, make_case
from tests.people import enter
from tests.roles import as_system

WHY = "The same scar, and she knew the name of the driver."


def person(by: User, name: str = "", **changes: Any) -> Involvement:
    """Alone in a case of their own."""
    return first_person(make_case(by, people=(PersonEntry(name=name, **changes),)))


def link(one: Involvement, two: Involvement, by: User, kind: str = "same") -> SamePerson:
    enter(by)
    return say(kind=kind, involvement=one, other=two, reason=WHY, by=by)


def case_of(involvement: Involvement) -> Case:
    """Whoever may see it."""
    with as_system():
        return Case.objects.get(involvements=involvement)


def reference_of(involvement: Involvement) -> str:
    return str(case_of(involvement).reference)


def of(found: list[Any]) -> list[UUID]:
    return [one.person_id for one in found]


def numbers() -> dict[UUID, UUID]:
    with as_system():
        return dict(HumanNumber.objects.values_list("person_id", "number"))


def as_one(*people: Involvement) -> bool:
    """Whether they are counted as one human."""
    known = numbers()
    return len({known.get(one.person_id, one.person_id) for one in people}) == 1
