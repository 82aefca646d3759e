"""Which look a state has. A badge is a word, a shape and a colour: never the colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.utils.html import format_html
from django.utils.safestring import SafeString

from carisecure.interface.icons import icon

# new: nobody has begun. active: under way. waiting: somebody else has to move. done: good end. late: past its day.
# closed: ended, nothing to do. refused: turned down. sealed: restricted to named people. info: no state.
TONES = frozenset({"new", "active", "waiting", "done", "late", "closed", "refused", "sealed", "info"})

_tones: dict[str, dict[str, str]] = {}


def register(field: str, tones: Mapping[str, str]) -> None:
    """Give each value of a model's field its tone: `register("cases.Case.stage", {"reported": "new"})`.

    Called when an app is ready. A value without a tone shows as "info".
    """
    unknown = set(tones.values()) - TONES
    if unknown:
        raise ValueError(f"no such tone: {', '.join(sorted(unknown))}")
    _tones[field.lower()] = {str(value): tone for value, tone in tones.items()}


def badge(label: object, tone: str = "info") -> SafeString:
    if tone not in TONES:
        raise ValueError(f"no such tone: {tone}")
    return format_html('<span class="state state-{}">{}<span>{}</span></span>', tone, icon(tone), label)


def status_badge(obj: Any, field: str) -> SafeString:
    """The badge of a model's field with choices: its label, in the tone registered for its value."""
    known = _tones.get(f"{obj._meta.app_label}.{obj._meta.object_name}.{field}".lower(), {})
    return badge(word_of(obj, field), known.get(str(getattr(obj, field)), "info"))


def word_of(obj: Any, field: str) -> str:
    """What `get_FIELD_display` says. Django's own words every choice anew, to hash it, before it looks one up."""
    value = getattr(obj, field)
    return str(_words(obj._meta.label, field).get(value, value))


@lru_cache(maxsize=512)
def _words(model: str, field: str) -> dict[Any, Any]:
    return dict(apps.get_model(model)._meta.get_field(field).flatchoices)
