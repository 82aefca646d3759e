"""People of different cases in one book who may be one human."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import pytest

from carisecure.importing.register import nouns
from carisecure.importing.register.alike import MOST_OF_ONE, Alike, AlikePair
from carisecure.importing.register.known import Brought
from carisecure.importing.register.nouns import AgeRead, DayRead, Noun, PersonRead, Place, Thing

CASES = [uuid.UUID(int=n) for n in range(1, 30)]


class Somebody(Noun):
    """Whose thing holds what is compared."""

    code, label, label_many, fields = "unit.somebody", "Somebody", "Some", ()

    def person_in(self, thing: Thing) -> PersonRead | None:
        return PersonRead(thing.id, thing.parents["unit.case"], **thing.values) if thing.values else None

    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        return len(things)


@pytest.fixture(autouse=True)
def one_noun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nouns, "_nouns", {})
    nouns.register(Somebody())


def brought(row: int, case: int, name: str, year: int = 2015, **values: Any) -> Brought:
    names = values.pop("names", (name,))
    parents = {"unit.case": CASES[case]}
    thing = Thing("unit.somebody", uuid.uuid4(), Place("S", row), {"name": name, "names": names, **values}, parents)
    return Brought(thing, 0, year)


def pairs(*people: Brought) -> list[AlikePair]:
    alike = Alike()
    for one in people:
        alike.add(one)
    return alike.pairs()


def found(*people: Brought) -> list[tuple[int, int, tuple[str, ...], bool]]:
    return [(one.one.row, one.other.row, one.why, one.is_strong) for one in pairs(*people)]


def aged(low: int, high: int | None = None, **more: Any) -> AgeRead:
    return AgeRead(low, high or low, **more)


def born(iso: str, precision: str = "day") -> AgeRead:
    return AgeRead(born=DayRead(dt.date.fromisoformat(iso), precision))


def test_a_name_in_whatever_order_and_marks() -> None:
    assert found(brought(2, 0, "PEÑA, Juan"), brought(3, 1, "Juan Pena")) == [(2, 3, ("name",), False)]
    assert found(brought(2, 0, "Juan Peña"), brought(3, 1, "Juan Pérez")) == []


def test_one_word_is_no_name_to_go_by() -> None:
    assert found(brought(2, 0, "Luz"), brought(3, 1, "Luz")) == []


def test_in_one_case_two_rows_are_two() -> None:
    assert found(brought(2, 0, "Ana Gil"), brought(3, 0, "Ana Gil")) == []


def test_another_name_of_somebody_counts() -> None:
    other = brought(3, 1, "Luz Mar", names=("Luz Mar", "Ana Gil"))
    assert found(brought(2, 0, "Ana Gil"), other) == [(2, 3, ("name",), False)]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (aged(20), aged(24), ("name", "age")),  # 2015 and 2019
        (aged(20), aged(25), ("name", "age")),  # a birthday lies between
        (aged(20), aged(30), None),
        (aged(20, is_about=True), aged(28), ("name", "age")),
        (aged(20), born("1995-03-04"), ("name", "age")),
        (aged(20), born("1980-03-04"), None),
        (born("1995-03-04"), born("1995-03-04"), ("name", "birth_date")),
        (born("1995-01-01", "year"), born("1995-01-01"), ("name", "age")),
        (AgeRead(text="minor"), aged(40), ("name",)),
        (None, aged(40), ("name",)),
    ],
)
def test_ages_are_held_against_each_other_across_the_years(
    one: AgeRead | None, other: AgeRead, why: tuple[str, ...] | None
) -> None:
    people = brought(2, 0, "Ana Gil", age=one), brought(3, 1, "Ana Gil", year=2019, age=other)
    assert found(*people) == ([(2, 3, why, "birth_date" in why)] if why else [])


def test_an_age_in_a_case_without_a_year_says_nothing() -> None:
    assert found(brought(2, 0, "Ana Gil", 0, age=aged(3)), brought(3, 1, "Ana Gil", age=aged(80)))[0][2] == ("name",)


def test_a_telephone_alone_is_weak_and_with_the_name_it_is_strong() -> None:
    one = brought(2, 0, "Ana Gil", telephones=("+1 868",))
    assert found(one, brought(3, 1, "Luz Mar", telephones=("+1868",))) == [(2, 3, ("telephone",), False)]
    assert found(one, brought(3, 1, "Gil Ana", telephones=("+1868",))) == [(2, 3, ("name", "telephone"), True)]


def test_who_is_too_young_is_never_strong() -> None:
    people = [
        brought(2 + case, case, "Ana Gil", telephones=("1",), documents=("V-1",), age=aged(age))
        for case, age in ((0, 20), (1, 60))
    ]
    assert found(*people) == [(2, 3, ("name", "telephone", "document"), False)]


def test_strong_ones_stand_first() -> None:
    people = [brought(2, 0, "Ana Gil"), brought(3, 1, "Ana Gil"), brought(4, 2, "Bo Li", documents=("1",)),
              brought(5, 3, "Li Bo", documents=("1",))]  # fmt: skip
    assert [one[:2] for one in found(*people)] == [(4, 5), (2, 3)]


def test_what_very_many_share_is_compared_with_none_and_counted() -> None:
    alike = Alike()
    for number in range(MOST_OF_ONE + 1):
        alike.add(brought(number + 2, number, "Ana Gil"))
    assert (alike.pairs(), alike.crowded) == ([], 1)
    assert len(pairs(*(brought(n, n, "Ana Gil") for n in range(MOST_OF_ONE)))) == MOST_OF_ONE * (MOST_OF_ONE - 1) // 2


def test_who_is_nobody_is_left_out_and_a_key_stands_for_the_two() -> None:
    nobody = Brought(Thing("unit.somebody", uuid.uuid4(), Place("S", 9), {}), 0, 2015)
    one, other = brought(2, 0, "Ana Gil"), brought(3, 1, "Ana Gil")
    assert pairs(nobody, one, other)[0].key == pairs(other, one)[0].key != pairs(one, brought(3, 1, "Ana Gil"))[0].key
