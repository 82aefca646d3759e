"""Fields for countries and languages: a name is typed, and only its code is stored.

The 650 names do not travel with the page. A field offers those that stand near the house; the script fetches the
others when somebody types: one static file for everybody, which stays in the browser's cache
(`carisecure/interface/assets.py` writes it). Without the script the same name or code is typed in full.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from carisecure.countries import names
from carisecure.countries.packs import pack

SEPARATOR = "; "
_SUGGESTED = 3


class NameInput(forms.TextInput):
    """One line to type into, with the near names under it. Several values stand in one line, with `;` between."""

    kind = ""
    near: Callable[[], Iterable[str]] = tuple  # names

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        return SEPARATOR.join(sent) if isinstance(sent, list) and sent else sent or None

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        key = f"{(attrs or {}).get('id', name)}-near"
        address = static(names.list_file(self.kind, get_language() or "en"))
        typed = super().render(name, value, {**(attrs or {}), "list": key, "data-names": address}, renderer)
        options = format_html_join("", '<option value="{}">', ((near,) for near in self.near()))
        return format_html('{}<datalist id="{}">{}</datalist>', typed, key, options)


class _TypedName(forms.CharField):
    """`near()`: the codes that are offered before anything is typed. `several`: cleaned to a list, each code once."""

    kind: ClassVar[str]
    refusal: ClassVar[str | Promise]
    name_of: ClassVar[Any]  # code -> name; raises KeyError
    code_of: ClassVar[Any]  # what was typed -> code, or ""
    several: ClassVar[bool] = False
    widget = NameInput

    def __init__(self, *, near: Callable[[], Iterable[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        chosen = near or self.usual
        self.widget.kind = self.kind
        self.widget.near = lambda: map(type(self).name_of, chosen())
        self.widget.attrs.setdefault("autocomplete", "off")
        if self.several:
            self.widget.attrs["data-several"] = True
        if not self.required:
            self.widget.attrs.setdefault("placeholder", gettext_lazy("not known yet"))

    def usual(self) -> Iterable[str]:
        return ()

    def clean(self, value: Any) -> Any:
        codes = list(dict.fromkeys(self.code(part) for part in self._parts(super().clean(value))))
        if self.several:
            return codes
        return codes[0] if codes else ""

    def prepare_value(self, value: Any) -> Any:
        """Names in the reader's language for codes; what was typed and is neither stays as it was typed."""
        given = value if isinstance(value, (list, tuple)) else self._parts(value)
        return SEPARATOR.join(self._shown(str(one)) for one in given)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != self.prepare_value(data))

    def code(self, text: str) -> str:
        """Raise ValidationError, with what comes near, for a name that is on no list."""
        if found := str(type(self).code_of(text)):
            return found
        message = str(self.refusal) % {"name": text}
        if near := self._like(text):
            message = f"{message} {_('Did you mean %(names)s?') % {'names': ', '.join(near)}}"
        raise ValidationError(message, code="unknown_name")

    def _parts(self, value: Any) -> list[str]:
        # No name of the lists has a comma in it (a test says so).
        text = str(value or "")
        parts = text.replace(",", ";").split(";") if self.several else [text]
        return [part.strip() for part in parts if part.strip()]

    def _shown(self, text: str) -> str:
        found = type(self).code_of(text)
        try:
            return str(type(self).name_of(found or text))
        except KeyError:
            return text

    def _like(self, text: str) -> list[str]:
        said: dict[str, list[str]] = {}
        for name, *others in names.offered(self.kind):
            for one in (name, *others):
                said.setdefault(one.lower(), []).append(name)
        meant = said.get(text.lower(), [])  # Patois is said of more than one
        close = [name for key in difflib.get_close_matches(text.lower(), said, _SUGGESTED, 0.7) for name in said[key]]
        begun = [name for key, found in said.items() if text.lower() in key for name in found]
        return list(dict.fromkeys([*meant, *close, *begun]))[: max(_SUGGESTED, len(meant))]


class CountryField(_TypedName):
    """One country: its alpha-2 code, or ""."""

    kind = "countries"
    refusal = gettext_lazy("“%(name)s” is not a country on the list.")
    name_of = staticmethod(names.country_name)
    code_of = staticmethod(names.find_country)

    def usual(self) -> Iterable[str]:
        return (pack().code,)


class LanguageField(_TypedName):
    """One language: its ISO 639 code, or ""."""

    kind = "languages"
    refusal = gettext_lazy("“%(name)s” is not a language on the list.")
    name_of = staticmethod(names.language_name)
    code_of = staticmethod(names.find_language)

    def usual(self) -> Iterable[str]:
        """The languages that material is wanted in."""
        return pack().country.languages.material


class CountriesField(CountryField):
    """A line of names with `;` or a comma between them."""

    several = True


class LanguagesField(LanguageField):
    """A line of names with `;` or a comma between them."""

    several = True
