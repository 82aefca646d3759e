"""Two of three sheets open the second place; every way to type one wrongly is told, and no word of it repeated."""

from __future__ import annotations

from itertools import combinations

import pytest
from pyrage import decrypt, encrypt, x25519

from carisecure.backup import shares
from carisecure.backup.shares import WrongShares

SECRET, MADE = shares.make()


def test_any_two_of_three_give_the_secret_back_and_one_does_not() -> None:
    for two in combinations(MADE, 2):
        assert shares.combined(two) == SECRET
    assert shares.combined(MADE) == SECRET
    for one in MADE:
        with pytest.raises(WrongShares, match="2 different shares are needed; one was typed"):
            shares.combined([one])


def test_what_is_sealed_for_the_recipient_opens_with_the_identity_of_two_shares() -> None:
    sealed = encrypt(b"a name", [x25519.Recipient.from_str(shares.recipient(SECRET))])
    assert decrypt(sealed, [shares.demanded(MADE[1:], shares.recipient(SECRET))]) == b"a name"


def test_the_secret_is_an_age_identity_as_the_age_tool_writes_it() -> None:
    """The second vector of BIP 173 for the alphabet, and the library's own reading of ours."""
    assert shares.identity_text(SECRET).startswith("AGE-SECRET-KEY-1")
    assert str(shares.identity(SECRET)) == shares.identity_text(SECRET)
    assert str(x25519.Identity.from_str(shares.identity_text(SECRET)).to_public()) == shares.recipient(SECRET)


def test_it_is_read_as_people_type_it() -> None:
    words = MADE[0].split()
    numbered = "\n".join(f"{n}. {word.upper()}" for n, word in enumerate(words, 1))
    short = " ".join(word[:4] for word in words)
    read = shares.read(MADE[0])
    assert (read.number, len(read.words)) == (1, shares.WORDS)
    assert shares.read(numbered) == shares.read(short) == read
    assert len({shares.read(one).set_number for one in MADE}) == 1
    assert [shares.read(one).number for one in MADE] == [1, 2, 3]


def _with(place: int, word: str) -> str:
    words = MADE[0].split()
    words[place] = word
    return " ".join(words)


def _swapped() -> str:
    words = MADE[0].split()
    other = next(n for n in range(5, 33) if words[n] != words[4])
    words[4], words[other] = words[other], words[4]
    return " ".join(words)


OTHER_WORD = "academic" if MADE[0].split()[10] != "academic" else "acid"
_, OTHERS = shares.make()
WRONG = {
    "nothing": ([" \n", MADE[1]], "Share typed as no. 1: Nothing was typed."),
    "no word of the list": ([_with(6, "zebra"), MADE[1]], "Share typed as no. 1: Word 7 is none of the list."),
    "another end of a word": ([MADE[1], _with(0, MADE[0].split()[0] + "x")], "no. 2: Word 1 is none of the list."),
    "a word missing": ([" ".join(MADE[0].split()[:-1]), MADE[1]], "A share has 33 words; these are 32."),
    "another word of the list": ([_with(10, OTHER_WORD), MADE[1]], "one of them is another one than on the sheet"),
    "two words changed places": ([_swapped(), MADE[1]], "or two have changed places"),
    "the same twice": ([MADE[2], MADE[2]], "2 different shares are needed; share 3 was typed twice"),
    "of two sets": ([MADE[0], OTHERS[1]], "not of one set"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_without_a_word_of_the_share(case: str) -> None:
    typed, told = WRONG[case]
    with pytest.raises(WrongShares) as refusal:
        shares.combined(typed)
    assert told in str(refusal.value)
    said = set(str(refusal.value).lower().replace(".", "").split())
    kept = {word for word in " ".join(typed).split() if len(word) > 5} - {"another", "changed", "different"}
    assert not said & kept


def test_whole_shares_of_another_house_are_told_by_their_recipient() -> None:
    other, _ = shares.make()
    with pytest.raises(WrongShares, match="sealed for " + shares.recipient(other)):
        shares.demanded(MADE[:2], shares.recipient(other))


def test_only_a_recipient_is_one() -> None:
    assert shares.is_recipient(shares.recipient(SECRET))
    for text in ("", "age1", shares.recipient(SECRET)[:-1], shares.identity_text(SECRET)):
        assert not shares.is_recipient(text)
