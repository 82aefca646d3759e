"""A copy of a picture that can be shown: its pixels alone, turned the right way, nothing of where and by what."""

from __future__ import annotations

import warnings
from typing import IO

from carisecure.storage.sniffing import Refused

MOST_PIXELS = 120_000_000  # 360 MB once opened
LONGEST_SIDE = 2560
CONTENT_TYPE = "image/jpeg"


def check(stream: IO[bytes]) -> None:
    """Look at the head alone. Raises Refused for one that is damaged or too large to be opened."""
    _sized(stream)


def safe_copy(stream: IO[bytes], target: IO[bytes]) -> None:
    """Write a JPEG of at most LONGEST_SIDE. Raises Refused where it cannot be opened."""
    from PIL import Image, ImageOps

    try:
        with _sized(stream) as picture:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            turned = ImageOps.exif_transpose(picture)
            turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = Image.new("RGB", turned.size, "white")
            layer = turned.convert("RGBA") if turned.mode in ("RGBA", "LA", "P", "PA") else None
            plain.paste(layer or turned.convert("RGB"), mask=layer)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as fault:
        raise Refused("picture_damaged") from fault
    plain.save(target, "JPEG", quality=85)  # a new picture: no EXIF, no XMP, no thumbnail goes along


def _sized(stream: IO[bytes]):  # type: ignore[no-untyped-def]  # of a library that is read here alone
    import pi_heif
    from PIL import Image

    pi_heif.register_heif_opener()
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is ours
            picture = Image.open(stream)
    except Image.DecompressionBombError as fault:
        raise Refused("too_many_pixels") from fault
    except (OSError, ValueError, SyntaxError, EOFError) as fault:
        raise Refused("picture_damaged") from fault
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("too_many_pixels")
    return picture
