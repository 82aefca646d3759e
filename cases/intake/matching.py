"""What is known already of what somebody is typing: asked beside the form, answered by the room that searches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from carisecure.accounts.models import User

# So many names and numbers of one report are looked for: the page must not wait, and nobody is helped by more.
MOST = 3


@dataclass(frozen=True)
class Typed:
    """What of a report can be looked for. A narrative is not: all of its words stand in no other text."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    place: str = ""

    def __bool__(self) -> bool:
        return bool(self.names or self.phones or self.place)


@dataclass(frozen=True)
class Match:
    """One thing that the viewer may open: its label, never a name or a word of what is written there."""

    label: str
    url: str
    why: str | Promise
    reference: str = ""


Matcher = Callable[["User", Typed], list[Match]]
_matchers: dict[str, Matcher] = {}


def register(name: str, matcher: Matcher) -> None:
    """Another room's answer; it limits itself to what the viewer may see and writes the search into the ledger."""
    _matchers[name] = matcher


def matches(viewer: User, typed: Typed) -> list[Match]:
    return [match for matcher in _matchers.values() for match in matcher(viewer, typed)] if typed else []


def typed_of(data: Mapping[str, str]) -> Typed:
    """From the fields of the form as they were sent, whatever else is wrong with them."""
    rows = [key for key in data if key.startswith("people-") and key.endswith("-name")]
    names = (data.get("reporter_name", ""), *(data[key] for key in sorted(rows)))
    return Typed(_some(names), _some((data.get("reporter_phone", ""),)), data.get("place", "").strip())


def _some(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))[:MOST]
