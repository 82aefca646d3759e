"""The desk is shared: it locks, it is unlocked by its owner alone, and nothing that was typed is lost."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from carisecure.accounts.models import Desk, KeptRequest
from carisecure.accounts.sign_in_models import Ended
from carisecure.interface.models import Draft
from tests.access.sweep import NOBODY
from tests.access.table import all_rows
from tests.cases.ledger import lines
from tests.people import People
from tests.roles import as_system
from tests.signing_in import PASSWORD, code, give_app, give_password, sign_in, used_code, wrong_code

FETCH: Any = {"headers": {"Sec-Fetch-Mode": "cors"}}


def at(minutes: float) -> Any:
    return freeze_time(timezone.now() + timedelta(minutes=minutes), tick=True)


@pytest.fixture
def two(people: People) -> People:
    """Two officers with passwords and apps."""
    for user in (people.investigator, people.colleague):
        give_password(user)
        give_app(user)
    return people


@pytest.fixture
def at_work(two: People, client: Client) -> Client:
    sign_in(client, two.investigator)
    client.get("/security/recovery-codes/")
    return client


def unlock(client: Client, desk: Desk) -> Any:
    return client.post(reverse("unlock", args=[desk.pk]), {"code": code(1)})


def test_fifteen_minutes_without_a_request_lock(at_work: Client, two: People) -> None:
    with at(14):
        assert at_work.get("/cases/").status_code == 200
    with at(14 + 16):
        assert at_work.get("/cases/")["Location"] == "/locked/"
        assert Desk.objects.get().locked_at is not None
        assert "_auth_user_id" in at_work.session, "the session itself stays"
    assert lines(action="desk.locked")[-1].actor == two.investigator.pk


def test_the_edge_of_fifteen_minutes(at_work: Client) -> None:
    with at(14 + 55 / 60):
        assert at_work.get("/cases/").status_code == 200
    with at(14 + 55 / 60 + 15 + 5 / 60):
        assert at_work.get("/cases/")["Location"] == "/locked/"


def test_the_edge_of_sixty_minutes(at_work: Client, two: People) -> None:
    at_work.post("/lock/")
    desk = Desk.objects.get()
    with at(59 + 50 / 60):
        assert unlock(at_work, desk).status_code == 302
        assert at_work.get("/cases/").status_code == 200


def test_a_desk_that_nobody_came_back_to_is_over(at_work: Client) -> None:
    """No request locked it; it counts as locked from the end of its fifteen minutes, and sixty later it has ended."""
    with at(15 + 61):
        assert at_work.get("/cases/")["Location"].startswith("/sign-in/")
        assert "locked for an hour" in at_work.get("/sign-in/").text
    assert Desk.objects.get().ended_why == Ended.LOCKED_LONG


def test_what_the_page_asks_by_itself_is_no_sign_of_life(at_work: Client) -> None:
    with at(14):
        assert at_work.get("/cases/", headers={"X-Passive": "1"}).status_code == 200
        assert at_work.get("/line/").status_code == 200
        assert at_work.get("/desk/", headers={"X-Passive": "1"}).json()["locks_in"] <= 60
    with at(15.1):
        assert at_work.get("/cases/")["Location"] == "/locked/"


def test_every_address_is_blank_while_locked(at_work: Client) -> None:
    at_work.post("/lock/")
    closed = [row for row in all_rows() if not row.public]
    blank = 0
    for row in closed:
        kwargs = {**row.extra, **({row.arg: NOBODY} if row.target else {})}
        for method in ("GET", "POST"):
            answer = at_work.generic(method, reverse(row.name, kwargs=kwargs))
            assert (answer.status_code, answer.get("Location"), answer.content) == (302, "/locked/", b""), row.name
            blank += 1
    assert (blank, blank > 260) == (2 * len(closed), True)
    assert at_work.get("/no/such/page/")["Location"] == "/locked/", "what does not exist answers alike"


def test_fragments_and_drafts_are_refused_in_their_own_way(at_work: Client) -> None:
    at_work.post("/lock/")
    part = at_work.get("/cases/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"], part.content) == (401, "/locked/", b"")
    draft = at_work.post(reverse("interface:draft", args=["probe"]), {"text": "typed"}, **FETCH)
    assert (draft.status_code, draft.json()) == (401, {"go": "/locked/", "error": "locked"})
    assert not Draft.objects.exists()


def test_the_lock_screen_shows_nothing_of_the_page(at_work: Client, two: People) -> None:
    at_work.get("/cases/?stage=reported")
    at_work.post("/lock/", headers={"Referer": "http://testserver/cases/?stage=reported"})
    page = at_work.get("/locked/").text
    assert two.investigator.full_name in page
    for word in ("/cases/", "reported", "My work", "Lock now"):
        assert word not in page


def test_a_code_unlocks_and_leads_back(at_work: Client, two: People) -> None:
    before = at_work.cookies[settings.SESSION_COOKIE_NAME].value
    at_work.post("/lock/", headers={"Referer": "http://testserver/cases/?stage=reported"})
    desk = Desk.objects.get()
    assert at_work.post(reverse("unlock", args=[desk.pk]), {"code": wrong_code()}).status_code == 422
    assert at_work.get("/cases/")["Location"] == "/locked/"
    at_work.get("/cases/?stage=reported")
    assert unlock(at_work, desk)["Location"] == "/cases/?stage=reported"
    assert at_work.get("/cases/").status_code == 200
    assert at_work.cookies[settings.SESSION_COOKIE_NAME].value != before, "a new key, as after every sign-in"
    assert lines(action="desk.unlocked")[-1].actor == two.investigator.pk


@pytest.mark.parametrize("away", ["http://testserver//evil.example/x", "http://testserver/\\evil.example", "//evil/"])
def test_unlocking_never_leads_to_another_house(at_work: Client, away: str) -> None:
    at_work.post("/lock/", headers={"Referer": away})
    assert unlock(at_work, Desk.objects.get())["Location"] == "/"


def test_no_kept_address_leads_to_another_house(at_work: Client) -> None:
    """Neither a page nor a form that was asked for while the session was locked."""
    at_work.post("/lock/")
    desk = Desk.objects.get()
    Desk.objects.update(return_to="//evil.example/x")
    assert unlock(at_work, desk)["Location"] == "/"
    at_work.post("/lock/")
    at_work.post("/x", {"text": "typed"}, PATH_INFO="//evil.example/x")
    with at(2):
        assert unlock(at_work, desk)["Location"] == "/confirm/kept/"
        page = at_work.get("/confirm/kept/").text
    assert "typed" in page
    assert "evil.example" not in page


def test_a_form_without_the_token_is_not_kept(at_work: Client) -> None:
    at_work.post("/lock/")
    at_work.handler.enforce_csrf_checks = True
    assert at_work.post("/absence/", {"reason": "planted"}).status_code == 302
    at_work.handler.enforce_csrf_checks = False
    assert not KeptRequest.objects.exists()


def test_the_code_that_signed_in_does_not_unlock(at_work: Client, two: People) -> None:
    at_work.post("/lock/")
    address = reverse("unlock", args=[Desk.objects.get().pk])
    assert at_work.post(address, {"code": used_code(two.investigator)}).status_code == 422
    assert at_work.post(address, {"code": code(1)}).status_code == 302, "the next one does"


def test_nobody_unlocks_from_another_browser(at_work: Client) -> None:
    at_work.post("/lock/")
    desk = Desk.objects.get()
    elsewhere = Client()
    assert unlock(elsewhere, desk)["Location"] == "/locked/"
    assert elsewhere.get("/cases/").status_code == 302
    assert Desk.objects.get().locked_at is not None


def test_a_colleague_cannot_unlock_with_their_own_code(at_work: Client, two: People) -> None:
    """Codes are asked of the owner's factor, whoever sends them: another secret never fits."""
    from carisecure.accounts import factors

    with as_system():
        factors.remove_all(two.investigator)
    at_work.post("/lock/")
    assert unlock(at_work, Desk.objects.get()).status_code == 422


