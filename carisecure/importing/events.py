"""The parts of a workbook as a stream of elements: none is kept, and what could make the parser grow is refused.

`xml.parsers.expat` by itself, because every reader that builds elements keeps one for each row (a million rows: some
hundred megabytes), and none of them tells a hidden row or a formula without a value. A document type is refused whole:
no workbook has one, and with it go entities of every kind.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol
from xml.parsers import expat

from carisecure.importing.refused import FileRefused, too_packed

BLOCK = 1 << 16
DEEPEST = 64
LONGEST_TAG = 1 << 20  # bytes that the parser may hold back, waiting for the end of a tag

Attributes = dict[str, str]


class Handler(Protocol):
    """What is done with the elements. Names are without their namespace, attributes' with it ("urn:x name")."""

    def start(self, name: str, attributes: Attributes) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...

    def take(self) -> list[Any]:
        """What is finished since it was asked last."""


class Base:
    """A handler that does nothing."""

    def start(self, name: str, attributes: Attributes) -> None:
        return

    def end(self, name: str) -> None:
        return

    def text(self, text: str) -> None:
        return

    def take(self) -> list[Any]:
        return []


def stream(part: Any, handler: Handler, refusal: Callable[[], FileRefused]) -> Iterator[Any]:
    """Everything that the handler makes of a part, as soon as it is made. Raises `refusal()` where it is damaged."""
    parser = _parser(handler, refusal)
    fed = 0
    try:
        while block := part.read(BLOCK):
            parser.Parse(block, False)
            fed += len(block)
            if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TAG:
                raise too_packed()
            yield from handler.take()
        parser.Parse(b"", True)
    except (expat.ExpatError, zlib.error, zipfile.BadZipFile, EOFError, ValueError, OverflowError):
        raise refusal() from None
    yield from handler.take()


def run(part: Any, handler: Handler, refusal: Callable[[], FileRefused]) -> None:
    """The same for a handler that keeps what it needs."""
    for _made in stream(part, handler, refusal):
        pass


def _parser(handler: Handler, refusal: Callable[[], FileRefused]) -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise refusal()
        handler.start(name.rpartition(" ")[2], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(name.rpartition(" ")[2])

    def doctype(*_declared: object) -> None:
        raise refusal()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = doctype
    return parser
