"""A number as a telephone dials it."""

from __future__ import annotations

import phonenumbers
from django.conf import settings


def dialled(number: str) -> str:
    """The address of a number that can be tapped: in international form where the country knows it (800-4CTU too).

    Short numbers (999) and what the country does not know are dialled as they stand; "" where there is no digit.
    """
    if not any(letter.isdigit() for letter in number):
        return ""
    try:
        parsed = phonenumbers.parse(number, settings.COUNTRY)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is not None and phonenumbers.is_valid_number(parsed):
        return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.RFC3966))
    digits = phonenumbers.normalize_digits_only(phonenumbers.convert_alpha_characters_in_number(number))
    return f"tel:{'+' if number.strip().startswith('+') else ''}{digits}"