def test_another_person_on_top_and_back_with_the_draft(at_work: Client, two: People) -> None:
    """The night story: draft, lock, a second officer on top, their sign-out, the first unlocks, the draft is there."""
    saved = at_work.post(reverse("interface:draft", args=["night"]), {"text": "half a sentence"}, **FETCH)
    assert saved.status_code == 200
    at_work.post("/lock/")
    mine = Desk.objects.get()
    first_key = at_work.cookies[settings.SESSION_COOKIE_NAME].value
    assert sign_in(at_work, two.colleague)["Location"] == "/security/recovery-codes/"
    assert at_work.cookies[settings.SESSION_COOKIE_NAME].value != first_key
    assert two.colleague.full_name in at_work.get("/security/").text
    assert at_work.get(reverse("interface:draft", args=["night"])).status_code == 404, "not the colleague's draft"
    mine.refresh_from_db()
    assert mine.ended_at is None
    assert at_work.post("/sign-out/")["Location"] == "/locked/", "the first person's session is offered again"
    assert two.investigator.full_name in at_work.get("/locked/").text
    assert at_work.get("/cases/").status_code == 302
    unlock(at_work, mine)
    found = at_work.get(reverse("interface:draft", args=["night"])).json()
    assert found["fields"]["text"] == ["half a sentence"]


def test_two_locked_sessions_are_both_offered(at_work: Client, two: People) -> None:
    at_work.post("/lock/")
    mine = Desk.objects.get()
    sign_in(at_work, two.colleague)
    at_work.post("/lock/")
    page = at_work.get("/locked/").text
    assert two.colleague.full_name in page
    assert two.investigator.full_name in page
    unlock(at_work, mine)
    assert two.investigator.full_name in at_work.get("/security/").text
    theirs = Desk.objects.get(user=two.colleague)
    assert theirs.locked_at is not None
    assert theirs.ended_at is None


