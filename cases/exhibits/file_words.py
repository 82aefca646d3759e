"""Why a file was not taken, in words: what is wrong and what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.exhibits.models import Exhibit

WHY = {
    "empty": gettext_lazy("The file is empty."),
    "name": gettext_lazy("The name of the file holds signs that could mislead. Give it a plain one and send it again."),
    "ending": gettext_lazy("The name does not fit what is in the file. Give it the ending of its kind."),
    "double_ending": gettext_lazy("The name has two endings, one of them of a program. It could be a trap."),
    "unknown_kind": gettext_lazy(
        "This kind is not taken. Pictures, PDF, sound, video, text, messages (.msg, .eml), office files and ZIP are."
    ),
    "markup": gettext_lazy("This file is a page or drawing that could run something. Put it into a ZIP."),
    "polyglot": gettext_lazy("There is a second file hidden in this one."),
    "too_many_pixels": gettext_lazy("The picture says that it is larger than any camera makes. It is not opened."),
    "picture_damaged": gettext_lazy("The picture cannot be read. It may have been damaged on the way."),
    "archive_damaged": gettext_lazy("The archive cannot be read. It may have been damaged on the way."),
    "archive_name": gettext_lazy("A name in the archive leads out of its folder."),
    "archive_link": gettext_lazy("The archive holds a link to somewhere else."),
    "archive_larger": gettext_lazy("The archive would become very much larger when unpacked."),
    "damaged": gettext_lazy("The file did not arrive whole. Send it again."),
    "too_large": gettext_lazy("The file is larger than this installation takes."),
    "found": gettext_lazy("The scanner found something harmful in it"),
}
FULL = gettext_lazy("There is no room for it at the moment. Nothing of this piece was kept: tell the administrator.")


def why(code: str, found: str = "") -> str:
    """For the person who sent it; `found` is what the scanner called it."""
    said = str(WHY.get(code, WHY["damaged"]))
    return f"{said}: {found}" if found else said


def called(exhibit: Exhibit) -> str:
    """What a link to its page says."""
    return _("Exhibit %(n)s") % {"n": exhibit.number}


def megabytes(size: int) -> str:
    """A size as it is read: "3.4 MB"."""
    if size < 1024:
        return _("%(n)s bytes") % {"n": size}
    if size < 1024 * 1024:
        return _("%(n)s kB") % {"n": f"{size / 1024:.0f}"}
    if size < 1024**3:
        return _("%(n)s MB") % {"n": f"{size / 1024**2:.1f}"}
    return _("%(n)s GB") % {"n": f"{size / 1024**3:.2f}"}
