"""What a page says when something of ours failed: 503 where the database is away or a disk is full, else 500."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views import defaults

from carisecure.storage.room import is_full

# Seconds after which a browser may ask again.
RETRY_AFTER = 10
# The server is shutting down, was killed, is starting, has no place for one more, no room on its disk, no memory.
AWAY = {"57P01", "57P02", "57P03", "53300", "53100", "53200"}


def is_away(error: BaseException | None) -> bool:
    """Whether the database cannot do anything just now, as opposed to having refused a statement."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code: str | None = getattr(error.__cause__, "pgcode", None)
    return code is None or code in AWAY or code.startswith("08")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django asks this inside the `except` of whatever was not caught. Neither page needs anything that can be away."""
    error = sys.exc_info()[1]
    if is_away(error) or is_full(error):
        answer = HttpResponse(loader.get_template("503.html").render(), status=503)
        answer["Retry-After"] = str(RETRY_AFTER)
        return answer
    return defaults.server_error(request)
