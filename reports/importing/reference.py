"""What can be imported here: published records of people, into a reference collection."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from carisecure.importing import layout
from reports.importing.fields import FIELDS

READY = Path(__file__).resolve().parent / "layouts"


@dataclass(frozen=True)
class ColumnMap(layout.ColumnMap):
    fields: ClassVar = FIELDS


@dataclass(frozen=True)
class Layout(layout.Layout):
    maps: ClassVar = ColumnMap

    columns: tuple[ColumnMap, ...]


@cache
def ready_layouts() -> dict[str, Layout]:
    """The mappings that ship with the project, by the name of their file. Raises DataFileError."""
    return Layout.ready(READY)
