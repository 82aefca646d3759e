"""What base.html needs on every page, the error pages included: so it runs no query of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, gettext_lazy

from carisecure.access.policy import rule
from carisecure.interface.menu import FIND, MenuItem, menu_for

if TYPE_CHECKING:
    from carisecure.access.session import Emergency

THEME_COOKIE = "theme"
THEMES: dict[str, str | Promise] = {
    "auto": gettext_lazy("As the device"),
    "light": gettext_lazy("Light"),
    "dark": gettext_lazy("Dark"),
}


@dataclass(frozen=True)
class Choice:
    """One link of a switch (language or theme)."""

    code: str
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Person:
    """Who is signed in, as the header shows it. `key` lets the page notice that somebody else signed in meanwhile."""

    key: str
    name: str
    role: str
    agency: str


@dataclass(frozen=True)
class Page:
    menu: list[MenuItem]
    person: Person | None
    languages: list[Choice]
    themes: list[Choice]
    theme: str
    is_demonstration: bool
    is_draft_translation: bool
    emergencies: Sequence[Emergency]
    sign_in_url: str
    sign_out_url: str
    line_url: str
    lock_url: str
    security_url: str
    desk_url: str
    open_url: str
    find_url: str


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Reads the user's own row only, which the session has loaded already."""
    user = getattr(request, "user", None)
    person, menu, open_url, find = None, [], "", ""
    if user is not None and user.is_authenticated:
        # The agency is shown where something has loaded it; the header is not worth a query.
        agency = user._state.fields_cache.get("agency")
        person = Person(str(user.pk), user.full_name, user.get_role_display(), agency.name if agency else "")
        menu, find = menu_for(user.role, request.path), _url(FIND[user.role]) if user.role in FIND else ""
        open_url = _url("interface:open") if rule("interface.open_reference").open_to(user) else ""
    language, theme = get_language() or settings.LANGUAGE_CODE, theme_of(request)
    return {
        "page": Page(
            menu=menu,
            person=person,
            languages=_languages(language),
            themes=[_choice("theme", code, str(label), theme) for code, label in THEMES.items()],
            theme=theme,
            is_demonstration=bool(getattr(settings, "DEMO", False)),
            is_draft_translation=not language.startswith("en"),
            emergencies=getattr(user, "emergencies", ()),
            sign_in_url=_url("account_login"),
            sign_out_url=_url("account_logout"),
            line_url=_url("interface:line"),
            lock_url=_url("lock_now"),
            security_url=_url("accounts:own_factors"),
            desk_url=_url("desk_state"),
            open_url=open_url,
            find_url=find,
        )
    }


def _languages(current: str) -> list[Choice]:
    names = {code: get_language_info(code)["name_local"] for code, _name in settings.LANGUAGES}
    return [_choice("language", code, name.capitalize(), current) for code, name in names.items()]


def _choice(switch: str, code: str, label: str, current: str) -> Choice:
    return Choice(code, label, _url(f"interface:{switch}", code), code == current)


def _url(name: str, *arguments: str) -> str:
    return _kept_url(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), name, arguments)


@lru_cache(maxsize=256)
def _kept_url(_urlconf: str, _prefix: str, name: str, arguments: tuple[str, ...]) -> str:
    """Addresses without an id of anybody's, twenty of them a page: they change with these four alone."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
