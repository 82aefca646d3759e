"""Paper: typst's own fonts, and no box in place of a letter."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import typst
from django.conf import settings

from carisecure.interface import paper


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rosa Demo",
        "Zoë Peña-Núñez “x” … € ½",
        "Привет",
        "नमस्ते",
        "مرحبا",
        "Ελένη",
        "Việt Nam",
        "→ ☐",
        "one\ntwo\tthree\r\n",
    ],
)
def test_what_the_fonts_have_is_printed_as_it_is(text: str) -> None:
    assert paper.spelt(text) == (text, [])


@pytest.mark.parametrize(
    ("text", "printed", "letters"),
    [
        ("陈美丽", "[ChenMeiLi]", ["Chinese"]),
        ("Letter of 김민수, signed", "Letter of [GimMinSu], signed", ["Korean"]),
        ("陈 and ไทย", "[Chen] and [ithy]", ["Chinese", "Thai"]),
        ("たなか", "[tanaka]", ["Japanese"]),
        ("Danger 😀 now", "Danger [:grinning:] now", ["other"]),
        ("தமிழ்", "[tmil]", ["Tamil"]),
        ("a\x07b\x93c", "a[?]b[?]c", ["other"]),
    ],
)
def test_what_they_have_not_is_spelt_and_said(text: str, printed: str, letters: list[str]) -> None:
    found, named = paper.spelt(text)
    assert named == letters
    if "ไ" not in text:
        assert found == printed
    assert found.isascii()


def test_a_letter_that_nobody_has_looked_at_is_an_error_and_no_box(tmp_path: Path) -> None:
    source = tmp_path / "page.typ"
    source.write_text("#json(bytes(sys.inputs.data)).text")
    assert paper.document(source, {"text": "Rosa"}).startswith(b"%PDF")
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        paper.document(source, {"text": "陈美丽"})
    printed, _letters = paper.spelt("陈美丽")
    assert paper.document(source, {"text": printed}).startswith(b"%PDF")


def test_nothing_depends_on_the_fonts_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One place compiles, and it asks for no font of the machine."""
    calls = [
        (path, node)
        for app in ("carisecure", "cases", "screening", "prosecutions", "reports")
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "typst.compile"
    ]
    assert [path.name for path, _node in calls] == ["paper.py"]
    asked = {keyword.arg: ast.unparse(keyword.value) for keyword in calls[0][1].keywords}
    assert asked["ignore_system_fonts"] == "True"
    assert "font_paths" not in asked
    source = tmp_path / "page.typ"
    source.write_text('#set text(font: "DejaVu Sans")\n#json(bytes(sys.inputs.data)).text')
    # A font that most machines have, and typst's wheel has not: the document falls back to one of its own.
    assert b"DejaVuSans+" not in paper.document(source, {"text": "Rosa"}).replace(b"#20", b"")
