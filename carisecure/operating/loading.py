"""What every process of the house would load with its first requests: loaded once, before any of them is forked.

A page that is there in the first process is shared by all that are forked off it, until one of them writes to it.
"""

from __future__ import annotations

import gc
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation


def load(*, templates: bool) -> None:
    """The addresses with all views behind them, the words of both languages, and if wanted the pages' templates.

    These are 8 MB, of which one process alone may need the half.
    """
    get_resolver().url_patterns  # noqa: B018  (asking loads them)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Case")
    if not templates:
        return
    for folder in engines["django"].dirs:
        for file in sorted(Path(folder).rglob("*.html")):
            get_template(str(file.relative_to(folder)))


def share() -> None:
    """Just before a fork: what is there now is never written to by the collector of garbage."""
    gc.collect()
    gc.freeze()
