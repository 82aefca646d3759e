"""What can be imported, and into what: each app registers its targets when it is ready; the machinery knows no other.

A target says its fields and mappings, who may import, where its batches are kept, what is written when one is committed
and what is removed when it is undone. Everything between (sheets, mapping, check, job, faults) is the same for all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from carisecure.importing.fields import Fields, Text
from carisecure.importing.layout import Layout
from carisecure.importing.models import Batch, SavedMapping
from carisecure.jobs.errors import JobRefused


class Target(ABC):
    """One kind of rows that come in.

    `action`: the line of the policy. `app`: what its kinds of work are called by. `page`: the name of the address of a
    batch's page. `no_column` is said where no column holds a field that is required, `no_column_yet` where nobody has
    chosen columns; `not_checked` and `went_in` where a batch cannot be committed, or discarded.

    Codes of `jobs.errors.WORDED`: `in_already`: this file went in meanwhile; `same_rows`: rows like these did;
    `changed`: what is there is not what was checked; `too_late`: the batch has become something else (`state`).
    """

    action: ClassVar[str]
    app: ClassVar[str]
    batches: ClassVar[type[Batch]]
    mappings: ClassVar[type[SavedMapping]]
    layout: ClassVar[type[Layout]]
    page: ClassVar[str]
    commit_title: ClassVar[Text]
    undo_title: ClassVar[Text]
    no_column: ClassVar[Text]
    no_column_yet: ClassVar[Text]
    not_checked: ClassVar[Text]
    went_in: ClassVar[Text]
    in_already: ClassVar[str]
    same_rows: ClassVar[str]
    changed: ClassVar[str]
    too_late: ClassVar[str]

    @property
    def fields(self) -> Fields:
        return self.layout.maps.fields

    def kind(self, work: str) -> str:
        """The name of a kind of work: reports.check_import."""
        return f"{self.app}.{work}"

    @abstractmethod
    def ready(self) -> Mapping[str, Layout]:
        """The mappings that ship, by name."""

    @abstractmethod
    def hold(self, batch: Any) -> None:
        """One work at a time writes where this batch goes, or takes out of it: wait for the turn. Two files with the
        same numbers, read before either is in, would both go in.
        """

    @abstractmethod
    def taken(self, batch: Any) -> frozenset[str]:
        """The ids that are in already where this batch goes."""

    @abstractmethod
    def write(self, batch: Any, rows: list[dict[str, Any]]) -> int:
        """Write some rows of a batch, each as `RowReader` read it without a fault; how many."""

    @abstractmethod
    def remove(self, batch: Any) -> int:
        """Take everything out again that `write` wrote for it; how many rows."""

    @abstractmethod
    def already_in(self, batch: Any) -> str:
        """That this very file is in already, for whoever sends it again; `batch` is the one that it came with."""

    @abstractmethod
    def known(self, batch: Any) -> JobRefused:
        """The same, from a work: with ids for arguments and not with words."""

    def recognised(self, batch: Any, layout: Layout) -> None:
        """Called once a mapping was found to fit."""
        return

    def discarded(self, batch: Any) -> None:
        """Called once a batch is gone that never went in: what was begun for it alone goes too."""
        return


_targets: dict[type[Batch], Target] = {}


def register(target: Target) -> None:
    """Called when an app is ready. Raises ValueError for a second target of the same batches."""
    if target.batches in _targets:
        raise ValueError(f"two targets of {target.batches.__name__}")
    _targets[target.batches] = target


def of(batch: Batch) -> Target:
    """The target of a batch; KeyError where no app has registered one."""
    return _targets[type(batch)]
