"""Log lines without contents, of the web server, the workers, beat and Django alike.

PostgreSQL repeats the offending values in its messages ("Key (name)=(...) already exists"), and so do many others, so a
traceback is printed with the kind of the exception and the places in the code, never with its message.

LOG_FORMAT: `line` for people, `json` for a program that gathers the lines of several machines: an object a line, with
`at` (UTC), `level`, `logger`, `message`, and where there is one `request` (the id of the request or the job, as in the
ledger and in the answer's X-Request-ID) and `trace`.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from carisecure import env

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
FORMATS = ("line", "json")
LINE = "{asctime} {levelname} {name} {message}"

_about: ContextVar[str] = ContextVar("carisecure_log_about", default="")


@contextmanager
def about(request_id: str) -> Iterator[None]:
    """Every line in the block is about this request or job."""
    token = _about.set(request_id)
    try:
        yield
    finally:
        _about.reset(token)


def current() -> str:
    """The id that lines carry now, "" outside a request and a job."""
    return _about.get()


def chosen() -> str:
    return env.choice("LOG_FORMAT", default="line", allowed=FORMATS)


def formatter(shape: str) -> dict[str, Any]:
    """For `logging.config`: gunicorn and Django are told the same."""
    if shape == "json":
        return {"()": "carisecure.logs.JsonFormatter"}
    return {"()": "carisecure.logs.WithheldFormatter", "format": LINE, "style": "{"}


class WithheldFormatter(logging.Formatter):
    converter = staticmethod(time.gmtime)  # lines of several machines are read side by side
    default_msec_format = "%s.%03dZ"

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  (logging's own name)
        lines = []
        error = ei[1]
        while error is not None:
            lines += traceback.format_tb(error.__traceback__)
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}: (message withheld)\n")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            if error is not None:
                lines.append("after:\n")
        return "".join(lines).rstrip()


class JsonFormatter(WithheldFormatter):
    """One line an object: a line break of a message or a traceback is inside the text."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": self.formatTime(record).replace(" ", "T").replace(",", "."),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        # Of some lines Django says the request itself: those about an answer, written when the request is over.
        if request := current() or getattr(getattr(record, "request", None), "request_id", ""):
            told["request"] = request
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)
