"""Compile the translations: `python -m carisecure.messages`. Babel does it: no machine needs gettext's msgfmt."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]


def compile_messages(folder: Path) -> list[Path]:
    """Write the .mo beside every .po that is newer than it; unfinished ("fuzzy") translations are left out."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            # abort_invalid: a broken catalogue would otherwise silently lose its translations
            catalogue = read_po(text, abort_invalid=True)
        unfinished = target.with_suffix(".new")
        with unfinished.open("wb") as binary:
            write_mo(binary, catalogue)
        unfinished.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_messages(ROOT / "locale")
