"""Opening, locking, unlocking and ending sessions. The state is a row (`Desk`); the middleware asks it every time.

Why two people can share one browser safely: the browser holds the key of one session at a time. Somebody who signs in
on top of a locked session gets a new key, and the key of the locked one leaves the browser; it stays in the database,
found again by the browser's signed id (`browsers`), and is put back only into the hands of whoever proves to be its
owner (`unlock`). So neither ever holds the other's session, and a session that nobody can see is one that is locked.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import BooleanField, CharField, DateTimeField, F, Func, OuterRef, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.utils import timezone

from carisecure.access import session as wall
from carisecure.accounts import browsers
from carisecure.accounts.backends import already_read
from carisecure.accounts.kept_query import Blank, KeptQuery
from carisecure.accounts.models import Desk, User
from carisecure.accounts.sessions import SessionStore, stored_key
from carisecure.accounts.sign_in_models import AT_MOST, SESSIONS_AT_MOST, Ended, Factor, idle_limit
from carisecure.audit.record import record

BACKEND = "carisecure.accounts.backends.PeopleBackend"


def desk_of(request: HttpRequest) -> Desk | None:
    """The session of a request that is signed in and unlocked."""
    found: Desk | None = getattr(request, "desk", None)
    return found


def locked_desk_of(request: HttpRequest) -> Desk | None:
    found: Desk | None = getattr(request, "locked_desk", None)
    return found


@transaction.atomic
def open_desk(request: HttpRequest, *, user: User, factor: str) -> Desk | None:
    """Sign a person in, who has proved every factor asked of them. Returns the session that had to end for it.

    The session before it is dropped, unless it is somebody's locked one: that is left behind, out of the browser.
    """
    browser = browsers.name_browser(request)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    ended = _make_room(user)
    if (before := desk_of(request)) is not None:
        end(before, why=Ended.SIGNED_OUT)
    if locked_desk_of(request) is None:
        request.session.flush()
    else:
        request.session = SessionStore()
    request.sign_in_detail = {"factor": str(factor)}  # type: ignore[attr-defined]  # written by the wall's own line
    login(request, user, backend=BACKEND)
    desk = begin(user, session_key=str(request.session.session_key), browser=browser, factor=factor)
    # A recovery code lets in, and no more: it can be read out over the telephone, so it confirms nothing afterwards.
    if factor not in (Factor.DEMONSTRATION, Factor.RECOVERY):
        desk.factor_at = desk.opened_at
    desk.agent = browsers.agent_of(request)
    desk.save(update_fields=["factor_at", "agent"])
    browsers.remember(user, browser)
    request.desk, request.locked_desk = desk, None  # type: ignore[attr-defined]
    return ended


def begin(user: User, *, session_key: str, browser: str, factor: str) -> Desk:
    """The row that makes a session signed in. It asks nothing: whoever calls it has asked."""
    return Desk.objects.create(user=user, session_key=stored_key(session_key), browser=browser, factor=factor)


def _make_room(user: User) -> Desk | None:
    """End the oldest sessions until there is room for one more; returns the last one ended."""
    ended = None
    theirs = list(Desk.objects.open().filter(user=user).order_by("opened_at"))
    for desk in theirs[: max(0, len(theirs) - SESSIONS_AT_MOST + 1)]:
        end(desk, why=Ended.THIRD)
        ended = desk
    return ended


@transaction.atomic
def lock(desk: Desk, *, now: datetime, by_hand: bool = False) -> None:
    """Lock it; locking twice is locking once. An idle one counts as locked from the moment its time was over."""
    since = now if by_hand else min(now, desk.active_at + idle_limit())
    if Desk.objects.filter(pk=desk.pk, locked_at=None, ended_at=None).update(locked_at=since):
        desk.locked_at = since
        wall.enter(desk.user, purpose=wall.REQUEST)
        record("desk.locked", table="accounts_desk", object_id=desk.pk, detail={"by_hand": by_hand})
        wall.enter(None, purpose=wall.REQUEST)


def end(desk: Desk, *, why: str) -> bool:
    """End a session for good. Its Django session goes at once; the row stays a day, to say why."""
    with transaction.atomic():
        done = Desk.objects.filter(pk=desk.pk, ended_at=None).update(ended_at=timezone.now(), ended_why=why)
        Session.objects.filter(session_key=desk.session_key).delete()
        if done:
            record("desk.ended", table="accounts_desk", object_id=desk.pk, detail={"why": str(why)})
    return bool(done)


def end_all(user: User, *, why: str, but: Desk | None = None) -> int:
    """End every session of a person, but the one given; returns how many."""
    theirs = Desk.objects.filter(user=user, ended_at=None)
    return sum(end(desk, why=why) for desk in (theirs.exclude(pk=but.pk) if but else theirs))


def locked_here(request: HttpRequest) -> QuerySet[Desk]:
    """The locked sessions of this browser, the last one first."""
    browser = browsers.browser_of(request)
    found = Desk.objects.open().filter(locked_at__isnull=False, user__is_active=True, user__agency__is_active=True)
    mine = found.filter(browser=browser) if browser else found.none()
    here = locked_desk_of(request)
    if here is not None:
        mine = mine | found.filter(pk=here.pk)
    return mine.select_related("user", "user__agency").order_by("-locked_at")


@transaction.atomic
def unlock(request: HttpRequest, desk: Desk, *, factor: str) -> bool:
    """Give a locked session back to its owner, who has just proved themselves, under a new key.

    False where it ended meanwhile. Somebody else's session that was in use in this browser is locked.
    """
    now = timezone.now()
    before = desk_of(request)
    if before is not None and before.pk != desk.pk:
        lock(before, now=now, by_hand=True)
    found = Desk.objects.open().select_for_update().filter(pk=desk.pk, locked_at__isnull=False).first()
    store = SessionStore.taken_over(found.session_key) if found is not None else None
    if found is None or store is None:
        return False
    fresh = found.factor_at if factor == Factor.DEMONSTRATION else now
    found.session_key, found.locked_at = stored_key(store.session_key), None
    found.active_at, found.factor_at = now, fresh
    found.save(update_fields=["session_key", "locked_at", "active_at", "factor_at"])
    request.session, request.user = store, desk.user
    request.desk, request.locked_desk = found, None  # type: ignore[attr-defined]
    wall.enter(desk.user, purpose=wall.REQUEST, request_id=getattr(request, "request_id", ""))
    record("desk.unlocked", table="accounts_desk", object_id=desk.pk, detail={"factor": str(factor)})
    return True


@transaction.atomic
def confirm(desk: Desk, *, factor: str) -> None:
    """The person at this session has shown their factor just now."""
    desk.factor_at = timezone.now()
    desk.save(update_fields=["factor_at"])
    record("factor.confirmed", table="accounts_desk", object_id=desk.pk, detail={"factor": str(factor)})


def read(request: HttpRequest, *, is_work: bool) -> Desk | None:
    """The row of this browser's session with its person, and the session itself, by one query; none: not signed in.

    `is_work`: the same query says that somebody is working here (`is_in_use`), unless it is too late for that.
    """
    store = request.session
    if not (key := stored_key(store.session_key)):
        return None
    now = timezone.now()
    limits = {"now": now, "idle_since": now - idle_limit(), "opened_since": now - AT_MOST}
    desk = (_read_at_work if is_work else _read).first({"key": key, **limits})
    came_with: str | None = getattr(desk, "session_data", None)
    if came_with is None:
        return None
    store.came_with(came_with)  # type: ignore[attr-defined]
    return desk


def _moment(name: str) -> Blank:
    return Blank(name, DateTimeField())


def _rows() -> QuerySet[Desk]:
    live = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=_moment("now"))
    found = Desk.objects.filter(session_key=Blank("key", CharField()), ended_at=None)
    return found.select_related("user", "user__agency").annotate(session_data=Subquery(live.values("session_data")))


def _rows_touched() -> QuerySet[Desk]:
    """False where the session was locked or ended at the same moment, or nobody has worked there for too long."""
    limits = (_moment(name) for name in ("now", "idle_since", "opened_since"))
    touched = Func(F("pk"), *limits, function="carisecure.touch_desk", output_field=BooleanField())
    return _rows().annotate(is_in_use=touched)


_read_at_work = KeptQuery(_rows_touched)
_read = KeptQuery(lambda: _rows().annotate(is_in_use=Value(True)))


def look(request: HttpRequest, desk: Desk | None) -> None:
    """Decide what the session of this request is: in use (`request.desk`), locked (`request.locked_desk`), or nobody's.

    Anything but "in use" makes `request.user` nobody, so that no view, template or policy further in can forget to
    ask. A Django session without a row is nobody's.
    """
    now = timezone.now()
    with already_read(desk.user if desk else None):
        # Django's own checks: the person is active, and the password is the one that the session began with.
        is_theirs = desk is not None and request.user.is_authenticated and request.user.pk == desk.user_id
    if desk is None or not is_theirs or (desk.factor == Factor.DEMONSTRATION and not settings.DEMO):
        request.user = AnonymousUser()
        return
    if why := desk.over(now):
        end(desk, why=why)
        request.session.flush()
        request.session["ended_why"] = str(why)
        request.user = AnonymousUser()
        return
    if desk.is_idle(now):
        lock(desk, now=now)
    if desk.locked_at is None and desk.is_in_use:  # type: ignore[attr-defined]
        request.desk = desk  # type: ignore[attr-defined]
        return
    request.locked_desk = desk  # type: ignore[attr-defined]
    request.user = AnonymousUser()


def why_ended(session_key: str) -> str:
    """Why the session of a cookie that leads nowhere was ended, as far as it is still known."""
    found = Desk.objects.filter(session_key=stored_key(session_key), ended_at__isnull=False).first()
    return found.ended_why if found else ""


def keep_signed_in(request: HttpRequest) -> None:
    """After the person changed their own password: this session goes on, under a new key."""
    desk, user = desk_of(request), request.user
    if desk is None or not isinstance(user, User):
        return
    update_session_auth_hash(request, user)
    desk.session_key = stored_key(request.session.session_key)
    desk.save(update_fields=["session_key"])
