"""Telephones and documents: what each is found by, and how well a stored one answers the one that was asked for.

What was left out on either side (an area code, the letters of a document) is not held against it, and the answer says
so; what stands on both sides must agree.
"""

from __future__ import annotations

from carisecure.access.vault import blind
from carisecure.countries import telephones

PHONE, DOCUMENT = "phone", "document"  # kinds of `PersonIdentity`
FEWEST_DIGITS = 5  # of a document whose letters may be left out: with fewer every other paper would answer

SAME, IN_PART = "same", "in_part"


def terms(kind: str, text: str) -> set[str]:
    """What is indexed, to be keyed: each number of a telephone field; a document with its letters and without."""
    if kind == PHONE:
        return {term for one in telephones.read(text) for term in _phone_terms(one)}
    if kind == DOCUMENT and (whole := blind.normalised(text)):
        digits, has_letters = _digits(whole)
        found = {f"document:{whole}"}
        if len(digits) >= FEWEST_DIGITS:
            found.add(f"document-digits:{digits}")
            if not has_letters:
                found.add(f"document-bare:{digits}")
        return found
    return set()


def asked_terms(kind: str, text: str) -> set[str]:
    """What a row must be indexed under, one of them, to be opened and compared."""
    if kind == PHONE:
        return {
            term
            for one in telephones.read(text)
            for term in ((f"phone:{one.e164}", f"phone-no-area:{one.last_seven}") if one.has_area else (_tail(one),))
        }
    whole = blind.normalised(text)
    digits, has_letters = _digits(whole)
    return {f"document:{whole}", f"document-{'bare' if has_letters else 'digits'}:{digits}"} if whole else set()


def answers(kind: str, asked: str, stored: str) -> str:
    """SAME, IN_PART (something was left out on one side) or "" for another number."""
    if kind == PHONE:
        pairs = [(a, b) for a in telephones.read(asked) for b in telephones.read(stored)]
        if any(a.has_area and b.has_area and a.e164 == b.e164 for a, b in pairs):
            return SAME
        return (
            IN_PART if any(a.last_seven == b.last_seven and not (a.has_area and b.has_area) for a, b in pairs) else ""
        )
    wanted, there = blind.normalised(asked), blind.normalised(stored)
    if wanted == there:
        return SAME
    (digits, letters), (others, other_letters) = _digits(wanted), _digits(there)
    is_same = digits == others and len(digits) >= FEWEST_DIGITS and not (letters and other_letters)
    return IN_PART if is_same else ""


def _phone_terms(one: telephones.Telephone) -> set[str]:
    return {_tail(one), f"phone:{one.e164}" if one.has_area else f"phone-no-area:{one.last_seven}"}


def _tail(one: telephones.Telephone) -> str:
    return f"phone-last-seven:{one.last_seven}"


def _digits(whole: str) -> tuple[str, bool]:
    digits = "".join(c for c in whole if c.isdigit())
    return digits, len(digits) < len(whole)
