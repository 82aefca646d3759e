"""Emergency access: an hour, read only, told at once, reviewed by somebody else; and it tells nobody what there is."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carisecure.access.delegation import private_group
from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.accounts.fresh import require_fresh
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from carisecure.audit.readings import readings_of
from cases.course.operations import assign_lead, take_case
from cases.insiders.models import EmergencyAccess
from cases.insiders.operations import emergency as operations
from cases.insiders.operations.compartments import exclude_person, let_in, seal_case
from cases.insiders.operations.leaving import delegate
from cases.insiders.operations.sharing import restrict_case
from cases.insiders.views import emergency as emergency_views
from cases.material.operations import add_note
from cases.people.models import PersonIdentity
from cases.people.names_shown import works_on
from cases.people.operations import PersonEntry
from cases.record.models import Case, CaseGrant, Involvement, InvolvementGrant
from prosecutions.record.models import Prosecution, ProsecutionGrant
from tests.access.sweep import NOBODY
from tests.cases.ledger import lines
from tests.cases.trust import sealed_case, second_supervisor
from tests.factories import make_case, make_person
from tests.people import People, enter, make_people
from tests.prosecutions.matters import submitted
from tests.roles import acting_as, as_system, wall_down

# Whoever only sees is told by the lock that there is nothing to change; the pages ask before and say 403.
REFUSED = (NotPermitted, NotVisible)
REASON = "She says that he is at the door of the shelter now."


def ask(reference: str, by: User) -> None:
    enter(by)
    operations.open_in_emergency(reference=reference, reason=REASON, by=by)
    vars(by).pop("_active_groups", None)  # the next request
    enter(by)


@pytest.fixture
def case(people: People) -> Case:
    """The supervisor's own, which the others of the unit do not see."""
    case = make_case(people.investigator, people=(PersonEntry(name="Ana Demo"),))
    return restrict_case(case=case, people=[], by=people.investigator)


def test_it_opens_for_an_hour_read_only(people: People, case: Case) -> None:
    ask(case.reference.lower(), people.colleague)
    assert Case.objects.get() == case
    assert PersonIdentity.objects.get().value == "Ana Demo"
    access = EmergencyAccess.objects.get()
    assert access.reason == REASON
    assert access.told == [people.supervisor.pk, people.investigator.pk]
    assert timedelta(minutes=59) < access.ends_at - timezone.now() <= timedelta(minutes=60)
    with pytest.raises(REFUSED):
        add_note(case=case, text="x", by=people.colleague)
    with pytest.raises(REFUSED):
        let_in(case=case, person=people.colleague, by=people.colleague)


def test_none_is_alive_after_61_minutes(people: People, case: Case) -> None:
    ask(case.reference, people.colleague)
    with as_system():
        for granted in (CaseGrant, InvolvementGrant):
            for row in granted.objects.filter(purpose="emergency"):
                granted.objects.filter(pk=row.pk).update(expires_at=row.expires_at - timedelta(minutes=61))
    enter(people.colleague)
    for walled in (Case, Involvement, PersonIdentity, EmergencyAccess):
        assert not walled.objects.exists(), "the wall"
    with wall_down():
        assert not Case.objects.visible_to(people.colleague, "cases.view_case").exists(), "the path"
        assert not Involvement.objects.visible_to(people.colleague, "cases.view_person").exists(), "the path"


@pytest.mark.parametrize("key", ["frontline", "caseworker", "prosecutor", "analyst", "auditor", "administrator"])
def test_other_roles_may_not_ask(people: People, case: Case, key: str) -> None:
    enter(getattr(people, key))
    with pytest.raises(NotPermitted):
        operations.open_in_emergency(reference=case.reference, reason=REASON, by=getattr(people, key))


def test_a_reason_is_thirty_characters_of_ones_own(people: People, case: Case) -> None:
    enter(people.colleague)
    with pytest.raises(ValidationError):
        operations.open_in_emergency(reference=case.reference, reason="urgent" + " " * 40, by=people.colleague)


