"""What was asked while a lock or a question for the factor stood in the way: kept, and handed back afterwards."""

from __future__ import annotations

import json
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from carisecure.accounts.models import Desk, KeptRequest

LONGEST = 500_000
LONGEST_PATH = 500
_NEVER = ("csrfmiddlewaretoken", "password", "code", "credential")


def keep(request: HttpRequest, desk: Desk) -> None:
    """Remember the page; for a form, its text too, sealed under its owner's key. Files are not kept."""
    address = request.get_full_path()
    path = address if len(address) <= LONGEST_PATH else "/"
    if request.method == "POST":
        path = request.path if len(request.path) <= LONGEST_PATH else "/"
        pairs = [[name, value] for name, values in request.POST.lists() for value in values if name not in _NEVER]
        body = json.dumps(pairs, ensure_ascii=False)
        if not request.FILES and len(body) <= LONGEST:
            KeptRequest.objects.filter(desk=desk).delete()
            KeptRequest.objects.create(desk=desk, user=desk.user, path=path, body=body)
    elif request.method != "GET" or not is_navigation(request):
        return
    Desk.objects.filter(pk=desk.pk).update(return_to=path)


def is_navigation(request: HttpRequest) -> bool:
    """The whole window, not a fragment and not something the page's script fetches."""
    return (
        request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and "HX-Request" not in request.headers
        and "X-Sent-By-Page" not in request.headers
    )


def take(desk: Desk) -> tuple[str, list[tuple[str, str]]] | None:
    """The kept form, once: its address and its fields."""
    found = KeptRequest.objects.filter(desk=desk, user_id=desk.user_id).first()
    if found is None:
        return None
    fields = [(str(name), str(value)) for name, value in json.loads(found.body)]
    found.delete()
    return found.path, fields


def forget_old() -> int:
    """Forget what nobody came back for within a day."""
    old = timezone.now() - timedelta(days=1)
    return KeptRequest.objects.filter(kept_at__lt=old).delete()[0]


def where_to(desk: Desk) -> str:
    """The page to go back to; read once."""
    desk.refresh_from_db(fields=["return_to"])
    return desk.return_to or "/"
