"""One order for every list of names, in Python and in the database."""

from __future__ import annotations

import random
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from carisecure.accounts.models import Agency, User
from carisecure.collation import ByName, name_key
from carisecure.countries.names import country_choices, language_choices
from tests.people import People
from tests.roles import as_system

IN_ORDER = [
    "Abel Zamora", "Ángela Álvarez", "Angela Baptiste", "ÁNGELA CRUZ", "d'Abreu Rosa", "Dabydeen Sam",
    "de Freitas Ana", "De Zouza Ana",
    "Deane Kim", "Émile Roy", "Emilia", "Jean Marc", "Jean-Paul", "Jeanette", "Nunez Rosa", "Núñez Sara", "Nunn Tom",
    "O'Brien Sean",
    "Obrien Tom", "Øystein", "Paz", "St. Hilaire", "Stone", "Zoë", "Zoé Paz",
]  # fmt: skip


def _people(people: People, names: list[str]) -> None:
    groups = Group.objects.bulk_create(Group(name=f"order-{n}") for n in range(len(names)))
    User.objects.bulk_create(
        User(username=group.name, full_name=name, role="investigator", agency=people.investigator.agency,
             personal_group=group)
        for group, name in zip(groups, names, strict=True)
    )  # fmt: skip


def test_a_reader_finds_names_where_they_belong() -> None:
    mixed = random.Random(1).sample(IN_ORDER, len(IN_ORDER))  # noqa: S311
    assert sorted(mixed, key=name_key) == IN_ORDER


@pytest.mark.django_db
def test_the_database_keeps_the_same_order(people: People) -> None:
    with as_system():
        _people(people, random.Random(2).sample(IN_ORDER, len(IN_ORDER)))  # noqa: S311
        mine = User.objects.filter(username__startswith="order-")
        keyed = dict(mine.annotate(key=ByName("full_name")).values_list("full_name", "key"))
        assert keyed == {name: name_key(name)[0] for name in IN_ORDER}
        assert [name_key(one.full_name)[0] for one in mine] == [name_key(name)[0] for name in IN_ORDER]


@pytest.mark.django_db
def test_agencies_stand_in_it(people: People) -> None:
    with as_system():
        agency = people.investigator.agency
        for name in ("Zonta House", "École Refuge", "el Hogar"):
            Agency.objects.create(
                code=name[:3].lower(), name=name, kind=agency.kind, country="TT", group=Group.objects.create(name=name)
            )
        found = list(Agency.objects.values_list("name", flat=True))
    assert found == sorted(found, key=name_key)
    assert found.index("École Refuge") < found.index("el Hogar") < found.index("Zonta House")


@pytest.mark.django_db
def test_the_list_of_people_turns_its_pages_in_it(people: People, client: Client) -> None:
    with as_system():
        _people(people, [f"{name} {n:03}" for n, name in enumerate(["Ángela", "de Freitas", "Zoé"] * 20)])
    client.force_login(people.administrator)
    first = address = reverse("accounts:person_list")
    seen: list[str] = []
    while address:
        page = client.get(address)
        seen += [row.record.full_name for row in page.context["table"].rows]
        address = urljoin(first, page.context["pager"].older_url) if page.context["pager"].older_url else ""
    assert seen == sorted(seen, key=name_key)
    assert len(seen) == User.objects.count()


@pytest.mark.parametrize("language", ["en", "es"])
def test_countries_and_languages_stand_in_it(language: str) -> None:
    for choices in (country_choices(language), language_choices((), language)):
        names = [name for _code, name in choices]
        assert names == sorted(names, key=name_key)
