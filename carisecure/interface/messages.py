"""The words of the pages in other languages, through Babel: no gettext program has to be installed.

`python -m carisecure.interface.messages extract` brings locale/*/LC_MESSAGES/django.po up to date with the code;
`... compile` makes the .mo files that Django reads (they are not committed). A translation that nobody has checked yet
carries the comment "draft" and is shown all the same; the footer says that it is a draft.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TextIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
MAPPING = ROOT / "babel.cfg"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = '# Translations of CariSECURE. Entries marked "draft" have not been checked by a translator yet.'


def extract_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Babel's hook for Django templates: Django turns the template into something like Python, Babel reads that."""
    code = templatize(file.read().decode())
    # What stands between two tags is indented as the page is, which Python would not accept.
    level = "\n".join(line.lstrip() for line in code.split("\n"))
    yield from extract_python(io.BytesIO(level.encode()), keywords, comment_tags, options)


def template_catalog() -> Catalog:
    """Everything in code and templates that can be translated."""
    found = Catalog(project="CariSECURE", charset="utf-8")
    with MAPPING.open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    messages = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",))
    for name, line, message, comments, context in messages:
        found.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return found


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain="django")


def extract() -> list[str]:
    """Update every catalogue; returns one line for each with what is still missing."""
    found = template_catalog()
    said = []
    for path in catalogues():
        catalog = read(path)
        made = catalog.creation_date
        catalog.update(found, no_fuzzy_matching=True)
        # Two people who extract on two days must not differ in a date alone.
        catalog.creation_date, catalog.header_comment = made, HEADER
        catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
        _without_lines(catalog)
        with path.open("wb") as file:
            write_po(file, catalog, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
        missing = sum(1 for message in catalog if message.id and not _is_translated(message))
        said.append(f"{path.parts[-3]}: {len(catalog)} texts, {missing} without a translation")
    return said


def _without_lines(catalog: Catalog) -> None:
    """Each text under the files it stands in, those of one file by the alphabet: a line added above moves nothing."""
    for message in catalog:
        message.locations = sorted({(name, 0) for name, _line in message.locations})
    by_text = sorted(catalog, key=lambda message: message.id if isinstance(message.id, str) else message.id[0])
    for message in by_text:
        if message.id:
            catalog.delete(message.id, message.context)
            catalog[message.id] = message


def _is_translated(message: Message) -> bool:
    return bool(message.string) if isinstance(message.string, str) else any(message.string or ())


def compile_all() -> list[str]:
    """Write the .mo beside each .po. Raises ValueError for a translation whose placeholders are not the original's."""
    said = []
    for path in catalogues():
        catalog = read(path)
        wrong = [f"{message.id!r}: {error}" for message, errors in catalog.check() for error in errors]
        if wrong:
            raise ValueError(f"{path}: " + "; ".join(wrong))
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        said.append(f"{path.parts[-3]}: compiled")
    return said


def main(arguments: list[str], to: TextIO = sys.stdout) -> int:
    work = {"extract": extract, "compile": compile_all}.get(arguments[0] if len(arguments) == 1 else "")
    if work is None:
        to.write("usage: python -m carisecure.interface.messages extract|compile\n")
        return 2
    to.write("".join(f"{line}\n" for line in work()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
