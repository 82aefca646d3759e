"""The other languages: what is read from the code, what is compiled."""

from __future__ import annotations

import io

import pytest

from carisecure.interface import messages


def test_a_template_gives_its_texts() -> None:
    page = b"""{% load i18n %}
      <p title="{% translate 'One' %}">{% blocktranslate with a=b trimmed %}Two {{ a }}
        lines{% endblocktranslate %}</p>
    {% if x %}  {{ y|default:_("Three") }}{% endif %}"""
    found = messages.extract_template(io.BytesIO(page), messages.KEYWORDS, (), {})
    assert [message for _line, _function, message, _comments in found] == ["One", "Two %(a)s lines", "Three"]


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


def test_a_placeholder_that_differs_is_not_compiled(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    path = messages.LOCALE / "es" / "LC_MESSAGES" / "django.po"
    catalog = messages.read(path)
    catalog["%(done)s of %(total)s"].string = "%(hecho)s de %(total)s"
    monkeypatch.setattr(messages, "read", lambda _path: catalog)
    with pytest.raises(ValueError, match="done"):
        messages.compile_all()
