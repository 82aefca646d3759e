"""Small drawings of our own, written into the page: a sprite file would need another request and a looser policy.

Each is drawn on a 16 x 16 grid with strokes, takes the colour of the text, and is hidden from screen readers because
the words beside it say the same.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_SHAPES = {
    "mark": "M8 1.5 13.5 3.5v4.2c0 3.2-2.2 5.6-5.5 6.8-3.3-1.2-5.5-3.6-5.5-6.8V3.5ZM5.5 8l1.8 1.8L10.7 6.3",
    "new": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z",
    "active": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5v6M10 6v4M12 7v2",
    "waiting": "M4.5 2.5h7M4.5 13.5h7M5.5 2.5v2L8 8l-2.5 3.5v2M10.5 2.5v2L8 8l2.5 3.5v2",
    "done": "M3 8.5 6.5 12 13 4.5",
    "late": "M8 2 14.5 13.5h-13ZM8 6.5v3.2M8 11.7v.1",
    "closed": "M4 8h8",
    "refused": "M4 4l8 8M12 4l-8 8",
    "sealed": "M4 7.5h8v6H4ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
    "info": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 7.3v3.5M8 5v.1",
    "add": "M8 3v10M3 8h10",
    "remove": "M4 4l8 8M12 4l-8 8",
    "up": "M4 10l4-4 4 4",
    "down": "M4 6l4 4 4-4",
    "older": "M6 3.5 10.5 8 6 12.5",
    "newer": "M10 3.5 5.5 8 10 12.5",
    "search": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 13.5 13.5",
    "print": "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7Z",
    "edit": "M3 13l.8-3.2 7-7 2.4 2.4-7 7Z",
    "clock": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5v3.2l2.2 1.4",
}
# Django's names for the levels of a message.
_ALIASES = {"success": "done", "warning": "late", "error": "late", "danger": "late", "debug": "info", "": "info"}


@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """The drawing of that name; the plain circle where there is none, so that a page never fails over an ornament."""
    shape = _SHAPES.get(_ALIASES.get(name, name), _SHAPES["info"])
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        mark_safe(shape),  # noqa: S308  # a constant of this file
    )
