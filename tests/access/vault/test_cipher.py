import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured

from carisecure.access.vault.cipher import Place, key_id_of, open_sealed, seal
from carisecure.access.vault.keyring import CannotOpen, read_keys

KEY, KEY_ID = bytes(range(32)), uuid.UUID(int=7)
PLACE = Place("cases_note", "text", "row-1")


def test_a_text_comes_back_as_it_went_in() -> None:
    sealed = seal("María Peña — 晓", key_id=KEY_ID, key=KEY, place=PLACE)
    assert open_sealed(sealed, key=KEY, place=PLACE) == "María Peña — 晓"
    assert key_id_of(sealed) == KEY_ID
    assert "Peña".encode() not in sealed


def test_two_seals_of_one_text_differ() -> None:
    assert seal("a", key_id=KEY_ID, key=KEY, place=PLACE) != seal("a", key_id=KEY_ID, key=KEY, place=PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [Place("cases_note", "text", "row-2"), Place("cases_note", "title", "row-1"), Place("cases_case", "text", "row-1")],
)
def test_a_ciphertext_copied_elsewhere_does_not_open(elsewhere: Place) -> None:
    sealed = seal("a name", key_id=KEY_ID, key=KEY, place=PLACE)
    with pytest.raises(CannotOpen):
        open_sealed(sealed, key=KEY, place=elsewhere)


def test_every_changed_byte_is_noticed() -> None:
    sealed = seal("a name", key_id=KEY_ID, key=KEY, place=PLACE)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(CannotOpen):
            open_sealed(changed, key=KEY, place=PLACE)


def test_the_wrong_key_does_not_open() -> None:
    sealed = seal("a name", key_id=KEY_ID, key=KEY, place=PLACE)
    with pytest.raises(CannotOpen):
        open_sealed(sealed, key=bytes(32), place=PLACE)


@pytest.mark.parametrize("text", ["", "1:abc", "x:" + "A" * 43 + "=", "1:" + "A" * 43 + "=,1:" + "A" * 43 + "="])
def test_a_ring_that_is_not_one_stops_the_start_without_printing_it(text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as fault:
        read_keys(text)
    assert "AAAA" not in str(fault.value)


def test_the_highest_number_wraps_and_the_others_still_open() -> None:
    one, two = "1:" + "A" * 43 + "=", "2:" + "B" * 42 + "A="
    old, both = read_keys(one), read_keys(f"{one},{two}")
    number, wrapped = old.wrap(KEY)
    assert both.unwrap(number, wrapped) == KEY
    assert both.wrap(KEY)[0] == 2
    with pytest.raises(CannotOpen):
        read_keys(two).unwrap(number, wrapped)
