"""A fresh factor: shown within the last five minutes. For what must not happen at a desk that was left for a moment.

`require_fresh(request)` at the top of a view (or in what a form does) is enough: the middleware asks for the factor,
keeps what was sent, and comes back. What asks: downloads that carry names, grants outside the ordinary flow (naming,
restricting, sealing, excluding), emergency access, key operations, approvals. Referral, assignment and submission do
not, nor does the report that seals its case because an official is involved: it is logged at night.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from carisecure.accounts import desks, factors
from carisecure.accounts.models import Desk
from carisecure.accounts.sign_in_models import FRESH_FOR, Factor
from carisecure.interface.doors import SignedIn

P = ParamSpec("P")


class FactorNeeded(Exception):
    """Not refused: asked for the factor first."""


def is_demonstration(desk: Desk) -> bool:
    return bool(settings.DEMO and desk.factor == Factor.DEMONSTRATION)


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session's person has shown their factor within five minutes.

    Somebody without a factor never has, whatever the row says (allauth counts such a person as fresh); nor has somebody
    whose role needs a key and who has none.
    """
    desk = desks.desk_of(request)
    if desk is None or desk.factor_at is None or not timezone.now() - FRESH_FOR < desk.factor_at <= timezone.now():
        return False
    return is_demonstration(desk) or factors.is_complete(desk.user)


def require_fresh(request: HttpRequest) -> None:
    """Raises FactorNeeded unless the factor is fresh; see `DeskMiddleware.process_exception`."""
    if not is_fresh(request):
        raise FactorNeeded


def fresh_factor(
    view: Callable[Concatenate[SignedIn, P], HttpResponse],
) -> Callable[Concatenate[SignedIn, P], HttpResponse]:
    """For a view that always asks. Stands below `signed_in`."""

    @wraps(view)
    def asked(request: SignedIn, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        require_fresh(request)
        return view(request, *args, **kwargs)

    return asked  # type: ignore[return-value]  # mypy names the first argument
