"""What a register says of prosecutions stands in matters recorded by the unit, which the prosecution service has not
seen yet.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from carisecure.importing.register.nouns import Thing
from cases.finding.queries import Asked, find_people
from cases.people.nouns import person_of
from cases.record.models import Case, CaseStageEvent, Involvement
from prosecutions.accused.models import Accused, AccusedName
from prosecutions.accused.nouns import suspect_of
from prosecutions.accused.queries import humans_of
from prosecutions.accused.tying import tie
from prosecutions.charges.models import Charge
from prosecutions.court_path.models import StageEvent
from prosecutions.file.models import FileSubmission
from prosecutions.outcomes.models import Outcome
from prosecutions.record.models import Prosecution
from tests.cases.registers.things import Book, NameRead, day, year
from tests.cases.same_human.said import link
from tests.people import People, enter
from tests.prosecutions.record.counted import for_figures

pytestmark = pytest.mark.django_db


def accused(book: Book, case: Thing, name: str, state: str = "", when: str = "", **charge: Any) -> Thing:
    who = book.add("prosecutions.accused", (case,), name=NameRead(name))
    if charge:
        laid = book.put("prosecutions.charge", (who,), charge)
        if state:
            at = {"happened_on": day(when)} if when else {}
            book.put("prosecutions.outcome", (who, laid), {"state": state, **at})
    return who


def test_a_file_opens_a_matter_of_the_unit_that_the_service_does_not_see(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    case = book.case("TIP 06/2013", "2013-01-28")
    book.add("prosecutions.file", (case,), sent_on=year(2014))
    book.write()
    matter = Prosecution.objects.get(case=case.id)
    sent = FileSubmission.objects.get(prosecution=matter)
    assert matter.is_recorded_by_unit
    assert (sent.number, sent.item_count, sent.sent_on, sent.sent_precision) == (1, 0, dt.date(2014, 1, 1), "year")
    assert "2014" in sent.when
    events = CaseStageEvent.objects.filter(case=case.id).order_by("position").values_list("stage", "precision")
    assert list(events) == [("reported", "day"), ("under_investigation", "day"), ("with_dpp", "year")]
    assert Case.objects.get(pk=case.id).stage == "with_dpp"
    enter(people.prosecutor)
    assert not Prosecution.objects.filter(pk=matter.pk).exists()
    enter(people.investigator)
    assert Prosecution.objects.visible_to(people.investigator, "prosecutions.view_matter").filter(pk=matter.pk).exists()


def test_an_accused_is_a_suspect_of_the_case_with_a_charge_and_where_it_stands(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    case = book.case("TIP 03/2014", "2014-03-31")
    charged: dict[str, Any] = {"offences": ("TT-16", "TT-18"), "laid_on": day("2014-07"), "court": "Chaguanas"}
    who = accused(book, case, "Hollis Salazar", "committed", **charged)
    book.write()
    matter = Prosecution.objects.get(case=case.id)
    charges = Charge.objects.filter(accused=who.id).order_by("offence")
    assert [(one.offence, one.laid_on, one.committed_on, one.committed_precision) for one in charges] == [
        (offence, dt.date(2014, 7, 1), dt.date(2014, 1, 1), "year") for offence in ("TT-16", "TT-18")
    ]
    steps = StageEvent.objects.filter(accused=who.id).order_by("recorded_at")
    assert [(step.stage, step.happened.iso()) for step in steps] == [("charge", "2014-07"), ("committed", "2014")]
    assert (matter.stage, matter.is_over) == ("committed", False)
    assert Case.objects.get(pk=case.id).stage == "before_court"
    assert AccusedName.objects.get(accused=who.id).name == "Hollis Salazar"
    found = find_people(people.supervisor, Asked(name="Hollis Salazar"))
    assert [place.pk for one in found for place, _case in one.places] == [suspect_of(who.id)]


def test_a_verdict_is_on_every_charge_and_ends_the_matter(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    case = book.case("TIP 02/2016", "2016-02-17")
    charged: dict[str, Any] = {"offences": ("TT-16", "TT-17"), "laid_on": day("2016-07-06")}
    who = accused(book, case, "Dayana Salazar", "dismissed", "2018-05", **charged)
    book.write()
    assert [(one.verdict, one.happened.iso()) for one in Outcome.objects.filter(accused=who.id)] == [
        ("dismissed", "2018-05")
    ] * 2
    matter = Prosecution.objects.get(case=case.id)
    assert (matter.stage, matter.is_over) == ("dismissed", True)


def test_an_outcome_of_a_year_comes_after_the_charge_of_that_year(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    case = book.case("TIP 08/2013", "2013-10")
    who = accused(book, case, "Yohan Mohammed", "committed", "2014", offences=("TT-16",), laid_on=day("2014-03-18"))
    book.write()
    assert StageEvent.objects.get(accused=who.id, stage="committed").happened.iso() == "2014"
    assert Prosecution.objects.get(case=case.id).stage == "committed"


def test_two_of_one_name_are_two_until_somebody_says_otherwise(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    cases = [book.case(number, "2014-03-31") for number in ("A", "B")]
    both = [accused(book, case, "Hollis Budhram", offences=("TT-16",), laid_on=day("2015-02")) for case in cases]
    book.write()
    with for_figures():
        assert len(set(humans_of([one.id for one in both]).values())) == 2
    enter(people.supervisor)
    ends = [Involvement.objects.get(pk=suspect_of(one.id)) for one in both]
    link(ends[0], ends[1], people.supervisor)
    assert Accused.objects.filter(pk__in=[one.id for one in both]).count() == 2


def test_the_key_of_an_accused_is_tied_by_who_may_change_the_matter_alone(people: People) -> None:
    enter(people.supervisor)
    book = Book(people.supervisor)
    victims = [book.victim(book.case("A", "2014-01-02"), "Luz Reyes")]
    who = accused(book, book.things[1], "Hollis Budhram", offences=("TT-16",), laid_on=day("2015-02"))
    book.write()
    tie([(who.id, victims[0].id)])  # tied already, and a victim is no suspect
    with for_figures():
        assert humans_of([who.id])[who.id] == person_of(suspect_of(who.id))
