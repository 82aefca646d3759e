"""Words for what cannot be in a mapping, and for the parts of a field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.importing.fields import Text
from carisecure.importing.register.mapping import WrongMapping

WRONG: dict[str, Text] = {
    "not_a_mapping": _("This is no mapping of a register, or a newer one than this installation reads."),
    "no_such_field": _("This installation has nothing called “%(field)s”."),
    "no_such_code": _("Column “%(column)s”: this installation has no code “%(value)s”."),
    "column_twice": _("Sheet “%(sheet)s”: column “%(column)s” is mapped twice."),
    "field_twice": _("Sheet “%(sheet)s”: “%(one)s” and “%(other)s” are read into the same field. Choose one of them."),
    "sheet_twice": _("Sheet “%(sheet)s” is in it twice."),
    "not_rows": _("“%(text)s” is no row number. Write numbers like 75, 78-80."),
    "no_such_column": _("Sheet “%(sheet)s” has no column “%(column)s”."),
    "needs_column": _("Sheet “%(sheet)s”: a column is missing for “%(field)s” (%(noun)s)."),
    "needs_number": _("Sheet “%(sheet)s”: a column is missing that says to which %(noun)s a row belongs."),
    "rows_are_unread": _("Sheet “%(sheet)s”: no column is read for what each row is (%(noun)s)."),
    "nothing_read": _("No sheet is read. Say of one sheet at least what each of its rows is."),
    "fits_nothing": _("This mapping has none of this book's sheets."),
    "ask_hidden": _("Sheet “%(sheet)s”: say whether what is hidden in it is read."),
}
PART_WORDS: dict[str, Text] = {
    "": "", "family": _("family name"), "given": _("given names"), "also": _("also called"), "born": _("date of birth"),
}  # fmt: skip


def wrong_words(wrong: WrongMapping) -> str:
    """In the reader's language."""
    return str(WRONG[wrong.code]) % wrong.arguments
