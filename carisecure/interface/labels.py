"""How somebody is called where names are not shown: "Person 3", in the language of whoever reads it.

The database has the English form, whoever wrote it: what compares and digests it there sees one word for one person. A
label that an earlier version stored in its maker's language is understood too, and stays in the database as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils import translation
from django.utils.translation import gettext

if TYPE_CHECKING:  # Django's fields take type parameters for mypy only
    _Char = models.CharField[str, str]
else:
    _Char = models.CharField

NUMBER = "%(number)s"


def numbered(template: str, number: int) -> str:
    """The English form: what a row is given, and what is looked for."""
    return template % {"number": number} if NUMBER in template else template


def worded(text: str, templates: tuple[str, ...]) -> str:
    """In the active language; a label that somebody typed stays as it was typed."""
    found = _read(text, templates)
    return gettext(found[0]) % {"number": found[1]} if found else text


def english(text: str, templates: tuple[str, ...]) -> str:
    found = _read(text, templates)
    return found[0] % {"number": found[1]} if found else text


def spellings(text: str, templates: tuple[str, ...]) -> set[str]:
    """Every form in which the database may have this label."""
    found = _read(text, templates)
    if not found:
        return {text}
    return {text} | {form % {"number": found[1]} for form in _forms(found[0])}


def _read(text: str, templates: tuple[str, ...]) -> tuple[str, str] | None:
    """(template, number), whatever language of the house it is in."""
    for template in templates:
        for form in _forms(template):
            before, _number, after = form.partition(NUMBER)
            match = re.fullmatch(re.escape(before) + (r"(\d+)" if _number else "()") + re.escape(after), text)
            if match:
                return template, match[1]
    return None


def parts_of(text: str, template: str) -> dict[str, str] | None:
    """What a text of the house was filled with, whatever language it was written in; None where it is none."""
    for form in _forms(template):
        pattern = re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.*?)", re.escape(form))
        if match := re.fullmatch(pattern, text, re.DOTALL):
            return match.groupdict()
    return None


@cache
def _forms(template: str) -> tuple[str, ...]:
    found = [template]
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(gettext(template))
    return tuple(dict.fromkeys(found))


class _AsStored(str):
    """What stands in the database: it goes back as it came."""

    __slots__ = ()


class _Worded(DeferredAttribute):
    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        field: LabelField = self.field  # type: ignore[assignment]
        return value if instance is None or not isinstance(value, str) else worded(value, field.templates)

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class LabelField(_Char):
    """`templates`: the labels that the house gives, in English; with `%(number)s` in them or not."""

    descriptor_class = _Worded

    def __init__(self, *args: Any, templates: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = templates

    def deconstruct(self) -> Any:
        """For the database it is a text like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return None if value is None else _AsStored(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        return value if value is None or isinstance(value, _AsStored) else english(str(value), self.templates)
