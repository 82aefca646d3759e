"""A view that only people who are signed in may call; in it, `request.user` is a person and never nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from carisecure.accounts.models import User

P = ParamSpec("P")


class SignedIn(HttpRequest):
    """The request of somebody who is signed in."""

    user: User


Door = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(view: Callable[Concatenate[SignedIn, P], HttpResponse]) -> Door[P]:
    """Send everybody else to the sign-in page, and back here afterwards."""
    return login_required(cast(Door[P], view))
