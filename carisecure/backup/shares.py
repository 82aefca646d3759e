"""The master secret of the second place, in three shares of which any two open it; nothing of it is kept anywhere.

The secret is 32 random bytes, and they are an age identity as they are: with two shares, a program that knows SLIP-39
and the `age` tool, what lies at the second place opens without this house as well.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyrage import RecipientError, x25519
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

SECRET_BYTES = 32
NEEDED, MADE = 2, 3
WORDS = 33  # of a share; the list holds 1,024, told apart by their first four letters
TOLD_APART_BY = 4

_BY_START = {word[:TOLD_APART_BY]: word for word in WORDLIST}
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class WrongShares(ValueError):
    """What was typed opens nothing. The message says what is wrong and never repeats a word of a share."""


@dataclass(frozen=True)
class ReadShare:
    """One share as it was typed. `number`: 1 to 3, as it stands on the sheet. `set_number`: the same on all three."""

    words: tuple[str, ...]
    number: int
    set_number: int


def make() -> tuple[bytes, list[str]]:
    """A new master secret, and its three shares of 33 words each."""
    secret = os.urandom(SECRET_BYTES)
    return secret, split(secret)


def split(secret: bytes) -> list[str]:
    return list(generate_mnemonics(1, [(NEEDED, MADE)], secret)[0])


def read(text: str) -> ReadShare:
    """A share as somebody types it: in lines, numbered, in capitals, or the first four letters of each word.

    Raises WrongShares.
    """
    typed = re.findall(r"[^\W\d_]+", text.lower())
    if not typed:
        raise WrongShares("Nothing was typed.")
    words = tuple(_word(word, place) for place, word in enumerate(typed, 1))
    if len(words) != WORDS:
        raise WrongShares(f"A share has {WORDS} words; these are {len(words)}.")
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError as fault:
        raise WrongShares(
            "Each word is one of the list, but together they are no share: one of them is another one than on the "
            "sheet, or two have changed places."
        ) from fault
    if (share.member_threshold, share.group_threshold) != (NEEDED, 1):
        raise WrongShares(f"This is a share of something else: it is not one of {NEEDED} of {MADE}.")
    return ReadShare(words, share.index + 1, share.identifier)


def _word(typed: str, place: int) -> str:
    found = _BY_START.get(typed[:TOLD_APART_BY]) if typed not in WORDLIST else typed
    if found is None or not found.startswith(typed):
        raise WrongShares(f"Word {place} is none of the list. Compare it with the sheet, letter by letter.")
    return found


def combined(texts: Sequence[str]) -> bytes:
    """The master secret out of two different shares of one set. Raises WrongShares."""
    found: list[ReadShare] = []
    for place, text in enumerate(texts, 1):
        try:
            found.append(read(text))
        except WrongShares as fault:
            raise WrongShares(f"Share typed as no. {place}: {fault}") from fault
    if len({share.set_number for share in found}) > 1:
        raise WrongShares("These shares are not of one set: they were made on different days.")
    different = {share.number: share for share in found}
    if len(different) < NEEDED:
        raise WrongShares(
            f"{NEEDED} different shares are needed; "
            + (f"share {found[0].number} was typed twice." if len(found) > 1 else "one was typed.")
        )
    first = [" ".join(share.words) for share in list(different.values())[:NEEDED]]
    try:
        return bytes(combine_mnemonics(first))
    except MnemonicError as fault:
        raise WrongShares("Each share is whole, but they do not fit together: one belongs to another set.") from fault


def identity(secret: bytes) -> x25519.Identity:
    """What opens the second place."""
    return x25519.Identity.from_str(identity_text(secret))


def recipient(secret: bytes) -> str:
    """What seals for it (`age1...`): the setting BACKUP_RECIPIENT, no secret."""
    return str(identity(secret).to_public())


def demanded(texts: Sequence[str], expected: str) -> x25519.Identity:
    """The identity of these shares, which has to be that of the recipient. Raises WrongShares."""
    secret = combined(texts)
    if recipient(secret) != expected:
        raise WrongShares(
            f"These two shares fit together and open backups for {recipient(secret)}; these here are sealed for "
            f"{expected}. Look for the sheets with that line."
        )
    return identity(secret)


def is_recipient(text: str) -> bool:
    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return True


def identity_text(secret: bytes) -> str:
    """`AGE-SECRET-KEY-1...`: the 32 bytes in Bech32 (BIP 173), as the `age` tool reads them."""
    prefix = "age-secret-key-"
    data = _in_fives(secret)
    spread = [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]
    check = _polymod([*spread, *data, 0, 0, 0, 0, 0, 0]) ^ 1
    tail = [(check >> 5 * (5 - n)) & 31 for n in range(6)]
    return (prefix + "1" + "".join(_BECH32[value] for value in [*data, *tail])).upper()


def _in_fives(data: bytes) -> list[int]:
    bits = len(data) * 8
    padding = -bits % 5
    number = int.from_bytes(data, "big") << padding
    return [(number >> shift) & 31 for shift in range(bits + padding - 5, -1, -5)]


def _polymod(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, step in enumerate(_BECH32_STEPS):
            check ^= step if top >> bit & 1 else 0
    return check
