"""One transaction a request, entered as the person who asks; refusals become pages and ledger lines here."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.defaults import server_error

from carisecure.access import session
from carisecure.access.errors import NotPermitted, NotVisible, StaleRecord
from carisecure.access.vault import proving
from carisecure.audit.record import one_request, record

if TYPE_CHECKING:
    from carisecure.accounts.models import User

# Made by `interface.failures`, which knows that the database is away.
AWAY = 503


def _person(request: HttpRequest) -> User | None:
    user = request.user
    return user if user.is_authenticated and user.is_active else None


class AccessMiddleware:
    """Opens the transaction for the whole response (templates render inside it) and rolls back on 5xx."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not hasattr(request, "request_id"):  # given by RequestIdMiddleware, before anything can fail
            request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        proving.demand()
        with transaction.atomic(), one_request():
            session.enter(_person(request), purpose=session.REQUEST, request_id=request.request_id)  # type: ignore[attr-defined]
            response = self.get_response(request)
            failed = response.status_code >= 500
            if failed:
                transaction.set_rollback(True)
        return server_error(request) if failed and response.status_code != AWAY else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Outside the operation's savepoint, inside the request's transaction: the refusal itself is kept."""
        if isinstance(exception, NotVisible):
            record("refused.not_visible", detail={"view": view_name(request), "asked": asked_of(request)})
            return render(request, exception.page, status=404) if exception.page else None
        if isinstance(exception, NotPermitted):
            record("refused.not_permitted", object_id=exception.target, detail={"action": exception.action})
            return render(request, "403.html", status=403)
        if isinstance(exception, StaleRecord):
            record("refused.stale", detail={"view": view_name(request), "asked": asked_of(request)})
            return render(request, "409.html", {"theirs": exception.theirs, "yours": exception.yours}, status=409)
        return None


def view_name(request: HttpRequest) -> str:
    """The address's name; nothing where no address was found."""
    return request.resolver_match.view_name if request.resolver_match else ""


def asked_of(request: HttpRequest) -> dict[str, str]:
    """The ids and codes in the address."""
    return {k: str(v) for k, v in request.resolver_match.kwargs.items()} if request.resolver_match else {}


def _enter_after_sign_in(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """The rest of the sign-in request is already the new person's."""
    session.enter(user, purpose=session.REQUEST, request_id=getattr(request, "request_id", ""))
    record("sign_in", table="accounts_user", object_id=user.pk, detail=getattr(request, "sign_in_detail", None))


user_logged_in.connect(_enter_after_sign_in, dispatch_uid="carisecure.access.enter_after_sign_in")