def test_unlocking_mine_locks_the_one_on_top(at_work: Client, two: People) -> None:
    at_work.post("/lock/")
    mine = Desk.objects.get()
    sign_in(at_work, two.colleague)
    unlock(at_work, mine)
    assert Desk.objects.get(user=two.colleague).locked_at is not None


def test_an_hour_locked_ends_it_and_says_so(at_work: Client) -> None:
    at_work.post("/lock/")
    desk = Desk.objects.get()
    with at(61):
        assert unlock(at_work, desk)["Location"] == "/locked/"
        assert at_work.get("/cases/")["Location"].startswith("/sign-in/")
        assert "locked for an hour" in at_work.get("/sign-in/").text
    assert Desk.objects.get().ended_why == Ended.LOCKED_LONG


def test_ten_hours_are_the_most(at_work: Client) -> None:
    with as_system():
        Desk.objects.update(opened_at=timezone.now() - timedelta(hours=9, minutes=59))
    assert at_work.get("/cases/").status_code == 200
    with as_system():
        Desk.objects.update(opened_at=timezone.now() - timedelta(hours=10, minutes=1))
    assert at_work.get("/cases/")["Location"].startswith("/sign-in/")
    assert "Your session ended after ten hours" in at_work.get("/sign-in/").text


def test_a_form_sent_while_locked_is_kept_for_its_owner(at_work: Client, two: People) -> None:
    at_work.post("/lock/")
    desk = Desk.objects.get()
    address = reverse("accounts:change_password")
    at_work.post(address, {"submission_key": str(uuid.uuid4()), "note": "CANARY-TYPED", "password": "hidden-words"})
    with as_system():
        raw: Any = KeptRequest.objects.raw("select id, encode(body, 'escape') as seen from accounts_keptrequest")
        assert "CANARY" not in raw[0].seen
    assert unlock(at_work, desk)["Location"] == "/confirm/kept/"
    page = at_work.get("/confirm/kept/").text
    assert "CANARY-TYPED" in page
    assert f'action="{address}"' in page
    assert "hidden-words" not in page


def test_a_third_session_ends_the_oldest_and_says_so(at_work: Client, two: People) -> None:
    second, third = Client(), Client()
    sign_in(second, two.investigator, steps=1)
    with freeze_time(timezone.now() + timedelta(seconds=61), tick=True):
        sign_in(third, two.investigator, steps=1)
        assert "your oldest session was ended" in third.get("/security/").text
        assert at_work.get("/cases/")["Location"].startswith("/sign-in/")
        assert "signed in on a third device" in at_work.get("/sign-in/").text
        assert second.get("/cases/").status_code == 200


def test_sessions_are_listed_and_ended(at_work: Client, two: People) -> None:
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"})
    other.force_login(two.investigator)
    desk = Desk.objects.exclude(browser="").get()
    assert at_work.get(reverse("accounts:session_list")).text.count("End this session") == 1
    theirs = Desk.objects.exclude(pk=desk.pk).get()
    at_work.post(reverse("accounts:end_session", args=[theirs.pk]))
    assert other.get("/cases/").status_code == 302
    assert lines(action="desk.ended")[-1].detail == {"why": "by_person"}


def test_nobody_ends_another_persons_session(at_work: Client, two: People) -> None:
    other = Client()
    other.force_login(two.colleague)
    theirs = Desk.objects.get(user=two.investigator)
    assert other.post(reverse("accounts:end_session", args=[theirs.pk])).status_code == 404
    assert at_work.get("/cases/").status_code == 200


def test_a_foreign_page_cannot_lock(at_work: Client) -> None:
    assert at_work.get("/lock/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
    assert at_work.get("/cases/").status_code == 200
    ours = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "document"}
    assert at_work.get("/lock/", headers=ours)["Location"] == "/locked/"


def test_a_slow_request_does_not_unlock(at_work: Client) -> None:
    """It saves the session as it was before the lock; the lock stands elsewhere."""
    store = at_work.session
    at_work.post("/lock/")
    store["anything"] = 1
    store.save()
    assert at_work.get("/cases/")["Location"] == "/locked/"


def test_a_new_password_ends_the_other_sessions(at_work: Client, two: People) -> None:
    other = Client()
    other.force_login(two.investigator)
    sent = {"submission_key": str(uuid.uuid4()), "password": "seven blue herons standing"}
    assert at_work.post(reverse("accounts:change_password"), sent).status_code == 302
    assert at_work.get("/cases/").status_code == 200
    assert other.get("/cases/").status_code == 302
    two.investigator.refresh_from_db()
    assert not two.investigator.check_password(PASSWORD)
