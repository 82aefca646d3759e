"""Public holidays and working days of Trinidad and Tobago, against days that are known."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays

from carisecure.countries import holidays
from carisecure.countries.packs import load_pack
from carisecure.words import Trust

CALENDAR = load_pack("TT").holidays


@pytest.mark.parametrize(
    ("day", "english", "instead"),
    [
        (date(2024, 3, 29), "Good Friday", False),
        (date(2024, 5, 30), "Corpus Christi", False),  # and Indian Arrival Day
        (date(2024, 5, 31), "Corpus Christi", True),  # two on one day: the next is free
        (date(2025, 3, 31), "Eid-ul-Fitr", False),
        (date(2025, 4, 1), "Spiritual Baptist (Shouter) Liberation Day", True),  # a Sunday, and the Monday was Eid
        (date(2025, 6, 20), "Labour Day", True),
        (date(2022, 12, 27), "Christmas Day", True),  # Christmas on a Sunday, Boxing Day on the Monday
        (date(2026, 11, 9), "Divali", True),
        (date(2027, 8, 2), "African Emancipation Day", True),
    ],
)
def test_known_holidays(day: date, english: str, instead: bool) -> None:
    holiday = CALENDAR.on(day)
    assert holiday is not None
    assert (holiday.instead, CALENDAR.is_working_day(day)) == (instead, False)
    assert english in {other.name.en for other in CALENDAR.in_year(day.year) if other.on == day}


def test_the_number_of_holidays_of_a_year() -> None:
    assert [len({h.on for h in CALENDAR.in_year(year)}) for year in range(2024, 2028)] == [14, 16, 15, 17]


# As they stood in the pack, entered by hand from announcements and tables, before the package gave them; * instead.
BY_HAND = {
    2022: "01-01 03-30 04-15 04-18 05-02 05-30 06-16 06-19 06-20* 08-01 08-31 09-24 10-24 12-25 12-26 12-27*",
    2023: "01-01 01-02* 03-30 04-07 04-10 04-22 05-30 06-08 06-19 08-01 08-31 09-24 09-25* 11-12 11-13* 12-25 12-26",
    2024: "01-01 03-29 03-30 04-01 04-10 05-30 05-30 05-31* 06-19 08-01 08-31 09-24 10-31 12-25 12-26",
    2025: "01-01 03-30 03-31 04-01* 04-18 04-21 05-30 06-19 06-19 06-20* 08-01 08-31 09-01* 09-24 10-20 12-25 12-26",
    2026: "01-01 03-20 03-30 04-03 04-06 05-30 06-04 06-19 08-01 08-31 09-24 11-08 11-09* 12-25 12-26",
    2027: "01-01 03-09 03-26 03-29 03-30 05-27 05-30 05-31* 06-19 08-01 08-02* 08-31 09-24 10-28 12-25 12-26 12-27*",
}


@pytest.mark.parametrize("year", BY_HAND)
def test_every_day_that_was_entered_by_hand(year: int) -> None:
    assert " ".join(f"{each.on:%m-%d}{'*' * each.instead}" for each in CALENDAR.in_year(year)) == BY_HAND[year]


@pytest.mark.parametrize(
    ("day", "trust"),
    [
        (date(2024, 4, 10), Trust.SECONDARY),  # Eid, announced
        (date(2027, 3, 9), Trust.UNVERIFIED),
        (date(2026, 11, 8), Trust.UNVERIFIED),
        (date(2026, 11, 9), Trust.UNVERIFIED),  # instead of an estimate: no better known than that
        (date(2023, 11, 13), Trust.SECONDARY),
        (date(2026, 8, 31), Trust.GENERAL_KNOWLEDGE),
        (date(2027, 8, 2), Trust.SECONDARY),
    ],
)
def test_how_far_each_day_can_be_trusted(day: date, trust: Trust) -> None:
    holiday = CALENDAR.on(day)
    assert holiday is not None
    assert holiday.trust is trust


def test_what_the_package_calls_an_estimate_is_one_here() -> None:
    days = country_holidays("TT", years=range(2012, 2040), language="en_TT")
    estimated = [day for day, name in days.items() if "estimated" in name]
    assert len(estimated) > 14
    found = {each.on: each for day in estimated for each in CALENDAR.in_year(day.year) if "Eid" in each.name.en}
    assert {found[day].trust for day in estimated} == {Trust.UNVERIFIED}


@pytest.mark.parametrize("year", [2018, 2029, 2040])
def test_the_second_holiday_of_good_friday_gives_the_saturday(year: int) -> None:
    saturday = CALENDAR.on(date(year, 3, 31))
    assert saturday is not None
    assert (saturday.instead, saturday.name.en) == (True, "Spiritual Baptist (Shouter) Liberation Day")
    assert CALENDAR.is_working_day(date(year, 4, 3))  # the Tuesday after Easter


def test_the_divali_that_the_package_has_a_month_late() -> None:
    assert CALENDAR.is_working_day(date(2028, 11, 15))
    divali = CALENDAR.on(date(2028, 10, 17))
    assert divali is not None
    assert (divali.name.en, divali.trust) == ("Divali", Trust.UNVERIFIED)


@pytest.mark.parametrize("correction", CALENDAR.corrections, ids=lambda each: str(each.off))
def test_every_correction_is_still_needed(correction: holidays.Correction) -> None:
    """A package that has been put right makes this fail: then the correction goes."""
    days = country_holidays("TT", years=correction.on.year if correction.on else 0, language="en_TT")
    assert correction.off in days
    assert correction.on not in days


def test_the_pack_has_a_name_for_each_day_of_the_package() -> None:
    names = {rule.name for rule in CALENDAR.holidays}
    assert {each.name for year in range(1963, 2101) for each in CALENDAR.in_year(year)} == names


@pytest.mark.parametrize("code", ["TT", "BB", "LC", "AG", "GD", "VC"])
def test_the_package_knows_the_countries_of_the_region_and_its_words_behind_a_name_are_read(code: str) -> None:
    days = country_holidays(code, years=range(2020, 2035))
    named = [holidays._NAMED.fullmatch(name) for day in days for name in days.get_list(day)]
    assert len(named) > 150
    assert all(said and "(" not in said["called"] for said in named)
    assert any(said["observed"] for said in named if said)


def test_names_do_not_follow_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LANG"):
        monkeypatch.setenv(name, "en_US")
    holidays._in_year.cache_clear()
    assert {"Divali", "Labour Day"} <= {each.name.en for each in CALENDAR.in_year(2026)}


def test_a_day_that_only_the_package_knows_is_a_day_off(monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(dict[date, str]):
        def get_list(self, day: date) -> list[str]:
            return [self[day]]

    known = Later({date(2026, 7, 6): "Caribbean Day", date(2026, 7, 5): "Caribbean Day (observed)"})
    monkeypatch.setattr(holidays, "country_holidays", lambda *_args, **_kwargs: known)
    found = holidays._in_year.__wrapped__(CALENDAR, 2026)
    assert [(str(each.name), each.instead, each.trust) for each in found] == [
        ("Caribbean Day", True, Trust.SECONDARY), ("Caribbean Day", False, Trust.SECONDARY),
    ]  # fmt: skip


def test_no_two_days_instead_of_holidays_stand_on_one_day() -> None:
    for year in range(1996, 2101):
        instead = [each.on for each in CALENDAR.in_year(year) if each.instead]
        assert len(instead) == len(set(instead))
        assert all(each - timedelta(days=1) not in instead for each in instead)


def test_dates_not_yet_announced_are_marked() -> None:
    divali = CALENDAR.on(date(2027, 10, 28))
    assert divali is not None
    assert divali.trust is Trust.UNVERIFIED


def test_a_year_without_announced_dates_still_works_and_says_that_it_is_incomplete() -> None:
    assert all(CALENDAR.complete_for(year) for year in range(2022, 2028))
    assert not CALENDAR.complete_for(2031)
    assert CALENDAR.on(date(2031, 8, 31)) is not None


def test_working_days() -> None:
    friday = date(2026, 8, 28)
    assert CALENDAR.is_working_day(friday)
    assert not CALENDAR.is_working_day(date(2026, 8, 29))
    assert CALENDAR.working_day_from(date(2026, 8, 29)) == date(2026, 9, 1)  # Monday 31 August is Independence Day
    assert CALENDAR.add_working_days(friday, 0) == friday
    assert CALENDAR.add_working_days(friday, 1) == date(2026, 9, 1)
    assert CALENDAR.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(friday, -1)
