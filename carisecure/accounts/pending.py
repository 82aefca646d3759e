"""Half signed in: the password was right, the second factor is outstanding. Nobody is signed in until then.

It stands in a session of its own that belongs to nobody, for ten minutes, so that no view has to tell half from whole.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.accounts import desks, factors
from carisecure.accounts.models import Enrolment, User
from carisecure.accounts.sessions import SessionStore

SECONDS = 600
_KEY = "pending_sign_in"


@dataclass
class Pending:
    user: User
    going_to: str
    # The kind that was shown already, where a further one has to be enrolled before the person may work.
    proved: str = ""
    enrolment: str = ""


def begin(request: HttpRequest, *, user: User, going_to: str, enrolment: Enrolment | None = None) -> None:
    """The password was right. A locked session in this browser is left behind, not lost (see `desks`)."""
    if desks.locked_desk_of(request) is None:
        request.session.flush()
    else:
        request.session = SessionStore()
        request.locked_desk = None  # type: ignore[attr-defined]
    _store(request, Pending(user, going_to, enrolment=str(enrolment.pk) if enrolment else ""))


def of(request: HttpRequest) -> Pending | None:
    kept = request.session.get(_KEY)
    if not kept or time.time() - kept["at"] > SECONDS:
        return None
    user = User.objects.select_related("agency").filter(pk=kept["user"], is_active=True, agency__is_active=True).first()
    # A password that was changed meanwhile is no longer the one that was shown.
    if user is None or kept["hash"] != user.get_session_auth_hash():
        return None
    return Pending(user, kept["going_to"], kept["proved"], kept["enrolment"])


def _store(request: HttpRequest, pending: Pending) -> None:
    request.session[_KEY] = {
        "user": str(pending.user.pk),
        "hash": pending.user.get_session_auth_hash(),
        "at": time.time(),
        "going_to": pending.going_to,
        "proved": pending.proved,
        "enrolment": pending.enrolment,
    }


def may_enrol(pending: Pending) -> bool:
    """Whether this person may enrol now: at their very first sign-in, with a one-time code, or having shown another
    factor just now that is not enough for their role. A password alone never replaces a factor.
    """
    if factors.is_enrolled(pending.user):
        return bool(pending.proved) and not factors.is_complete(pending.user)
    return pending.user.enrolled_at is None or open_enrolment(pending) is not None


def open_enrolment(pending: Pending) -> Enrolment | None:
    if not pending.enrolment:
        return None
    found = Enrolment.objects.filter(pk=UUID(pending.enrolment), user=pending.user).first()
    return found if found is not None and found.is_open(timezone.now()) else None


def next_step(pending: Pending) -> str:
    """The name of the page that comes next; "" when everything asked for has been shown."""
    if factors.is_complete(pending.user):
        return "" if pending.proved else "sign_in_factor"
    if factors.is_enrolled(pending.user) and not pending.proved:
        return "sign_in_factor"
    return "sign_in_enrol"


def prove(request: HttpRequest, pending: Pending, factor: str) -> None:
    pending.proved = factor
    _store(request, pending)


def finish(request: HttpRequest, pending: Pending) -> str:
    """Sign in; returns the address to go to. LookupError where something asked for is still outstanding."""
    if next_step(pending):
        raise LookupError("not everything asked for has been shown")
    ended = desks.open_desk(request, user=pending.user, factor=pending.proved)
    if ended is not None:
        text = _("You were already signed in twice, so your oldest session was ended (%(where)s).")
        messages.info(request, text % {"where": ended.agent or _("unknown browser")})
    return pending.going_to
