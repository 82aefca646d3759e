"""What is in a file, by its content: what a telephone holds is known, what means harm is told apart with a reason."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from carisecure.storage import archives, pictures, sniffing
from carisecure.storage.sniffing import Refused
from tests.storage import hostile

LEAST = 200


def look(name: str, content: bytes) -> sniffing.Kind:
    """As `cases.exhibits.checking` does."""
    stream = io.BytesIO(content)
    kind = sniffing.kind_of(stream, size=len(content), ending=sniffing.check_name(name))
    if kind.family == "archive":
        archives.look_into(stream, len(content))
    if kind.family == "picture" and kind.mime != "image/heic":  # ours is the head of one alone
        pictures.check(stream)
    return kind


@pytest.mark.parametrize("name", hostile.PLAIN)
def test_what_a_telephone_holds_is_known(name: str) -> None:
    content, mime = hostile.PLAIN[name]
    assert look(name, content).mime == mime


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"])
def test_pictures_are_known(form: str) -> None:
    assert look(f"photo.{form.lower()}", hostile.picture(form)).family == "picture"


def test_a_picture_with_words_of_its_own_in_it_is_no_trap() -> None:
    """What telephones hang on (a film of the second before) and cameras write in (XMP)."""
    more = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>' + hostile.PLAIN["film.mp4"][0]
    assert look("photo.jpg", hostile.picture() + more).mime == "image/jpeg"


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in hostile.NAMES.items() for name in names])
def test_a_name_that_misleads_is_refused(code: str, name: str) -> None:
    with pytest.raises(Refused) as refused:
        look(name, hostile.picture())
    assert refused.value.code == code


def test_plain_names_are_taken() -> None:
    for name in ("IMG_2026.05.17.jpg", "Foto de María.JPG", "WhatsApp Chat - +1 868 555.jpg", "ñandú (2).jpeg"):
        assert look(name, hostile.picture()).mime == "image/jpeg"


def test_every_hostile_file_is_refused_for_its_own_reason() -> None:
    tried = list(hostile.contents())
    wrong = []
    for code, name, content in tried:
        try:
            found = look(name, content).mime
        except Refused as refused:
            found = refused.code
        if found != code:
            wrong.append((code, name, len(content), found))
    assert wrong == []
    assert len(tried) + sum(map(len, hostile.NAMES.values())) >= LEAST


def test_a_locked_archive_says_so() -> None:
    content = hostile.locked_zip()
    assert archives.look_into(io.BytesIO(content), len(content))
    plain = hostile.PLAIN["phone.zip"][0]
    assert not archives.look_into(io.BytesIO(plain), len(plain))


def test_the_copy_has_the_pixels_turned_and_nothing_else() -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F], exif[0x0110] = "CANARY-MAKER", "CANARY-MODEL"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (10.0, 39.0, 5.0)
    original = hostile.picture(exif=exif.tobytes())
    assert b"CANARY" in original
    target = io.BytesIO()
    pictures.safe_copy(io.BytesIO(original), target)
    with Image.open(io.BytesIO(target.getvalue())) as copy:
        assert copy.size == (48, 64)
        assert not copy.getexif()
        assert copy.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        red, green, _blue = copy.convert("RGB").getpixel((40, 8))  # type: ignore[misc]  # three of them
        assert red > 150 > green  # the corner that was left above is now right above
    assert b"CANARY" not in target.getvalue()


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP", "TIFF", "BMP"])
def test_a_copy_is_made_of_every_kind(form: str) -> None:
    target = io.BytesIO()
    pictures.safe_copy(io.BytesIO(hostile.picture(form)), target)
    assert target.getvalue().startswith(b"\xff\xd8")


def test_a_damaged_picture_has_no_copy() -> None:
    with pytest.raises(Refused):
        pictures.safe_copy(io.BytesIO(hostile.picture("PNG")[:-40]), io.BytesIO())


def test_no_hostile_file_lies_in_the_repository() -> None:
    text = Path(hostile.__file__).read_bytes()
    assert hostile.eicar() not in text
