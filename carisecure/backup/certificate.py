"""The certificate of a drill: what was restored, what was compared, and lines for the two people who were there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from carisecure.backup.restoring import losses_in_words
from carisecure.interface import paper, words

SOURCE = Path(__file__).with_name("certificate.typ")
GROUP = 8


@dataclass(frozen=True)
class Drill:
    """What one drill did. Times are moments; `seconds` is how long it took; `settled` is what `settling` returned."""

    house: str
    backup: str
    backed_up_at: dt.datetime
    begun_at: dt.datetime
    seconds: float
    release: str
    tables: int
    rows: int
    files: int
    file_bytes: int
    settled: Mapping[str, Any]
    index_key: str = ""

    @property
    def detail(self) -> dict[str, Any]:
        """For the line of the ledger: codes and counts."""
        return {
            "backup": self.backup, "tables": self.tables, "rows": self.rows, "files": self.files,
            "seal": self.settled["seal"], "seconds": round(self.seconds),
        }  # fmt: skip


def pdf(drill: Drill, *, language: str) -> bytes:
    """One page, in that language."""
    with override(language):
        return paper.document(SOURCE, {"lang": language, **_data(drill)})


def _data(drill: Drill) -> dict[str, Any]:
    house, _letters = paper.spelt(drill.house)
    title = _("Certificate of a restore drill")
    return {
        "title": title,
        "lead": _(
            "The backup named below was restored on an empty server that was thrown away afterwards. What follows was"
            " compared there."
        ),
        "footer": f"{title}, {drill.backup}",
        "facts": [
            [_("House"), house],
            [_("Backup"), drill.backup],
            [_("Backed up"), words.moment(drill.backed_up_at)],
            [_("Restored"), words.moment(drill.begun_at)],
            [_("Time taken"), _duration(drill.seconds)],
            [_("Release"), drill.release],
        ],
        "checks": _checks(drill),
        "keys": [
            *([_("Wrapping key %(n)s") % {"n": n}, mark] for n, mark in sorted(drill.settled["keys"].items())),
            *([[_("Index key"), drill.index_key]] if drill.index_key else []),
        ],
        "seal": _("no. %(n)s") % {"n": drill.settled["seal"]},
        "root": " ".join(drill.settled["root"][n : n + GROUP] for n in range(0, 64, GROUP)),
        "note": " ".join(losses_in_words(drill.settled)),
        "words": {
            "checked": _("Compared and tried"),
            "keys": _("Fingerprints of the keys"),
            "seal": _("Newest seal of the access log"),
            "signed": _("Seen by"),
            "line": _("Name, office, date, signature"),
        },
    }


def _checks(drill: Drill) -> list[list[str]]:
    found = drill.settled
    yes = _("yes")
    ended = sum(found["ended_again"].values())
    return [
        [_("Tables whose digest is that of the backup"), f"{drill.tables:,}"],
        [_("Rows in them"), f"{drill.rows:,}"],
        [_("Sealed files"), f"{drill.files:,} ({drill.file_bytes / 1e6:,.1f} MB)"],
        [_("A name and a text of each kind open"), f"{found['texts_opened']:,}"],
        [_("Triggers, walls and rights are those of the release"), yes],
        [_("Access log whole: lines, seals"), f"{found['lines']:,}, {found['seals']:,}"],
        [_("Ended after the backup, and ended again"), f"{ended:,}"],
        [_("People who can sign in"), f"{found['can_sign_in']:,}"],
        [_("Somebody signed in with password and second factor"), yes if found["signed_in"] else _("not tried")],
    ]


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return ngettext("%(n)s second", "%(n)s seconds", whole) % {"n": whole}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": whole // 60, "seconds": whole % 60}
