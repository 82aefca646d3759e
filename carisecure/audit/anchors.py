"""Roots kept outside the database: only against one of them is a shortened or wholly recomputed chain found.

An anchor is a line "number root time", and after a restore "restored number root time" (`restores`). It is appended
to a file on a medium that the database's owner cannot write (write-once storage, another agency's share), sent to a
mailbox elsewhere, and printed in a court bundle.
"""

from __future__ import annotations

import errno
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from carisecure.audit import ledger
from carisecure.audit.ledger import SealLine
from carisecure.audit.record import record
from carisecure.interface import words

_LINE = re.compile(r"(restored )?(\d+) ([0-9a-f]{64}) (\S+)")
_RESTORED = "restored "


@dataclass(frozen=True)
class Anchor:
    """`restored`: no root of a day, but the seal that a restore went back to."""

    number: int
    root: str
    at: str
    restored: bool = False


class UnreadableAnchor(ValueError):
    """The file of anchors holds a line that is none."""


def line_of(seal: SealLine) -> str:
    return f"{seal.number} {seal.root} {seal.sealed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def restored_line(number: int, root: str) -> str:
    return f"{_RESTORED}{number} {root} {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def anchor_line() -> str:
    """What a court bundle prints on its first page, at the country's time; "" while nothing is sealed yet."""
    newest = ledger.last_seals(1)
    if not newest:
        return ""
    root = newest[0].root
    return _("Access log sealed up to no. %(number)s on %(at)s: %(root)s") % {
        "number": newest[0].number,
        "at": words.moment(newest[0].sealed_at),
        "root": " ".join(root[n : n + 8] for n in range(0, len(root), 8)),
    }


def kept(text: str) -> list[Anchor]:
    """The anchors of a file. Raises UnreadableAnchor, because a line that was spoilt must not pass for none."""
    anchors = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise UnreadableAnchor(f"line {number}")
        anchors.append(Anchor(int(found[2]), found[3], found[4], restored=bool(found[1])))
    return anchors


def file() -> Path | None:
    return Path(settings.LEDGER_ANCHOR_FILE) if settings.LEDGER_ANCHOR_FILE else None


def is_configured() -> bool:
    return bool(settings.LEDGER_ANCHOR_FILE or settings.LEDGER_ANCHOR_EMAIL)


def kept_in_file() -> list[Anchor]:
    """The anchors of the installation's file; none where it has no file. Raises OSError where it cannot be read."""
    path = file()
    return kept(path.read_text(encoding="ascii", errors="replace")) if path and path.exists() else []


def anchor(*, mail: bool) -> SealLine | None:
    """Put the newest root outside, and say so in the ledger. The same root is not written twice.

    It seals nothing itself: a seal of this transaction could still be rolled back, and its anchor would stand for ever.
    Returns the seal, or None where nothing is sealed yet. Raises OSError where the file cannot be written or the mail
    cannot be sent: an anchor that silently went nowhere is none.
    """
    newest = ledger.last_seals(1)
    if not newest:
        return None
    seal, places = newest[0], []
    path = file()
    if path is not None:
        places.append("file")
        if not any((a.number, a.root, a.restored) == (seal.number, seal.root, False) for a in kept_in_file()[-1:]):
            _append(path, line_of(seal))
    if mail and settings.LEDGER_ANCHOR_EMAIL:
        places.append("mail")
        subject = _("Access log: anchor no. %(n)s") % {"n": seal.number}
        send_mail(subject, line_of(seal), None, [settings.LEDGER_ANCHOR_EMAIL])
    record("ledger.anchor", detail={"seal": seal.number, "root": seal.root, "places": places})
    return seal


def put_outside(lines: list[str]) -> list[str]:
    """Write these lines in all places there are, and return the places. Raises OSError as `anchor` does."""
    places = []
    path = file()
    if path is not None:
        places.append("file")
        _append(path, "\n".join(lines))
    if settings.LEDGER_ANCHOR_EMAIL:
        places.append("mail")
        send_mail(_("Access log: restored"), "\n".join(lines), None, [settings.LEDGER_ANCHOR_EMAIL])
    return places


def _append(path: Path, line: str) -> None:
    """One write of whole lines, forced to the disk: appending leaves earlier anchors alone, even from two processes.

    A disk that is full takes the beginning of it: that is taken back, because half a line makes the file unreadable.
    """
    text = f"{line}\n".encode("ascii")
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        flock(handle, LOCK_EX)
        before = os.fstat(handle).st_size
        if os.write(handle, text) < len(text):
            os.ftruncate(handle, before)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(handle)
    finally:
        os.close(handle)
