"""The three sheets that open the second place, one a person: thirty-three words, and what to do with them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from carisecure.backup import registry, shares
from carisecure.interface import paper

_SOURCE = Path(__file__).with_name("sheet.typ")
LANGUAGES = ("en", "es")


def pdf(share: str, recipient: str, on: dt.date | None = None) -> bytes:
    """One page of one share, its letter in both languages. It is to be printed, and removed from wherever it lay."""
    return paper.document(_SOURCE, _data(share, recipient, on or timezone.localdate()))


def lines(share: str) -> list[str]:
    """The words as a terminal shows them: numbered, three in a line, to be copied by hand."""
    numbered = [f"{place:>2} {word:<10}" for place, word in enumerate(share.split(), 1)]
    return ["   ".join(numbered[n : n + 3]).rstrip() for n in range(0, len(numbered), 3)]


def letter(number: int) -> dict[str, Any]:
    """How a share is kept and used, in the language that is on."""
    return {
        "title": _("Share %(number)s of %(made)s: CariSECURE backups") % {"number": number, "made": shares.MADE},
        "rules": [
            _("Any two of the three shares open every backup of this house, with all names in it. One alone opens "
              "nothing."),
            _("Keep this sheet in a closed envelope in a safe of your own. Never in the building of another share, "
              "never beside a backup."),
            _("Do not photograph, copy or send it. No one ever needs it by telephone or mail."),
            _("It is typed only to restore a backup or to practise that: manage.py restore asks for two shares, one "
              "person after the other. Four letters of each word are enough."),
            _("If it is lost or was seen by somebody else, say so at once: new shares are made with manage.py "
              "backup_keys --again. Older backups still open with the old ones."),
            _("If you leave your post, hand it over to your successor in person, and both of you sign below."),
        ],
        "for": _("Backups are sealed for"),
        "keys": _("Keys of this house"),
        "signed": _("Received by (name, signature, date)"),
    }  # fmt: skip


def _data(share: str, recipient: str, on: dt.date) -> dict[str, Any]:
    read = shares.read(share)
    letters = []
    for language in LANGUAGES:
        with translation.override(language):
            letters.append({**letter(read.number), "lang": language})
    return {
        "number": read.number,
        "set": read.set_number,
        "house": settings.ALLOWED_HOSTS[0],
        "words": list(read.words),
        "recipient": recipient,
        "on": on.isoformat(),
        "fingerprints": [list(pair) for pair in registry.fingerprints().items()],
        "letters": letters,
    }
