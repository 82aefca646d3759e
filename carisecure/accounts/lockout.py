"""Five failures in 15 minutes lock a name for 30 minutes, for browsers that do not know the person.

django-axes counts, in the database, so that it works with Redis stopped. What it counts under is not the name but a
keyed digest of it; for a browser in which that person has signed in before, a digest of name and browser. So a stranger
who hammers a name locks it for strangers, while the duty officer's own browser keeps five tries of its own. An unknown
name locks in the same way and says the same.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from carisecure.access import policy
from carisecure.accounts import browsers
from carisecure.accounts.models import User
from carisecure.accounts.secrets import keyed_digest
from carisecure.audit.record import record

WINDOW = timedelta(minutes=15)


def name_digest(username: str, browser: str = "") -> str:
    return keyed_digest("name", f"{username.strip().casefold()}\n{browser}")[:40]


def axes_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    username = str((credentials or {}).get("username") or "")
    browser = browsers.browser_of(request)
    return name_digest(username, browser if browsers.knows(browser, username) else "")


def axes_address(request: HttpRequest) -> str:
    """One address for all: the name is counted, wherever the tries come from, and no address is stored."""
    return "0.0.0.0"  # noqa: S104  (nothing listens there)


def axes_answer(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """Our own page has said it already."""
    return response


class NameHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes ships no types
    """Counts failures of the last 15 minutes and keeps a name that reached five locked for 30 (AXES_COOLOFF_TIME)."""

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        request.axes_user_agent = request.axes_http_accept = ""
        AccessAttempt.objects.filter(
            username=axes_name(request, credentials),
            failures_since_start__lt=settings.AXES_FAILURE_LIMIT,
            attempt_time__lt=timezone.now() - WINDOW,
        ).delete()
        super().user_login_failed(sender, credentials, request, **kwargs)


def may_try(request: HttpRequest, username: str) -> bool:
    return bool(AxesProxyHandler.is_allowed(request, {"username": username}))


def note_failure(request: HttpRequest, username: str) -> None:
    """A wrong code counts like a wrong password."""
    AxesProxyHandler.user_login_failed(sender=__name__, credentials={"username": username}, request=request)


def note_success(request: HttpRequest, user: User) -> None:
    AxesProxyHandler.user_logged_in(sender=__name__, request=request, user=user)


def stand_in_line(username: str) -> None:
    """Wait until the tries at this name that came before are counted. Call it in a transaction, before `may_try`."""
    list(User.objects.select_for_update(no_key=True).filter(username=username).values_list("pk", flat=True))


def password_of(request: HttpRequest, *, username: str, password: str) -> User | None:
    """The person, if the password is theirs. Guesses at one name stand in a queue, so that parallel ones count too."""
    with transaction.atomic():
        stand_in_line(username)
        user = authenticate(request, username=username, password=password)
        if not isinstance(user, User):
            record("sign_in.refused", detail={"name": name_digest(username)})
            return None
        return user


def locked_people() -> list[User]:
    """The people whose names are locked now, for the page that releases them."""
    attempts = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME,
    )
    digests = set(attempts.values_list("username", flat=True))
    if not digests:
        return []
    return [one for one in User.objects.filter(is_active=True) if digests & set(_digests(one))]


def _digests(user: User) -> list[str]:
    own = user.browsers.values_list("browser", flat=True)
    return [name_digest(user.username), *(name_digest(user.username, browser) for browser in own)]


@transaction.atomic
def release_name(*, user: User, by: User) -> None:
    """Let a locked name try again at once (supervisor or administrator)."""
    policy.require(by, "accounts.release_name")
    for digest in _digests(user):
        AccessAttempt.objects.filter(username=digest).delete()
    record("sign_in.released", table="accounts_user", object_id=user.pk)
