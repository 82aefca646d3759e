"""The weekly list of unusual reading: what is on it, who reviews it, what nobody learns by it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

import pytest
from django.db import connection

from carisecure.access.delegation import private_group
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_agency, make_user
from carisecure.accounts.roles import AgencyKind, Role
from carisecure.audit import tasks, unusual, weekly
from carisecure.audit.models import Reason, UnusualReading
from carisecure.audit.record import record
from carisecure.jobs.running import Running
from carisecure.jobs.schedule import ask_due
from cases.course.operations import take_case
from cases.finding.queries import Asked, find_people
from cases.insiders.operations.compartments import exclude_person
from cases.insiders.operations.emergency import open_in_emergency
from cases.insiders.operations.sharing import restrict_case
from cases.people.names_shown import show_names
from cases.people.operations import PersonEntry
from cases.record.models import Case
from tests.cases.trust import sealed_case
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2024, 11, 11)  # long over, so that no line of the test's own falls into it
DAY = dt.datetime(2024, 11, 13, 14, 30, tzinfo=dt.UTC)  # Wednesday 10:30 in Port of Spain
NIGHT = dt.datetime(2024, 11, 14, 6, 10, tzinfo=dt.UTC)  # Thursday 02:10


@pytest.fixture
def case(people: People) -> Case:
    return take_case(case=make_case(people.investigator), by=people.investigator)


def moved(at: dt.datetime) -> None:
    """Say of every line that has no other time yet that it was written then; the house's own triggers stand aside."""
    with as_system(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update audit_entry set at = %s where at > now() - interval '1 hour'", [at])
        cursor.execute("set local session_replication_role = origin")


def read(user: User, case: Case, at: dt.datetime = DAY, times: int = 1) -> None:
    enter(user)
    for _ in range(times):
        record("read", table="cases_case", object_id=case.pk)
    moved(at)


def listed(monday: dt.date = MONDAY) -> list[UnusualReading]:
    enter_house()
    weekly.list_week(monday)
    return rows()


def rows() -> list[UnusualReading]:
    with as_system():
        return list(
            UnusualReading.objects.select_related("reader", "reviewer").order_by("first_at", "reader__username")
        )


def enter_house() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.enter(null, 'maintenance', %s)", [uuid.uuid4().hex])


def reasons(user: User, found: Iterable[UnusualReading] | None = None) -> list[list[str]]:
    return [row.reasons for row in (listed() if found is None else found) if row.reader_id == user.pk]


def second_unit(name: str = "sam") -> User:
    with as_system():
        unit = make_agency(code=f"unit-{name}", name="Tobago Unit", kind=AgencyKind.UNIT, country="TT")
        return make_user(username=name, full_name="Sam Secondunit", role=Role.SUPERVISOR, agency=unit)


def test_somebody_without_a_task_is_listed_and_who_has_one_is_not(people: People, case: Case) -> None:
    for user in (people.investigator, people.colleague, people.supervisor):
        read(user, case, times=2)
    (row,) = listed()
    assert (row.reader, row.reasons, row.times) == (people.colleague, [Reason.NO_TASK], 2)
    assert (row.case_id, row.unit_id, row.is_sealed) == (case.pk, people.investigator.agency_id, False)


def test_an_emergency_access_is_no_task(people: People, case: Case) -> None:
    enter(people.investigator)
    restrict_case(case=case, people=[], by=people.investigator)
    enter(people.colleague)
    open_in_emergency(reference=case.reference, reason="She says that he is at the door now.", by=people.colleague)
    read(people.colleague, case)
    assert reasons(people.colleague) == [[Reason.NO_TASK]]


def test_who_restricts_a_case_has_no_task_by_it_and_who_is_named_has_one(people: People) -> None:
    with as_system():
        other = make_user(
            username="nora", full_name="Nora Named", role=Role.INVESTIGATOR, agency=people.colleague.agency
        )
    case = make_case(people.investigator)
    enter(people.colleague)
    restrict_case(case=case, people=[other], by=people.colleague)
    for user in (people.colleague, other):
        read(user, case)
    found = listed()
    assert reasons(people.colleague, found) == [[Reason.NO_TASK]]
    assert reasons(other, found) == []


def test_the_week_is_monday_to_monday_in_the_country_s_zone(people: People, case: Case) -> None:
    begins, ends = weekly.bounds(MONDAY)
    assert [f"{at:%Y-%m-%d %H:%M %Z}" for at in (begins, ends)] == ["2024-11-11 00:00 AST", "2024-11-18 00:00 AST"]
    read(people.colleague, case, begins - dt.timedelta(seconds=1))
    read(people.colleague, case, ends)
    assert listed() == []
    read(people.colleague, case, begins)
    assert len(listed()) == 1


def test_at_night_whoever_reads_unless_on_the_roster(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(people.investigator, case, NIGHT)
    assert reasons(people.investigator) == [[Reason.NIGHT]]
    week = dt.timedelta(days=7)
    read(people.investigator, make_case(people.investigator), NIGHT + week)
    with monkeypatch.context() as on_duty:
        on_duty.setattr(unusual, "_rosters", {"test": lambda person, at: person == people.investigator})
        assert [row.week for row in listed(MONDAY + week)] == [MONDAY]
    assert [row.week for row in listed(MONDAY + week)] == [MONDAY, MONDAY + week], "but for the roster it is listed"


@pytest.mark.parametrize(("clock", "is_night"), [((21, 59), False), ((22, 0), True), ((5, 59), True), ((6, 0), False)])
def test_the_night_is_from_ten_to_six(clock: tuple[int, int], is_night: bool) -> None:
    at = dt.datetime(2026, 11, 11, *clock, tzinfo=dt.timezone(dt.timedelta(hours=-4)))
    assert unusual.is_at_night(at) is is_night


def with_name(people: People, name: str) -> Case:
    case = make_case(people.colleague, people=(PersonEntry(name=name),))
    return take_case(case=case, by=people.colleague)


def show(user: User, case: Case) -> None:
    enter(user)
    people = [involvement.person_id for involvement in case.involvements.all()]
    show_names(on=case, people=people, by=user, is_own=True)
    moved(DAY)


@pytest.mark.parametrize("name", ["Rosa Colleague", "Rosa Kolleague", "Maria Colleague Peña"])
def test_names_that_sound_like_the_reader_s_family_name(people: People, name: str) -> None:
    show(people.colleague, with_name(people, name))
    assert reasons(people.colleague) == [[Reason.OWN_FAMILY]]


@pytest.mark.parametrize("name", ["Rosa Peña", "Colin Peña"])
def test_another_name_and_the_reader_s_given_name_are_not(people: People, name: str) -> None:
    show(people.colleague, with_name(people, name))
    assert listed() == []


def test_searching_for_one_s_own_family_name(people: People) -> None:
    enter(people.colleague)
    find_people(people.colleague, Asked(name="Ana Colleague"))
    moved(DAY)
    (row,) = listed()
    assert (row.reasons, row.case_id) == ([Reason.OWN_FAMILY], None)


def test_no_name_is_kept_by_the_list_or_in_the_log(people: People) -> None:
    show(people.colleague, with_name(people, "Rosa Colleague"))
    enter(people.colleague)
    find_people(people.colleague, Asked(name="Ana Colleague"))
    moved(DAY)
    listed()
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select string_agg(e::text, ' ') from audit_entry e where table_name <> 'accounts_user'")
        log = cursor.fetchone()[0]
    assert "olleague" not in log
    assert Reason.OWN_FAMILY not in log  # that a name was like another is for the two alone


def test_twice_adds_nothing_and_a_second_beat_neither(people: People, case: Case) -> None:
    read(people.colleague, case)
    enter_house()
    period = MONDAY.isoformat()
    for _ in range(2):
        assert tasks.weekly_review(Running(uuid.uuid4(), by=None), period=period)["listed"] == 1
    tuesday = dt.datetime(2026, 11, 17, 9, 0, tzinfo=dt.UTC)
    asked = set(ask_due(tuesday)) & set(ask_due(tuesday + dt.timedelta(minutes=1)))
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select count(*) from jobs_job where kind = 'audit.weekly_review'")
        assert cursor.fetchone() == (1,)
    assert asked


@pytest.mark.parametrize(
    ("now", "period"),
    [((16, 4, 59), "2026-11-02"), ((16, 5, 0), "2026-11-09"), ((22, 23, 0), "2026-11-09"), ((23, 5, 0), "2026-11-16")],
)
def test_due_on_mondays_at_five(now: tuple[int, int, int], period: str) -> None:
    assert [due.period for due in tasks.weeks_over(dt.datetime(2026, 11, *now, tzinfo=dt.UTC))] == [period]


def test_a_supervisor_of_another_unit_reviews_and_without_one_the_oversight_office(people: People, case: Case) -> None:
    read(people.colleague, case)
    assert [row.reviewer for row in listed()] == [people.auditor]
    other = second_unit()
    read(people.colleague, case, DAY + dt.timedelta(days=7))
    assert [row.reviewer for row in listed(MONDAY + dt.timedelta(days=7))][-1] == other


def test_a_partner_s_reading_goes_to_the_oversight_office(people: People) -> None:
    second_unit()
    enter(people.caseworker)
    record("search", table="cases_person", detail={"heard": [digest("othercare")]})
    enter(people.other_caseworker)
    record("search", table="cases_person", detail={"heard": [digest("othercare")]})
    moved(DAY)
    (row,) = listed()
    assert (row.reader, row.reviewer) == (people.other_caseworker, people.auditor)


def digest(word: str) -> str:
    from carisecure.access.vault import blind, sounds

    return blind.digest(sounds.heard(word))


def test_an_auditor_does_not_review_another_of_the_same_office(people: People) -> None:
    with as_system():
        make_user(username="abe", full_name="Abe Auditor", role=Role.AUDITOR, agency=people.auditor.agency)
    enter(people.auditor)
    record("search", table="cases_person", detail={"heard": [digest("auditor")]})
    moved(DAY)
    assert [row.reviewer for row in listed()] == [None]


def test_a_sealed_case_goes_past_every_supervisor_to_the_overseer_and_never_to_somebody_excluded(
    people: People,
) -> None:
    second_unit()
    case = sealed_case(people)
    read(people.investigator, case, NIGHT)
    (row,) = listed()
    assert (row.reviewer, row.is_sealed) == (people.auditor, True)
    enter(people.investigator)
    exclude_person(case=case, who=people.auditor, by=people.investigator)
    assert rows()[0].excluded_groups == [private_group(people.auditor)]  # by itself, at once
    enter(people.auditor)
    assert not UnusualReading.objects.exists()
    enter_house()
    assert weekly.pass_on() == 1
    assert [row.reviewer for row in rows()] == [None]
    read(people.investigator, case, NIGHT + dt.timedelta(days=7))
    assert {row.reviewer for row in listed(MONDAY + dt.timedelta(days=7))} == {None}


def test_an_excluded_supervisor_of_another_unit_gets_nothing_of_an_open_case(people: People, case: Case) -> None:
    other = second_unit()
    enter(people.investigator)
    exclude_person(case=case, who=other, by=people.investigator)
    read(people.colleague, case)
    assert [row.reviewer for row in listed()] == [people.auditor]


def test_what_a_reviewer_who_left_had_is_passed_on(people: People, case: Case) -> None:
    other = second_unit()
    read(people.colleague, case)
    assert [row.reviewer for row in listed()] == [other]
    with as_system():
        User.objects.filter(pk=other.pk).update(is_active=False)
    enter_house()
    assert (weekly.pass_on(), weekly.pass_on()) == (1, 0)
    assert [row.reviewer for row in rows()] == [people.auditor]


@pytest.mark.parametrize(
    "query",
    [
        "select * from carisecure.readings_between('2026-01-01', '2027-01-01')",
        "select * from carisecure.cases_read('{}')",
        "select * from carisecure.people_with_task('{}')",
        "select * from carisecure.people_sounding_like('{}', '{}')",
    ],
)
def test_no_request_asks_what_the_house_asks(people: People, query: str) -> None:
    from django.db import DatabaseError, transaction

    enter(people.auditor)
    with pytest.raises(DatabaseError, match="only the house"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query)
