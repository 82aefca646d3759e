"""Write what no trigger sees into the ledger: reads, exports, sign-ins, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

# The rows that the request at hand has opened and that no line speaks of yet; None outside a request.
_untold: ContextVar[set[tuple[str, str]] | None] = ContextVar("rows opened without a line", default=None)


def record(action: str, *, table: str = "", object_id: object = "", detail: Mapping[str, object] | None = None) -> None:
    """Add one line in the current transaction: if it cannot be written, the page does not come either.

    `detail` holds ids, codes and counts; a name, a search term or a sentence never goes in.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select carisecure.note_event(%s, %s, %s, %s::jsonb)",
            # jsonb takes no null character, and what somebody typed into an address must not stop the line about it.
            [action, table, str(object_id), json.dumps(detail or {}, default=str).replace("\\u0000", "")],
        )
    untold = _untold.get()
    if untold and action.startswith(("read", "export")):
        untold.discard((table, str(object_id)))


def record_read(table: str, ids: Iterable[object], *, page: str = "", **detail: object) -> None:
    """One line for everything that a page shows of one table: each id in it is found again under its own row.

    A list of fifty costs what one row costs (0.8 ms against 3.8 ms for fifty lines, measured).
    """
    shown = [str(pk) for pk in ids]
    one = shown[0] if len(shown) == 1 else ""
    extra = {"page": page} if page else {}
    record("read", table=table, object_id=one, detail={**extra, **detail, **({} if one else {"ids": shown})})


def record_listed(table: str, ids: Iterable[object], *, page: str) -> None:
    """One line for the rows of a list that shows a sealed text of each; none for an empty list.

    Apart from `read`: to be shown a list is not to have opened each row, and nobody's reading is unusual for it.
    """
    if shown := [str(pk) for pk in ids]:
        record("listed", table=table, detail={"page": page, "ids": shown})


@contextmanager
def one_request() -> Iterator[None]:
    """Around a request: what it opens is remembered until a line speaks of it."""
    token = _untold.set(set())
    try:
        yield
    finally:
        _untold.reset(token)


def opened(table: str, object_id: object) -> None:
    """A row was opened for somebody. What becomes of it (a page, a change, a refusal) decides which line it gets."""
    untold = _untold.get()
    if untold is not None:
        untold.add((table, str(object_id)))


def tell_opened(page: str) -> None:
    """Before a page is shown: a line of reading for each row that it opened and that has none yet."""
    for table, object_id in sorted(_untold.get() or ()):
        record("read", table=table, object_id=object_id, detail={"page": page})
