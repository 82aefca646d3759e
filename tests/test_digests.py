"""The digest of a JSON value is that of RFC 8785: the standard's own examples, and what has no canonical form."""

from __future__ import annotations

import hashlib
import json
import struct

import pytest
from rfc8785 import CanonicalizationError

from carisecure.digests import canonical, digest

SAMPLE = (
    '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001], '
    r'"string": "\u20ac$\u000F\u000aA' + "'" + r'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}'
)
CANONICAL = (
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
    r'"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}'
)
# Appendix B: the bits of a number, and how it is written.
NUMBERS = {
    "0000000000000000": "0", "8000000000000000": "0", "0000000000000001": "5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308", "4340000000000000": "9007199254740992",
    "44b52d02c7e14af5": "9.999999999999997e+22", "44b52d02c7e14af6": "1e+23", "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8d": "0.000001", "41b3de4355555553": "333333333.3333332",
    "becbf647612f3696": "-0.0000033333333333333333",
}  # fmt: skip


def test_the_sample_of_the_standard() -> None:
    assert canonical(json.loads(SAMPLE)) == CANONICAL.encode()
    assert digest(json.loads(SAMPLE)) == hashlib.sha256(CANONICAL.encode()).hexdigest()


@pytest.mark.parametrize(("bits", "written"), NUMBERS.items())
def test_the_numbers_of_the_standard(bits: str, written: str) -> None:
    assert canonical(struct.unpack(">d", bytes.fromhex(bits))[0]) == written.encode()


def test_keys_are_sorted_as_utf_16() -> None:
    """Python and PostgreSQL would sort a sign beyond the first 65,536 last; the standard puts it before U+FB33."""
    keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical(keys))) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ({"a": 1, "b": [1, 2]}, {"b": (1, 2), "a": 1}),
        ({"median": 36.0}, {"median": 36}),
        ({"at": json.loads("0.50")}, {"at": 0.5}),
    ],
)
def test_what_says_the_same_has_one_digest(one: object, same: object) -> None:
    assert digest(one) == digest(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [([1, 2], [2, 1]), ({"a": None}, {}), ("1", 1), ("é", "e\u0301"), ([["a", "b"]], [["a,b"]]), (1, True)],
)
def test_what_differs_has_another(one: object, other: object) -> None:
    assert digest(one) != digest(other)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, {1: "a"}, {"a": object()}, "\ud83d"])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(CanonicalizationError):
        digest(value)
