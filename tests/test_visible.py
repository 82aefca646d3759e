"""Signs that nobody sees are gone; everything that is seen stays."""

import pytest

from carisecure.visible import visible


@pytest.mark.parametrize(
    "sign", list("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u202e\u2060\u2066\u2069\ufeff")
)
def test_what_nobody_sees_is_gone(sign: str) -> None:
    assert visible(f"{sign}868{sign}-6{sign}{sign}20{sign}") == "868-620"


@pytest.mark.parametrize(
    "text", ["", "868-620-1234", "víctima, año", "620\u00a01234", "620\u20111234", "陈伟", "a\tb\nc"]
)
def test_what_is_seen_stays(text: str) -> None:
    assert visible(text) == text
