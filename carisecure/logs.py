"""Log lines without contents.

PostgreSQL repeats the offending values in its messages ("Key (name)=(...) already exists"), and so do many others, so a
traceback is printed with the kind of the exception and the places in the code, never with its message.
"""

from __future__ import annotations

import logging
import time
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


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
