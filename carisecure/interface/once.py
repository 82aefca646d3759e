"""A double click, a resend after a lost line and two windows with one form are one write."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string

from carisecure.access.errors import StaleRecord, TransitionRefused
from carisecure.access.middleware import asked_of, view_name
from carisecure.accounts.models import User
from carisecure.audit.record import record
from carisecure.interface import drafts
from carisecure.interface.forms import ADD_ROW, ASK
from carisecure.interface.models import Submission

if TYPE_CHECKING:
    from carisecure.interface.forms import WorkForm

# The page's own script sends a form with this header and wants the address instead of a redirect it could not read.
SENT_BY_PAGE = "X-Sent-By-Page"


def submit_once(request: HttpRequest, form: WorkForm, act: Callable[[], str | HttpResponse]) -> HttpResponse:
    """Run `act` for the first arrival of this form and send every later one to the same address.

    `act` calls one operation and returns the address to go to. It runs in a savepoint together with the key, so what
    it refuses (TransitionRefused, ValidationError, StaleRecord) takes the key back too, and the form is shown again
    with what was typed. The same key with another body is refused with 422, and the form offers to send it as one more.
    """
    key: uuid.UUID = form.cleaned_data["submission_key"]
    digest = body_hash(request)
    try:
        with transaction.atomic():
            first, is_ours = Submission.objects.claim(key=key, user_id=_person(request).pk, body_hash=digest)
            if not is_ours:
                return _taken_already(request, form, first, digest)
            answer = act()
            response = go_to(request, answer) if isinstance(answer, str) else answer
            url = answer if isinstance(answer, str) else getattr(answer, "url", "") or request.path
            Submission.objects.filter(key=key).update(answer_url=url)
            if form.draft_key:
                drafts.discard(_person(request), form.draft_key)
            return response
    except TransitionRefused as refusal:
        form.refuse(str(refusal))
        return _refused(request, form, "refused.transition", 422)
    except ValidationError as refusal:
        form.refuse(refusal)
        return _refused(request, form, "refused.invalid", 422)
    except StaleRecord as stale:
        form.show_stale(stale)
        return _refused(request, form, "refused.stale", 409)


def answered_before(request: HttpRequest) -> HttpResponse | None:
    """What this person's form was answered when it first arrived, where it has arrived and is done; else None.

    Asked before the page itself (`resend.ResendMiddleware`), because what was done may have ended the sender's own
    right to the page, or the choices that the form offered: it was stored, and they must not be told that it is not
    here. Only who sent it is answered, for the same text alone, and with the address that they were sent to then.
    """
    key = request.POST.get("submission_key", "")
    only_asks = {ADD_ROW, ASK} & request.POST.keys()  # writes nothing, and carries the key as well
    if only_asks or not drafts.is_uuid(key) or not isinstance(request.user, User):
        return None
    first = Submission.objects.filter(key=key, user=request.user).exclude(answer_url="").first()
    if first is None or not hmac.compare_digest(first.body_hash, body_hash(request)):
        return None
    return go_to(request, first.answer_url)


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser on, in the way that the sender of this request understands."""
    if SENT_BY_PAGE in request.headers:
        return JsonResponse({"go": url})
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=200, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def body_hash(request: HttpRequest) -> str:
    """A keyed digest of what was sent, files included, without the token of the session."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"submission", hashlib.sha256)
    for name, values in sorted(request.POST.lists()):
        if name not in drafts.NOT_KEPT:
            for value in values:
                _add(digest, name, str(value))
    for name, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            _add_file(digest, name, upload)
    return digest.hexdigest()


def _add(digest: hmac.HMAC, name: str, value: str) -> None:
    # Lengths first, so that no two different forms run together into the same bytes.
    for part in (name.encode(), value.encode()):
        digest.update(f"{len(part)}:".encode())
        digest.update(part)


def _add_file(digest: hmac.HMAC, name: str, upload: UploadedFile[bytes]) -> None:
    _add(digest, name, f"{upload.name}/{upload.size}")
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)


def _taken_already(request: HttpRequest, form: WorkForm, first: Submission, digest: str) -> HttpResponse:
    """The same answer to the same text. Another text under one key comes of two windows that put back one draft: the
    form comes back with it and a key of its own, because what was typed is never lost."""
    if first.user_id != _person(request).pk:
        return HttpResponse(render_to_string("interface/sent_before.html", {}, request), status=422)
    if hmac.compare_digest(first.body_hash, digest):
        return go_to(request, first.answer_url)
    form.offer_again(first.answer_url)
    return _refused(request, form, "refused.transition", 422)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied("a form that writes needs somebody who writes")
    return request.user


def _refused(request: HttpRequest, form: WorkForm, action: str, status: int) -> HttpResponse:
    """The form again, with what was typed; the refusal goes into the ledger, outside the savepoint that fell."""
    record(action, detail={"view": view_name(request), "asked": asked_of(request)})
    if form.show is None:
        raise TypeError("submit_once needs form.show to show the form again; answer_form sets it")
    return form.show(status)
