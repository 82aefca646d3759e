"""How two people of a book who may be one human are worded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.importing.fields import Text
from carisecure.importing.register import nouns

WHY: Mapping[str, Text] = {
    "name": gettext_lazy("same name"),
    "telephone": gettext_lazy("same telephone"),
    "document": gettext_lazy("same document"),
    "birth_date": gettext_lazy("same date of birth"),
    "age": gettext_lazy("the ages fit"),
}


def place_words(end: Mapping[str, Any]) -> str:
    """Where one of the two stands: Victim, VICTIMS row 14."""
    facts = {"what": nouns.of(end["noun"]).label, "sheet": end["sheet"], "row": end["row"]}
    return (_("%(what)s, %(sheet)s row %(row)s") if end["sheet"] else _("%(what)s, row %(row)s")) % facts


def end_words(end: Mapping[str, Any]) -> str:
    """With what the book calls them."""
    return f"{end['name']} ({place_words(end)})" if end["name"] else place_words(end)


def why_words(why: Iterable[str]) -> str:
    return ", ".join(str(WHY[one]) for one in why)
