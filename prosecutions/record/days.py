"""Days and hours as the forms of a matter ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carisecure.days.fields import KnownDayField
from carisecure.days.limits import HAPPENED

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise


def known_field(label: str | Promise, **more: Any) -> KnownDayField:
    """Something that happened, as exactly as it is known."""
    return KnownDayField(label=label, limit=HAPPENED, **more)


def apart(cleaned: dict[str, Any], **columns: str) -> dict[str, Any]:
    """Each KnownDay of a form as the operations take it: the day, and under the other name how exactly it is known."""
    for day, precision in columns.items():
        if known := cleaned.get(day):
            cleaned |= {day: known.first, precision: known.precision}
    return cleaned
