"""Files of exhibits: sent piece by piece or with a plain form, and given out."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.policy import fetch
from carisecure.audit.record import record
from carisecure.corrections.chains import newest_of
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from carisecure.storage import arriving, keeping, pictures, serving, sniffing
from cases.exhibits import uploads
from cases.exhibits.file_words import FULL, called, why
from cases.exhibits.forms import FileForm
from cases.exhibits.models import Arrival, Exhibit, ExhibitFile, ExhibitUpload
from cases.record.doors import case_form, form_methods

PAGE = "cases/exhibits/add_file.html"
OFFSET = "Upload-Offset"


@signed_in
@form_methods
def add_file(request: SignedIn, pk: UUID) -> HttpResponse:
    """With the page's script the file goes piece by piece (`begin`, `piece`, `finish`); without it, whole, here."""
    row = _exhibit(request, pk)
    form = FileForm.open(request)

    def act() -> str:
        file = form.sent()
        uploads.send_whole(exhibit=row, name=str(file.name), size=file.size or 0, read=file.read, by=request.user)
        messages.success(request, _("File received. It can be opened once it has been checked."))
        return _page_of(row.entry_key)

    back = {"cancel_url": _page_of(row.entry_key), "back_label": called(row)}
    context = case_form(row.case, _("Add a file")) | {"exhibit": row} | back
    return answer_form(request, form, act, template=PAGE, context=context)


@signed_in
@require_POST
def begin(request: SignedIn, pk: UUID) -> HttpResponse:
    """Where to send the pieces, and how far the file has come already."""
    row = _exhibit(request, pk)
    size, changed = (_number(request.POST.get(name, "")) for name in ("size", "changed"))
    name = request.POST.get("name", "")
    try:
        upload = uploads.begin(exhibit=row, name=name, size=size, by=request.user, changed=changed)
    except ValidationError as refused:
        return _refused(" ".join(refused.messages))
    address = reverse("cases:upload", args=[upload.pk])
    finish_at = reverse("cases:finish_upload", args=[upload.pk])
    return JsonResponse({"piece": address, "finish": finish_at, "received": arriving.received(upload.pk, upload.size)})


def _number(text: str) -> int:
    """0 for what is no number of bytes or milliseconds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else 0


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: SignedIn, pk: UUID) -> HttpResponse:
    """GET: how far it has come. POST: one piece, its bytes alone; `Upload-Offset` says where it begins."""
    upload = _own(request, pk)
    if request.method != "POST":
        return JsonResponse({"received": arriving.received(upload.pk, upload.size), "state": upload.state})
    offset = request.headers.get(OFFSET, "")
    if not offset.isascii() or not offset.isdecimal() or len(offset) > 15:
        return _refused(why("damaged"))
    try:
        received = uploads.take(upload=upload, offset=int(offset), read=request.read)
    except arriving.WrongOffset as wrong:
        return JsonResponse({"received": wrong.received}, status=409)
    except (arriving.TooMuch, TransitionRefused) as fault:
        return _refused(str(fault) if isinstance(fault, TransitionRefused) else why("damaged"))
    except OSError:
        return _refused(str(FULL), status=507)
    return JsonResponse({"received": received})


@signed_in
@require_POST
def finish(request: SignedIn, pk: UUID) -> HttpResponse:
    upload = _own(request, pk)
    try:
        uploads.finish(upload=upload, by=request.user)
    except TransitionRefused as refused:
        return _refused(str(refused))
    messages.success(request, _("File received. It can be opened once it has been checked."))
    return JsonResponse({"go": _page_of(upload.exhibit_id)})


@signed_in
@require_safe
def download(request: SignedIn, pk: UUID) -> HttpResponse:
    """The original, as an attachment that no browser opens, once its hash was looked at. Each is a line of the log."""
    row: ExhibitFile = fetch(ExhibitFile, viewer=request.user, action="cases.view_exhibit", pk=pk)
    try:
        stream = keeping.opened(row.path, row.sha256)
    except keeping.FileLost:
        raise NotVisible from None
    record("export", table="cases_exhibitfile", object_id=row.pk, detail={"sha256": row.sha256, "size": row.size})
    name = f"exhibit-{row.exhibit.number}-{row.number}.{sniffing.KINDS[row.mime].ending}"
    return cast(HttpResponse, serving.streamed(stream, name=name, content_type="application/octet-stream"))


@signed_in
@require_safe
def picture(request: SignedIn, pk: UUID) -> HttpResponse:
    """The copy that the house made of a picture: the only thing of a file that a browser is shown."""
    row: ExhibitFile = fetch(ExhibitFile, viewer=request.user, action="cases.view_exhibit", pk=pk)
    if not row.copy_path:
        raise NotVisible
    try:
        with keeping.opened(row.copy_path, row.copy_sha256) as stream:
            content = stream.read()
    except keeping.FileLost:
        raise NotVisible from None
    record("read", table="cases_exhibitfile", object_id=row.pk)
    name = f"exhibit-{row.exhibit.number}-{row.number}.jpg"
    return serving.shown(content, name=name, content_type=pictures.CONTENT_TYPE)


def _exhibit(request: SignedIn, pk: UUID) -> Exhibit:
    found: Exhibit = fetch(Exhibit, viewer=request.user, action=uploads.ACTION, pk=pk)
    return newest_of(found)


def _own(request: SignedIn, pk: UUID) -> ExhibitUpload:
    """A file is sent by one person; another's is not here."""
    found = uploads.upload_of(request.user, pk)
    if found.sent_by_id != request.user.pk and found.state != Arrival.WAITING:
        raise NotVisible
    return found


def _page_of(key: UUID) -> str:
    return reverse("cases:exhibit", args=[key]) + "#files"


def _refused(words: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)
