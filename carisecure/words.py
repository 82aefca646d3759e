"""Words that come from data files, in the languages of the house, and how far a fact in a data file can be trusted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, gettext

# Made once: Django's own `lazystr` makes a class for each text, which takes as long as showing forty of them.
_worded: Any = lazy(str, str)


class Trust(StrEnum):
    """How a fact in a data file is known. Shown beside the fact wherever somebody could act on it."""

    VERIFIED = "verified"  # read in the source itself
    SECONDARY = "secondary"  # read in a press account, a report or another person's transcription
    GENERAL_KNOWLEDGE = "general_knowledge"  # professional knowledge, not looked up
    UNVERIFIED = "unverified"  # could not be confirmed: not to be relied on before somebody checks it
    OUR_CHOICE = "our_choice"  # a setting that we chose; the country may choose otherwise
    DEMONSTRATION = "demonstration"  # invented, for the demonstration only


@dataclass(frozen=True)
class Words:
    """One text in English and, as data, in Spanish and Haitian Creole where somebody has translated it.

    The translation stands beside the English in the same file, because an interpreter checks the two side by side;
    languages that the file does not carry go through gettext like every other text on screen.
    """

    en: str
    es: str | None = None
    ht: str | None = None

    def in_language(self, language: str) -> str:
        """The text in a language ("es", "es-ve"), or English where there is none. Never empty."""
        return {"es": self.es, "ht": self.ht}.get(language.split("-")[0].lower()) or self.en

    def __str__(self) -> str:
        language = get_language() or "en"
        own = self.in_language(language)
        return own if own != self.en else gettext(self.en)

    @property
    def lazy(self) -> Promise:
        """For choices and labels: chooses the language when it is shown, not when the module is imported."""
        worded: Promise = _worded(self)
        return worded
