"""How one file is opened: what was found in it, what was asked about that, and what somebody answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from carisecure.importing import sheet, survey
from carisecure.importing.survey import Surveyed


@dataclass(frozen=True)
class Answers:
    """What somebody said. `head_row` 0: as it was found. What is hidden is left out unless it is wanted."""

    sheet: int
    head_row: int = 0
    with_hidden_rows: bool = False
    with_hidden_columns: bool = False


@dataclass
class Opening:
    """`wanted`: the mapping that was chosen with the file. `missing`: columns that it reads and the sheet does not
    have. `left_out`: rows that hold only the template's number. `sheets`: those that a person sees and that hold
    something.
    """

    wanted: str = ""
    sheets: list[Surveyed] = field(default_factory=list)
    hidden_sheets: list[str] = field(default_factory=list)
    unseen_sheets: int = 0
    answers: Answers | None = None
    missing: list[str] = field(default_factory=list)
    left_out: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def chosen(self) -> Surveyed | None:
        """The sheet that is read; None while there are several and nobody has said which."""
        if self.answers is None:
            return self.sheets[0] if len(self.sheets) == 1 else None
        return next((one for one in self.sheets if one.number == self.answers.sheet), None)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be asked."""
        return self.chosen is not None and (self.answers is not None or not self.chosen.is_asked_about)

    @property
    def columns_left_out(self) -> list[int]:
        if self.chosen is None or (self.answers and self.answers.with_hidden_columns):
            return []
        return self.chosen.hidden_columns

    @property
    def rows_left_out(self) -> int:
        """How many hidden rows are not read."""
        if self.chosen is None or (self.answers and self.answers.with_hidden_rows):
            return 0
        return self.chosen.hidden_rows

    @property
    def reading(self) -> sheet.Reading:
        """For the reader. Files that were sent before anything was asked are read as they were then."""
        if self.chosen is None:
            return sheet.Reading()
        return sheet.Reading(
            sheet=self.chosen.number,
            head_row=self.chosen.head_row,
            without_hidden_rows=not (self.answers and self.answers.with_hidden_rows),
            without_columns=tuple(self.columns_left_out),
            merged=tuple(self.chosen.merged),
        )

    @property
    def full(self) -> frozenset[int] | None:
        """The columns that are read because something stands in them; None where nobody has looked."""
        return frozenset(self.chosen.full) - frozenset(self.columns_left_out) if self.chosen else None


def from_json(content: Mapping[str, Any]) -> Opening:
    made = Opening(**content)
    made.sheets = [survey.from_json(one) for one in content.get("sheets", [])]
    answers = content.get("answers")
    made.answers = Answers(**answers) if answers else None
    return made
