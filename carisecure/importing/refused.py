"""Why a file is not read: a code for us, and words that are found when somebody looks, in their language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.jobs.errors import WORDED, Argument, worded

# What stands behind the dot tells texts of one code apart.
WORDED.update(
    {
        "all_hidden": _("Every sheet of this file is hidden. Show the one that is meant."),
        "broken_csv": _("The quotation marks in line %(line)s do not match, so the rest cannot be read."),
        "broken_excel": _("This Excel file is damaged and cannot be read."),
        "broken_ods": _("This OpenDocument sheet (.ods) is damaged and cannot be read."),
        "empty": _("This file is empty. Nothing was imported."),
        "excel_named_csv": _(
            "This is an Excel file, but its name does not end in .xlsx. Rename it, or save it as “CSV UTF-8”."
        ),
        "gap": _("Row %(row)s has content after more than %(most)s empty rows. Delete it, then send the file again."),
        "head_twice": _("Two columns in the first row have the same name."),
        "locked": _("This file opens with a password only. Take the password off (“Save as”), then send that file."),
        "long_cell": _("A cell in line %(line)s holds more than %(most)s characters: too long for a code or a number."),
        "merged": _("More than 5,000 cells of this sheet are merged. Undo that (“Unmerge cells”), then send the file."),
        "no_head": _("The first row must hold the column names, and one of them is empty."),
        "no_head.hidden": _(
            "The name of column %(column)s is hidden under a merged cell. Unmerge it, then send the file."
        ),
        "no_head.unreadable": _("The name of column %(column)s cannot be read: a formula or an error stands there."),
        "no_rows": _("There are no rows below the column names. Nothing was imported."),
        "no_sheet": _("This is a zip archive and no sheet. Unpack it and send the sheet in it."),
        "no_sheet.document": _(
            "This is an OpenDocument file, but no sheet (.ods). Send the sheet as .xlsx, .ods or “CSV UTF-8”."
        ),
        "no_sheet.numbers": _(
            "This is an Apple Numbers file. Export it from Numbers as Excel (.xlsx) or CSV, then send that file."
        ),
        "no_sheet.word": _("This is a Word document and no sheet. Send the sheet as .xlsx, .ods or “CSV UTF-8”."),
        "no_sheet.xlsb": _(
            "This is a binary Excel workbook (.xlsb). Open it and save it as .xlsx, then send that file."
        ),
        "not_utf_8": _(
            "This file is not UTF-8; it looks like Latin-1 or Windows-1252 (first seen in line %(line)s). "
            "Open it and save it as “CSV UTF-8”, then send that file."
        ),
        "nul": _("Not a CSV file: it holds bytes that no sheet has."),
        "ods_named_csv": _(
            "This is an OpenDocument sheet, although its name does not end in .ods. Give it that ending."
        ),
        "old_excel": _(
            "This is an old Excel file (.xls). Open it and save it as “CSV UTF-8” or as .xlsx, then send that file."
        ),
        "packed": _("This is a packed archive and no sheet. Unpack it and send the sheet in it."),
        "pdf": _("This is a PDF and no sheet. Send the sheet as .xlsx, .ods or “CSV UTF-8”."),
        "picture": _("This is a picture and no sheet. Send the sheet as .xlsx, .ods or “CSV UTF-8”."),
        "too_packed": _("This file unpacks to far more than a sheet holds. It was not read."),
        "too_wide": _("Row %(row)s has more than %(most)s columns. Delete the extra ones, then send the file again."),
        "utf_16": _("This file is written in UTF-16. Open it and save it as “CSV UTF-8”, then send that file."),
        "web_page": _(
            "This is a web page and no workbook. Open it in Excel and save it as .xlsx, then send that file."
        ),
        "xml": _("This is an XML file and no workbook. Open it in Excel and save it as .xlsx, then send that file."),
    }
)


class FileRefused(Exception):
    """The file cannot be read as a sheet. `key` is one of WORDED; nothing of the file is among the arguments."""

    def __init__(self, key: str, **arguments: Argument) -> None:
        if key not in WORDED:
            raise LookupError(f"no words for {key}")
        super().__init__(key)
        self.key, self.arguments = key, arguments

    @property
    def code(self) -> str:
        return self.key.partition(".")[0]

    @property
    def message(self) -> str:
        """In the language of whoever looks now."""
        return worded(self.key, self.arguments)


def damaged() -> FileRefused:
    return FileRefused("broken_excel")


def damaged_open_document() -> FileRefused:
    return FileRefused("broken_ods")


def too_packed() -> FileRefused:
    return FileRefused("too_packed")


def too_wide(row: int, most: int) -> FileRefused:
    return FileRefused("too_wide", row=row, most=most)


def long_cell(row: int, most: int) -> FileRefused:
    return FileRefused("long_cell", line=row, most=most)
