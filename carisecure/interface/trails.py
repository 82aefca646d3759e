"""The way back to the list that somebody came from, with its filter.

It travels in the address of the page and in a field of its forms, so that it works without JavaScript, two tabs keep
theirs apart and nothing is kept on the desk. It leads to our own lists and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, get_urlconf, resolve, reverse
from django.utils.functional import Promise

from carisecure.interface.places import came_from

PARAMETER = "list"
LONGEST = 1_000

_lists: dict[str, str | Promise] = {}
_pages: set[str] = set()


@dataclass(frozen=True)
class Trail:
    """A list that a page belongs to, or was opened from."""

    label: str
    url: str


def register_list(url_name: str, label: str | Promise) -> None:
    """Let pages lead back to this list; called when an app is ready."""
    _lists[url_name] = label


def register_page(url_name: str) -> None:
    """A page that shows the way back: whoever is sent there from one of its forms keeps the list."""
    _pages.add(url_name)


def with_list(address: str, here: str) -> str:
    """The address of a page, with the list (path and query) on which its link stands."""
    if not 0 < len(here) <= LONGEST:
        return address
    path, mark, part = address.partition("#")
    return f"{path}?{PARAMETER}={quote(here, safe='/')}{mark}{part}"


def onward(request: HttpRequest, address: str) -> str:
    """Where a link on a list or a desk leads: to a page that shows the way back, with the way."""
    here = request.get_full_path()
    return with_list(address, here) if _named(here) and _shows_the_way(address) else address


def trail_of(request: HttpRequest, default: str) -> Trail:
    """The list that this page was opened from, where it is one of ours; else the `default`, by its url name."""
    return _named(list_behind(request)) or Trail(str(_lists[default]), reverse(default))


def list_behind(request: HttpRequest) -> str:
    """Path and query of the list behind this page, of its form or of the page that it was opened from; or ""."""
    referring = QueryDict(urlsplit(came_from(request)).query)
    for asked in (request.POST, request.GET, referring):
        if found := _named(asked.get(PARAMETER, "")):
            return found.url
    return ""


def carried(request: HttpRequest, address: str) -> str:
    """Where a form of a page leads, with the list behind that page."""
    behind = list_behind(request)
    return with_list(address, behind) if behind and _shows_the_way(address) else address


def _named(address: str) -> Trail | None:
    path, _mark, query = address[:LONGEST].partition("?")
    name = _page_at(path)
    if name not in _lists:
        return None
    kept = QueryDict(query).urlencode()
    return Trail(str(_lists[name]), f"{path}?{kept}" if kept else path)


def _shows_the_way(address: str) -> bool:
    return "?" not in address and _page_at(urlsplit(address).path) in _pages


def _page_at(path: str) -> str:
    """The url name of a page of this house, or ""."""
    return _kept_page(get_urlconf() or settings.ROOT_URLCONF, path)


@lru_cache(maxsize=1024)
def _kept_page(_urlconf: str, path: str) -> str:
    """A desk has fifty links, and each is asked twice where it leads."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
