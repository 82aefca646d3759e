"""What was asked while a lock or a question for the factor stood in the way: kept, and handed back afterwards."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

from carisecure.accounts.models import Desk, KeptRequest
from carisecure.interface import drafts
from carisecure.interface.places import START, place_here

_log = logging.getLogger(__name__)
LONGEST = 500_000
LONGEST_PATH = 500
# Forms of one desk. Who stands before a locked one must not fill the disk, nor push out what its owner sent.
MOST = 20
_DRAFT = "interface:draft"
_NEVER = ("csrfmiddlewaretoken", "password", "code", "credential")


@dataclass(frozen=True)
class KeptForm:
    """A form that waits to be sent again: its address and its fields."""

    row: KeptRequest
    fields: list[tuple[str, str]]


def keep(request: HttpRequest, desk: Desk) -> None:
    """Remember the page; for a form, its text too, sealed under its owner's key. Files are not kept.

    A form is what somebody sent. A draft, which the page saves by itself, is kept apart: it takes no form's place, and
    goes among the drafts when its owner is back (`put_back_drafts`). Nothing else that a script fetches is kept.
    """
    if request.method == "POST":
        if view_name(request) == _DRAFT:
            _keep_text(request, desk, key=request.POST.get("draft_version", ""), is_draft=True)
            return
        if not is_navigation(request) and "X-Sent-By-Page" not in request.headers:
            return
        _keep_text(request, desk, key=request.POST.get("submission_key", ""))
    elif request.method != "GET" or not is_navigation(request):
        return
    Desk.objects.filter(pk=desk.pk).update(return_to=_address(request))


def is_navigation(request: HttpRequest) -> bool:
    """The whole window, not a fragment and not something the page's script fetches."""
    return (
        request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and "HX-Request" not in request.headers
        and "X-Sent-By-Page" not in request.headers
    )


@transaction.atomic
def _keep_text(request: HttpRequest, desk: Desk, *, key: str, is_draft: bool = False) -> None:
    """The same form sent again takes its own place. Another one takes none: two windows keep two."""
    pairs = [[name, value] for name, values in request.POST.lists() for value in values if name not in _NEVER]
    body = json.dumps(pairs, ensure_ascii=False)
    if request.FILES or len(body) > LONGEST:
        return
    row = KeptRequest(
        desk=desk, user=desk.user, path=_address(request), key=_key(key), is_draft=is_draft, body=body
    )  # fmt: skip
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    mine = KeptRequest.objects.filter(desk=desk)
    before = mine.filter(path=row.path, is_draft=is_draft)
    if desk.locked_at is not None:
        before = before.filter(key=row.key)
    # At an unlocked desk its owner saw the question for the factor, turned away from it and came again.
    before.delete()
    if mine.count() < MOST:
        row.save(force_insert=True)


def forms_of(desk: Desk) -> list[KeptForm]:
    """The forms that wait, the last one first. They stay until they are sent (`arrived`) or nobody came for a day."""
    rows = KeptRequest.objects.filter(desk=desk, user_id=desk.user_id, is_draft=False).order_by("-kept_at")
    return [KeptForm(row, _fields(row)) for row in rows]


def arrived(request: HttpRequest, desk: Desk, *, before: datetime) -> None:
    """The form has been sent again and taken, or stands on a page with its errors: it need not be kept.

    What was asked for is done by now: a fault here is written down and changes no answer.
    """
    key = _key(request.POST.get("submission_key", ""))
    rows = KeptRequest.objects.filter(desk=desk, path=_address(request), key=key, is_draft=False, kept_at__lt=before)
    try:
        rows.delete()
    except DatabaseError:
        _log.exception("a form that arrived is still kept")


def _key(sent: str) -> str:
    """As much of it as the column holds; PostgreSQL takes no null character."""
    return sent.replace("\x00", "")[:36]


def discard(desk: Desk, pk: str) -> None:
    """Its owner does not want to send it any more; nothing happens where there is none."""
    for form in forms_of(desk):
        if str(form.row.pk) == pk:
            form.row.delete()


def put_back_drafts(desk: Desk) -> None:
    """What the pages saved by themselves while the desk was locked goes among its owner's drafts, the oldest first.

    It is dropped where the draft has changed or its form was taken: the page would have been told the same.
    """
    rows = KeptRequest.objects.filter(desk=desk, user_id=desk.user_id, is_draft=True).order_by("kept_at")
    for row in rows:
        data = QueryDict(mutable=True)
        for name, value in _fields(row):
            data.appendlist(name, value)
        known = int(row.key) if row.key.isdecimal() else 0
        with suppress(drafts.DraftRefused):
            drafts.save(by=desk.user, key=resolve(row.path).kwargs["key"], data=data, known_version=known)
        row.delete()


def forget_old() -> int:
    """Forget what nobody came back for within a day."""
    old = timezone.now() - timedelta(days=1)
    return KeptRequest.objects.filter(kept_at__lt=old).delete()[0]


def where_to(desk: Desk) -> str:
    """The page to go back to, once: another time it would be the page of another hour."""
    desk.refresh_from_db(fields=["return_to"])
    Desk.objects.filter(pk=desk.pk).update(return_to="")
    return desk.return_to or "/"


def _address(request: HttpRequest) -> str:
    """With its query, where there is room for it; never the address of another house."""
    either = (request.get_full_path(), request.path)
    ours = (place_here(request, address) for address in either if len(address) <= LONGEST_PATH)
    return next((address for address in ours if address), START)


def view_name(request: HttpRequest) -> str:
    """Empty where no page has this address."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _fields(row: KeptRequest) -> list[tuple[str, str]]:
    pairs: Iterable[tuple[object, object]] = json.loads(row.body)
    return [(str(name), str(value)) for name, value in pairs]
