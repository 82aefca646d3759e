"""Why a file is not read: the code for us, the words for whoever sent it."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _


class FileRefused(Exception):
    """The file cannot be read as a sheet. `message` is for the person, translated; nothing of the file is in it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


def damaged() -> FileRefused:
    return FileRefused("broken_excel", _("This Excel file is damaged and cannot be read."))


def damaged_open_document() -> FileRefused:
    return FileRefused("broken_ods", _("This OpenDocument sheet (.ods) is damaged and cannot be read."))


def too_packed() -> FileRefused:
    return FileRefused("too_packed", _("This file unpacks to far more than a sheet holds. It was not read."))


def too_wide(row: int, most: int) -> FileRefused:
    words = _("Row %(row)s has more than %(most)s columns. Delete the extra ones, then send the file again.")
    return FileRefused("too_wide", words % {"row": row, "most": number_format(most, force_grouping=True)})


def long_cell(row: int, most: int) -> FileRefused:
    words = _("A cell in line %(line)s holds more than %(most)s characters: too long for a code or a number.")
    return FileRefused("long_cell", words % {"line": row, "most": f"{most:,}"})
