"""Which passwords are too easy here. No composition rules: length, a list of common ones, the words of the trade."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What somebody would try first who knows where they are (ASVS 6.2.11). Names of agencies and people come from the user.
CONTEXT_WORDS = (
    "carisecure", "counter", "trafficking", "human", "trinidad", "tobago", "caribbean", "caricom", "jamaica", "guyana",
    "barbados", "police", "service", "immigration", "prosecution", "prosecutor", "investigator", "supervisor", "unit",
    "shelter", "password", "passphrase", "welcome", "secret", "letmein", "qwerty", "asdfgh", "admin", "administrator",
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
LEFT_AT_LEAST = 6


class ContextWordsValidator:
    """Without the words of the trade, the person's own words, digits and repetitions, six letters must be left."""

    def validate(self, password: str, user: object = None) -> None:
        rest = password.casefold()
        for word in sorted((*CONTEXT_WORDS, *_words_of(user)), key=len, reverse=True):
            rest = rest.replace(word, " ")
        rest = re.sub(r"(.)\1+", r"\1", re.sub(r"[\W\d_]+", "", rest))
        if len(rest) < LEFT_AT_LEAST or len(set(rest)) < LEFT_AT_LEAST - 1:
            raise ValidationError(
                _("Too easy to guess: mostly digits, repetition, or words anybody here would try."),
                code="password_of_context",
            )

    def get_help_text(self) -> str:
        return _("Four or five unrelated words are easy to remember and hard to guess.")


def _words_of(user: object) -> list[str]:
    text = " ".join(str(getattr(user, name, "") or "") for name in ("username", "full_name", "agency"))
    return [word for word in re.split(r"\W+", text.casefold()) if len(word) >= 4]
