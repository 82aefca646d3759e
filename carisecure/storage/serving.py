"""How bytes leave: under a safe name, as an attachment, never guessed at and never kept on the way."""

from __future__ import annotations

import re
from typing import IO, TypeVar

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)

# No blank and no accent: a name says what kind of file it is and of which period, never about whom.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,149}")


def check_name(name: str) -> None:
    """Raises ValueError for a file name with anything but letters, digits, dots, dashes and underscores."""
    if not _NAME.fullmatch(name):
        raise ValueError("a file name holds letters, digits, dots, dashes and underscores only")


def attachment(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """A file to be put away. Who may have it, and the line of the ledger, are the caller's. Raises ValueError."""
    return _sent(HttpResponse(content, content_type=content_type), name, "attachment")


def shown(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """A file that the browser shows in its window: for what the house has made itself. Raises ValueError."""
    return _sent(HttpResponse(content, content_type=content_type), name, "inline")


def streamed(stream: IO[bytes], *, name: str, content_type: str) -> FileResponse:
    """An attachment that is read while it is sent; the answer closes the stream. Raises ValueError."""
    return _sent(FileResponse(stream, content_type=content_type), name, "attachment")


def _sent(response: Answer, name: str, how: str) -> Answer:
    check_name(name)
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
