"""What can be wrong, or doubtful, with a register: words for codes, filled with the arguments of a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from carisecure.importing import rows
from carisecure.importing.fields import Text
from carisecure.importing.register import nouns
from carisecure.importing.register.mapping import field_of

FAULTS: dict[str, Text] = {
    **{code: rows.FAULTS[code] for code in ("unknown_code", "not_a_country", "several_answers")},
    **{code: rows.FAULTS[code] for code in ("error_cell", "no_value", "merged_cell", "hidden_cell")},
    "not_a_day": _("This is no date. Say under “Values” whether it means “not known”, or correct the sheet."),
    "no_such_day": _("There is no such day in the calendar."),
    "day_too_old": _("Before 1900."),
    "day_in_future": _("After today."),
    "number_as_date": _("A number that stands in a cell made for dates. Change the format of the cell to a number."),
    "not_a_number": _("This is no whole number."),
    "not_an_age": _("This is no age and no date of birth."),
    "age_impossible": _("Nobody is that old."),
    "not_a_telephone": _("No telephone number here. Say under “Values” what it means."),
    "telephone_unclear": _("Where one number ends and another begins is not clear. Write them apart."),
    "ditto_nothing": _("A mark for “as above”, and nothing stands above it."),
    "total_differs": _("The sheet says %(said)s, and %(counted)s rows were counted."),
    "total_unread": _("A row of totals, and its number cannot be read."),
    "required": _("%(field)s is missing here."),
    "no_number": _("The number is missing (%(whose)s)."),
    "no_such_number": _("No other sheet has this number (%(whose)s)."),
    "no_parent": _("Nothing in this row says where it belongs (%(whose)s)."),
    "number_twice": _("This number is already used in row %(row)s."),
    "says_otherwise": _("Row %(row)s has the same number and says otherwise: %(fields)s."),
    "too_wide": _("Something stands to the right of the last column that is read."),
}

DOUBTS: dict[str, Text] = {
    "day_or_month": _("Day and month could be the other way round."),
    "short_year": _("The year has two figures."),
    "both": _("Day and month could be the other way round, and the year has two figures."),
    "age_in_words": _("An age in words: kept as it stands, no number is made of it."),
    "name_in_brackets": _("Something in brackets beside a name: kept as part of the name."),
    "taken_apart": _("Taken apart: the year behind it is read as its day."),
    "same_name": _("The same name as in row %(row)s, in the same place."),
}


def fault_words(code: str, arguments: Mapping[str, Any], noun: str = "") -> str:
    """In the reader's language; what a noun alone can find, in its own words. Codes of nouns and fields are worded."""
    own = nouns.of(noun).faults if noun else {}
    words = str(own.get(code) or FAULTS.get(code) or code)
    return words % _worded(arguments) if "%(" in words else words


def _worded(arguments: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(arguments)
    if "whose" in made:
        made["whose"] = nouns.of(made["whose"]).label
    if "field" in made:
        made["field"] = field_of(made["field"]).label
    return made


def doubt_words(code: str, arguments: Mapping[str, Any]) -> str:
    words = str(DOUBTS[code])
    return words % arguments if "%(" in words else words
