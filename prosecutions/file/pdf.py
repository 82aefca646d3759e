"""The numbered list of a submission as a PDF, for the file that goes to court."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from carisecure.audit.anchors import anchor_line
from carisecure.interface import paper, words
from prosecutions.file.models import FileItem, FileSubmission

SOURCE = Path(__file__).with_name("file_list.typ")
# Enough to tell two items apart by eye; the whole digest stands on the page and under the list.
SHORT = 16


def file_list_pdf(submission: FileSubmission, items: Sequence[FileItem], *, printed_for: User) -> bytes:
    """The list with the digests and without the texts. Takes about half a second; what was typed goes in as data.

    Letters that the fonts do not have are spelt, and the paper says where.
    """
    places = _Places()
    title = _("File submitted to the DPP, submission %(n)s") % {"n": submission.number}
    data = {
        "lang": (get_language() or "en").split("-")[0],
        "title": title,
        "confidential": _("Confidential"),
        "footer": places.put(
            _("Foot of the page"),
            f"{submission.prosecution.reference} · {words.moment(timezone.now())} · {printed_for.full_name}",
        ),
        "facts": [
            [_("Matter"), submission.prosecution.reference],
            [_("Submitted"), submission.when],
            [_("Submitted by"), places.put(_("Submitted by"), submission.recorded_by.full_name)],
            [_("Items"), str(submission.item_count)],
        ],
        "note": places.put(_("Covering note"), submission.note),
        "words": {
            "note": _("Covering note"),
            "list": _("What was submitted"),
            "head": [_("No."), _("Kind"), _("What"), _("SHA-256 (first characters)")],
            "digest": _("SHA-256 of the whole list:"),
            "anchor": _("Seal of the access log when this was printed:"),
        },
        "items": [
            {
                "position": item.position,
                "kind": item.get_kind_display(),
                "title": places.put(_("No. %(n)s") % {"n": item.position}, item.shown_title),
                "sha": item.sha256[:SHORT],
            }
            for item in items
        ],
        "sha": submission.sha256,
        # Paper that the court keeps: a log that is cut or made anew later no longer fits it.
        "anchor": anchor_line(),
        "spelt": places.lines,
    }
    return paper.document(SOURCE, data)


class _Places:
    """Where on the paper something is spelt, in words for whoever holds it."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def put(self, place: str, text: str) -> str:
        printed, letters = paper.spelt(text)
        if letters:
            line = _("%(place)s: the part in [ ] is written in %(letters)s letters. Read it on screen.")
            self.lines.append(line % {"place": place, "letters": ", ".join(letters)})
        return printed
