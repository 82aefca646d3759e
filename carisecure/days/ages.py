"""Ages in whole years, with the day on which they are true: the one arithmetic that moves them to another day.

What is known of an age is a range, and it is true on one day. On any other day it is wider, because whole years hide
how far the next birthday is: 16 to 18 on 3 March 2023 is 19 to 21 on 3 March 2026, and 19 to 22 on the day after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from carisecure.days.known import KnownDay


@dataclass(frozen=True)
class AgeRange:
    """An age in whole years as of the day `on`: at least `low`, at most `high`; either may be unknown.

    Without `on` it is meant as of whatever day is asked for.
    """

    low: int | None
    high: int | None
    on: date | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"an age of at least {self.low} cannot be at most {self.high}")

    @property
    def is_known(self) -> bool:
        return self.low is not None or self.high is not None

    def at(self, day: date, last: date | None = None) -> AgeRange:
        """The range on a day, or on whichever day from `day` to `last` is meant; nobody is younger than nought."""
        if self.on is None:
            return AgeRange(self.low, self.high, day)
        low = None if self.low is None else max(0, self.low + years(self.on, day))
        high = None if self.high is None else max(0, self.high - years(last or day, self.on))
        return AgeRange(low, high, day)

    def meets(self, other: AgeRange) -> bool:
        """Whether one age can lie in both; both are meant as of the same day."""
        low = max(self.low or 0, other.low or 0)
        return all(low <= one.high for one in (self, other) if one.high is not None)


def years(from_day: date, to_day: date) -> int:
    """Whole years from one day to the other, rounded down: negative where `to_day` is the earlier.

    29 February comes round on 1 March of a common year: the later reading, which keeps a child's protection one day
    longer.
    """
    return to_day.year - from_day.year - ((to_day.month, to_day.day) < (from_day.month, from_day.day))


def age_on(birth: date, day: date) -> int:
    """Age in whole years on a day. Raises `ValueError` for a day before the birth."""
    if day < birth:
        raise ValueError("the day lies before the birth")
    return years(birth, day)


def of_birth(born: KnownDay, day: date) -> AgeRange | None:
    """What a date of birth, perhaps known in part, says of the age on a day; None where nobody was born yet."""
    if day < born.first:
        return None
    return AgeRange(age_on(min(born.last, day), day), age_on(born.first, day), day)
