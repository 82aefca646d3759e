"""Humans, not rows: persons who were linked as the same human are one. Read by the purpose statistics alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, UUIDField
from django.db.models.functions import Coalesce

from cases.same_human.models import HumanNumber


def human(person: str) -> Any:
    """Column by name of a person's id: the number of the human, else the person's own. As linked when it is asked."""
    number = HumanNumber.objects.filter(person=OuterRef(person)).values("number")[:1]
    return Coalesce(Subquery(number), F(person), output_field=UUIDField())


def as_humans(people: Iterable[UUID]) -> set[UUID]:
    """The same of persons that are known already: one id a human."""
    found = set(people)
    numbers = dict(HumanNumber.objects.filter(person__in=found).values_list("person_id", "number"))
    return {numbers.get(person, person) for person in found}
