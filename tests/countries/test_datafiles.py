"""The strict reader: each kind of mistake is refused by file, line and key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

import pytest

from carisecure.datafiles import DataFileError, no_repeats, read


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Part:
    code: str
    weight: int = 1


@dataclass(frozen=True)
class Thing:
    name: str
    colour: Colour
    parts: tuple[Part, ...]
    from_: date | None = None
    size: Literal["small", "large"] = "small"
    settings: Mapping[str, int] | None = None
    is_old: bool = False

    def __post_init__(self) -> None:
        no_repeats("parts", [part.code for part in self.parts])


GOOD = """\
name: "Box"
colour: red
parts:
  - {code: lid, weight: 2}
  - {code: base}
from: 2023-12-12
settings: {a: 1}
"""


def refused(tmp_path: Path, text: str) -> DataFileError:
    path = tmp_path / "thing.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        read(path, Thing)
    return caught.value


def test_a_right_file_becomes_a_typed_frozen_object(tmp_path: Path) -> None:
    path = tmp_path / "thing.yaml"
    path.write_text(GOOD, encoding="utf-8")
    thing = read(path, Thing)
    assert thing.colour is Colour.RED
    assert thing.parts == (Part("lid", 2), Part("base", 1))
    assert thing.from_ == date(2023, 12, 12)
    assert thing.settings == {"a": 1}


@pytest.mark.parametrize(
    ("wrong", "right", "line", "key", "words"),
    [
        ("colour: red\ncolor: red", "colour: red", 3, "color", "unknown key"),
        ("colour: green", "colour: red", 2, "colour", "'green' is not one of: red, blue"),
        ("name: 12", 'name: "Box"', 1, "name", "must be a text"),
        ("name: ''", 'name: "Box"', 1, "name", "empty text"),
        ("name: NO", 'name: "Box"', 1, "name", "must be a text"),
        ("- {code: lid, weight: heavy}", "- {code: lid, weight: 2}", 4, "parts[1].weight", "whole number"),
        ("- {code: lid, wieght: 2}", "- {code: lid, weight: 2}", 4, "parts[1].wieght", "unknown key"),
        ("- {code: lid, code: top}", "- {code: lid, weight: 2}", 4, "parts[1].code", "twice"),
        ("- {weight: 2}", "- {code: lid, weight: 2}", 4, "parts[1].code", "missing"),
        ("- {code: base, weight: 2}", "- {code: lid, weight: 2}", 1, "", "parts standing twice: base"),
        ("from: 2023-13-45", "from: 2023-12-12", 6, "from", "a date"),
        ("from: 2023-12-12 10:00:00", "from: 2023-12-12", 6, "from", "a date"),
        ("settings: {a: true}", "settings: {a: 1}", 7, "settings.a", "whole number"),
        ("settings: [1]", "settings: {a: 1}", 7, "settings", "keys and values"),
        ("size: middling", "settings: {a: 1}", 7, "size", "not one of: small, large"),
        ("is_old: 1", "settings: {a: 1}", 7, "is_old", "true or false"),
        ("colour: null", "colour: red", 2, "colour", "is not one of"),
        ('name: "Box', 'name: "Box"', None, "", "not readable as YAML"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_key(
    tmp_path: Path, wrong: str, right: str, line: int | None, key: str, words: str
) -> None:
    error = refused(tmp_path, GOOD.replace(right, wrong))
    assert "thing.yaml" in str(error)
    assert error.key == key
    assert words in str(error)
    assert line is None or error.line == line


def test_an_empty_or_absent_file_is_refused(tmp_path: Path) -> None:
    assert "empty" in str(refused(tmp_path, ""))
    with pytest.raises(DataFileError, match="does not exist"):
        read(tmp_path / "nothing.yaml", Thing)