def clock_of_the_database() -> datetime:
    """The clock that the function itself waits by: ours may run apart from it."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def test_an_excluded_person_a_foreign_case_and_none_are_alike(people: People) -> None:
    closed, sealed = sealed_case(people), sealed_case(people)
    exclude_person(case=closed, who=people.colleague, by=people.investigator)
    foreign = make_case(people.outsider)
    counts, times = [], []
    for reference in (closed.reference, sealed.reference, foreign.reference, "TT-NONE-AT-ALL"):
        enter(people.colleague)
        began = clock_of_the_database()
        with CaptureQueriesContext(connection) as queries:
            operations.open_in_emergency(reference=reference, reason=REASON, by=people.colleague)
        counts.append(len(queries))
        times.append(clock_of_the_database() - began)
        assert not Case.objects.exists()
    with as_system():
        assert not EmergencyAccess.objects.exists()
    assert len(set(counts)) == 1
    assert min(times) >= timedelta(milliseconds=249), "a quarter of a second, but for rounding"
    assert len(lines(action="emergency.asked")) == 4


def test_a_case_that_opens_costs_the_same_queries(people: People, case: Case) -> None:
    counts = []
    for reference in ("TT-NONE-AT-ALL", case.reference):
        enter(people.colleague)
        with CaptureQueriesContext(connection) as queries:
            operations.open_in_emergency(reference=reference, reason=REASON, by=people.colleague)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_sealed_case_opens_for_nobody_and_those_inside_see_who_asked(people: People, client: Client) -> None:
    """Nobody is excluded yet, and a suspect may know the reference from before it was sealed."""
    case = sealed_case(people)
    for asking in (people.supervisor, people.colleague):
        ask(case.reference, asking)
        assert not Case.objects.exists()
    with as_system():
        assert not EmergencyAccess.objects.exists()
        assert not CaseGrant.objects.filter(purpose="emergency").exists()
    assert {line.object_id for line in lines(action="emergency.asked")} == {str(case.pk)}
    enter(people.investigator)
    told = [reader.words for reader in readings_of(people.investigator, case)]
    assert any(
        line.startswith("Colin Colleague, Counter Trafficking Unit, requested emergency access once") for line in told
    )


def test_somebody_else_closes_the_review(people: People, case: Case) -> None:
    zoe = second_supervisor(people)
    ask(case.reference, zoe)
    with as_system():
        access = EmergencyAccess.objects.get()
    with pytest.raises(REFUSED):
        operations.review_emergency(access=access, finding="justified", review="", by=zoe)
    enter(people.supervisor)
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyAccess.objects.update(reviewed_by=zoe, reviewed_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyAccess.objects.update(ends_at=timezone.now() + timedelta(days=1))
    done = operations.review_emergency(
        access=access, finding="justified", review="She was there.", by=people.supervisor
    )
    assert done.reviewed_by == people.supervisor
    with pytest.raises(TransitionRefused):
        operations.review_emergency(access=access, finding="justified", review="", by=people.supervisor)


def test_it_is_ended_by_its_own_person(people: People, case: Case) -> None:
    ask(case.reference, people.colleague)
    access = EmergencyAccess.objects.get()
    enter(people.supervisor)
    operations.end_emergency(access=access.pk, by=people.supervisor)
    enter(people.colleague)
    assert Case.objects.exists()
    operations.end_emergency(access=access.pk, by=people.colleague)
    assert not Case.objects.exists()


def test_what_was_added_meanwhile_ends_with_it(people: People) -> None:
    """A person who joined the case and the file that went to the DPP within the hour: both were opened along."""
    case = take_case(case=make_case(people.investigator), by=people.investigator)
    case = restrict_case(case=case, people=[], by=people.investigator)
    ask(case.reference, people.colleague)
    access = EmergencyAccess.objects.get()
    make_person(case, people.investigator, name="Later Demo")
    submitted(people, case)
    enter(people.colleague)
    assert PersonIdentity.objects.get().value == "Later Demo"
    assert Prosecution.objects.exists()
    operations.end_emergency(access=access.pk, by=people.colleague)
    for walled in (Case, Involvement, PersonIdentity, Prosecution):
        assert not walled.objects.exists(), walled
    with as_system():
        for granted in (CaseGrant, InvolvementGrant, ProsecutionGrant):
            assert not granted.objects.filter(group_id=people.colleague.personal_group_id).exists()
            assert granted.objects.exists(), "those of the people inside stay"
    enter(people.investigator)
    assert Prosecution.objects.exists()


def test_who_is_let_in_within_the_hour_keeps_the_case(people: People, case: Case) -> None:
    ask(case.reference, people.colleague)
    access = EmergencyAccess.objects.get()
    enter(people.supervisor)
    assign_lead(case=case, lead=people.colleague, by=people.supervisor)
    enter(people.colleague)
    operations.end_emergency(access=access.pk, by=people.colleague)
    add_note(case=case, text="It is mine now.", by=people.colleague)
    with as_system():
        held = CaseGrant.objects.filter(group_id=people.colleague.personal_group_id)
        assert {(row.purpose, row.expires_at) for row in held} == {("named person", None)}


def test_who_is_named_within_the_hour_keeps_the_case_after_it(people: People, case: Case) -> None:
    ask(case.reference, people.colleague)
    enter(people.investigator)
    restrict_case(case=case, people=[people.colleague], by=people.investigator)
    with as_system():
        for granted in (CaseGrant, InvolvementGrant):
            mine = granted.objects.filter(group_id=people.colleague.personal_group_id)
            assert set(mine.values_list("purpose", "expires_at")) == {("named person", None)}


def test_the_pages(people: People, case: Case, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(people.colleague)
    body = {"reference": case.reference, "reason": REASON, "submission_key": "00000000-0000-4000-8000-000000000001"}
    address = reverse("cases:emergency")
    client.post(address, body)
    with as_system():
        assert not EmergencyAccess.objects.exists(), "no fresh factor"
    monkeypatch.setattr(emergency_views, "require_fresh", lambda request: None)
    short = client.post(address, body | {"reason": "urgent"})
    assert (short.status_code, "urgent" in short.text) == (422, True)
    told = client.post(address, body, follow=True).text
    assert "If there is such a case" in told
    with as_system():
        access = EmergencyAccess.objects.get()
    for page in (reverse("cases:my_work"), reverse("cases:case", args=[case.pk])):
        text = client.get(page).text
        assert "emergency-banner" in text
        assert case.reference in text
    assert client.get(reverse("cases:emergency_review", args=[access.pk])).status_code == 403
    client.force_login(people.supervisor)
    review = reverse("cases:emergency_review", args=[access.pk])
    assert review in client.get(reverse("cases:unit")).text
    assert REASON in client.get(review).text
    key = "00000000-0000-4000-8000-000000000002"
    sent = {"finding": "to_be_asked", "review": "Why not call?", "submission_key": key}
    with monkeypatch.context() as stale:
        stale.setattr(emergency_views, "require_fresh", require_fresh)
        client.post(review, sent)
    with as_system():
        assert EmergencyAccess.objects.get().reviewed_at is None, "no fresh factor"
    assert client.post(review, sent).status_code == 302
    assert "Why not call?" in client.get(review).text
    client.force_login(people.colleague)
    client.post(reverse("cases:emergency_end", args=[access.pk]))
    assert "emergency-banner" not in client.get(reverse("cases:my_work")).text


def test_what_is_hidden_is_like_what_is_not_there_in_an_emergency_too(
    people: People, case: Case, client: Client
) -> None:
    hidden = restrict_case(case=make_case(people.investigator), people=[], by=people.investigator)
    ask(case.reference, people.colleague)
    client.force_login(people.colleague)
    pages = [client.get(reverse("cases:case", args=[pk])) for pk in (hidden.pk, NOBODY)]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content, "a form of the banner, and its token"
    assert "emergency-banner" in pages[0].text


@pytest.mark.django_db(transaction=True)
def test_of_five_presses_at_once_one_opens() -> None:
    """Five threads, each with a connection of its own, as web processes have."""
    with transaction.atomic():
        people = make_people()
        case = restrict_case(case=make_case(people.investigator), people=[], by=people.investigator)
    together = threading.Barrier(5)

    def press() -> None:
        try:
            together.wait()
            with transaction.atomic():
                enter(people.colleague)
                operations.open_in_emergency(reference=case.reference, reason=REASON, by=people.colleague)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _one in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(action="emergency.asked")) == 5
    with as_system():
        assert EmergencyAccess.objects.count() == 1
        assert CaseGrant.objects.filter(purpose="emergency").count() == 2


@pytest.mark.parametrize(
    ("role", "opened", "minutes"),
    [
        (None, "now()", 60),
        ("carisecure_owner", "now()", 60),
        ("carisecure_system", "now() - interval '9 days'", 60),
        ("carisecure_system", "now() + interval '1 minute'", 60),
        ("carisecure_system", "now()", 61),
        ("carisecure_system", "now()", 0),
    ],
)
def test_a_row_begins_now_is_over_within_the_hour_and_comes_from_the_function(
    people: People, case: Case, role: str | None, opened: str, minutes: int
) -> None:
    enter(people.investigator)
    with pytest.raises(DatabaseError, match="opened by who asks, now, for an hour"), acting_as(role):
        insert(case, people.investigator, opened, minutes)


def test_the_application_adds_no_row(people: People, case: Case) -> None:
    enter(people.investigator)
    with pytest.raises(DatabaseError, match="permission denied"):
        insert(case, people.investigator, "now() - interval '9 days'", 10 * 24 * 60)


def insert(case: Case, user: User, opened: str, minutes: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_emergencyaccess (id, excluded_groups, version, created_at, case_id, user_id, reason,"
            f" opened_at, ends_at, told, finding, review) values (gen_random_uuid(), '{{}}', 1, now(), %s, %s, '',"
            f" {opened}, {opened} + %s * interval '1 minute', '{{}}', '', '')",
            [case.pk, user.pk, minutes],
        )


def test_names_are_not_ones_own_in_an_emergency(people: People, case: Case) -> None:
    """It opens a case of named people; it does not make its visitor one of them."""
    assert works_on(people.investigator, case)
    ask(case.reference, people.colleague)
    assert not works_on(people.colleague, Case.objects.get())


def test_an_absence_lends_no_emergency(people: People, case: Case, client: Client) -> None:
    """Whoever stands in has given no reason and shown no factor, and nobody reviews what they read."""
    with as_system():
        deputy = make_user(
            username="dora", full_name="Dora Deputy", role=Role.INVESTIGATOR, agency=people.colleague.agency
        )
    now = timezone.now()
    enter(people.colleague)
    delegate(
        from_user=people.colleague, to_user=deputy, begins_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(days=5), reason="leave", by=people.colleague,
    )  # fmt: skip
    ask(case.reference, people.colleague)
    page = reverse("cases:case", args=[case.pk])
    client.force_login(people.colleague)
    assert client.get(page).status_code == 200
    client.force_login(deputy)
    assert client.get(page).status_code == 404
    assert "emergency-banner" not in client.get(reverse("cases:my_work")).text
    enter(deputy)
    assert not Case.objects.exists()
    assert not PersonIdentity.objects.exists()


def test_sealing_ends_what_is_open_and_its_banner(people: People, case: Case, client: Client) -> None:
    ask(case.reference, people.colleague)
    enter(people.investigator)
    seal_case(case=case, by=people.investigator)
    client.force_login(people.colleague)
    assert client.get(reverse("cases:case", args=[case.pk])).status_code == 404
    assert "emergency-banner" not in client.get(reverse("cases:my_work")).text


def test_who_is_named_in_the_sealed_case_keeps_more_than_the_hour(people: People, case: Case) -> None:
    ask(case.reference, people.colleague)
    enter(people.investigator)
    seal_case(case=case, people=[people.colleague], by=people.investigator)
    with as_system():
        for held in (CaseGrant, InvolvementGrant):
            rows = held.objects.filter(group_id=private_group(people.colleague))
            assert set(rows.values_list("purpose", "expires_at")) == {("named person", None)}
