"""The keys of a restored house as files, a file each, named as `docker/make-secrets` does. What is there is kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from carisecure.backup.target import CannotRestore


def demand_folder(folder: Path) -> None:
    """Raises CannotRestore, before anything is done, where nothing can be written."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise CannotRestore(f"The keys cannot be written to {folder}: no such folder, or closed.")


def write(folder: Path, secrets: Mapping[str, str], stamp: str) -> list[str]:
    """A line for each file. Another key under the name is put aside, never overwritten: it may open another house."""
    said = []
    for name, value in secrets.items():
        path = folder / name.lower()
        if path.exists():
            if path.read_text(encoding="utf-8").strip() == value:
                continue
            aside = path.with_name(f"{path.name}.before-{stamp}")
            path.rename(aside)
            said.append(f"Another {path.name} was there: it is called {aside.name} now.")
        part = path.with_name(f"{path.name}.part")
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o444), "w", encoding="utf-8") as stream:
            stream.write(value)
        part.rename(path)
        said.append(f"Written: {path}")
    return said
