"""The other languages: what is read from the code, what is compiled."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from carisecure.interface import messages


def test_a_template_gives_its_texts() -> None:
    page = b"""{% load i18n %}
      <p title="{% translate 'One' %}">{% blocktranslate with a=b trimmed %}Two {{ a }}
        lines{% endblocktranslate %}</p>
    {% if x %}  {{ y|default:_("Three") }}{% endif %}"""
    found = messages.extract_template(io.BytesIO(page), messages.KEYWORDS, (), {})
    assert [message for _line, _function, message, _comments in found] == ["One", "Two %(a)s lines", "Three"]


def test_every_name_by_which_a_text_is_marked_is_one_that_the_extractor_reads() -> None:
    """A text behind another name is in no catalogue, and English in every language."""
    imported = re.compile(r"^ *from django\.utils\.translation import (?:\([^)]*\)|.*)", re.MULTILINE)
    unread = []
    for path in messages.ROOT.glob("*/**/*.py"):
        if path.relative_to(messages.ROOT).parts[0] in {"carisecure", "cases", "screening", "prosecutions", "reports"}:
            lines = " ".join(imported.findall(path.read_text(encoding="utf-8")))
            names = re.findall(r"\w*gettext\w* as (\w+)", lines)
            unread += [f"{path}: {name}" for name in names if name != "_" and name not in messages.KEYWORDS]
    assert unread == []


def _is_ours(name: str) -> bool:
    """The interface's own code, and the templates that every page or nobody's page extends."""
    return name.startswith(("carisecure/interface/", "templates/interface/")) or (
        name.startswith("templates/") and name.count("/") == 1
    )


def test_every_text_of_the_base_has_a_spanish_one() -> None:
    texts = messages.template_catalog()
    ours = {text.id for text in texts if text.id and any(_is_ours(name) for name, _line in text.locations)}
    spanish = messages.read(messages.LOCALE / "es" / "LC_MESSAGES" / "django.po")
    translated = {message.id for message in spanish if message.id and messages._is_translated(message)}
    assert sorted(map(str, ours - translated)) == []


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|</?\w+[^>]*>", text))


def test_every_translation_keeps_the_placeholders_and_marks_of_its_text() -> None:
    wrong = []
    for path in messages.catalogues():
        for text in messages.read(path):
            if not text.id or not messages._is_translated(text):
                continue
            originals = [text.id] if isinstance(text.id, str) else list(text.id)
            translations = [text.string] if isinstance(text.string, str) else list(text.string or ())
            # A singular may leave its number out ("one person"); nothing may stand that the text does not give.
            allowed = {mark for original in originals for mark in _placeholders(original)}
            if not all(translations) or any(_placeholders(each) - allowed for each in translations):
                wrong.append(text.id)
            if _placeholders(translations[-1]) != _placeholders(originals[-1]):
                wrong.append(text.id)
    assert wrong == []


def test_a_placeholder_that_differs_is_not_compiled(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    path = messages.LOCALE / "es" / "LC_MESSAGES" / "django.po"
    catalog = messages.read(path)
    catalog["%(done)s of %(total)s"].string = "%(hecho)s de %(total)s"
    monkeypatch.setattr(messages, "read", lambda _path: catalog)
    with pytest.raises(ValueError, match="done"):
        messages.compile_all()


def test_a_line_that_is_added_above_moves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise each extraction rewrites the whole file, and nobody sees what changed."""
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    (folder / "django.po").write_bytes((messages.ROOT / "locale/es/LC_MESSAGES/django.po").read_bytes())
    written = []
    for lines in ({"Zulu": 3, "Alpha": 9}, {"Zulu": 30, "Alpha": 12}):
        found = Catalog(locale="es", domain="django")
        for text, line in lines.items():
            found.add(text, locations=[("cases/a.py", line)])
        monkeypatch.setattr(messages, "template_catalog", lambda found=found: found)
        messages.extract()
        written.append((folder / "django.po").read_text())
    assert written[0] == written[1]
    assert written[0].index('"Alpha"') < written[0].index('"Zulu"')
