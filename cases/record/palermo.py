"""The definition of trafficking: act, means, purpose, and the rule for children.

Source: Palermo Protocol, art. 3: (a) the three elements; (b) consent is irrelevant once a means was used; (c) for a
child act and purpose are enough; (d) a child is a person under 18. Nothing here decides on a person; people do.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from carisecure.days.ages import AgeRange, age_on
from cases.record.codelists import codelist

CHILD_UNDER = 18  # art. 3(d): the eighteenth birthday is adult
# How long before it was told the conduct may have begun, where nobody recorded when: the CTDC counts exploitation
# of up to 12, of 13 to 24 and of more months; the last has no end, and with it nobody would ever be an adult.
UNRECORDED_YEARS = 2


class ChildAtAct(StrEnum):
    """Whether the person was a child when the act happened, which is not the same as at the interview."""

    CHILD = "child"
    PRESUMED_CHILD = "presumed_child"  # may have been under 18: treated as a child until verified
    ADULT = "adult"
    NOT_KNOWN = "not_known"  # nothing is known about the age: ask, and treat as a child if it could be one

    @property
    def treated_as_child(self) -> bool:
        """True for a child and for anybody known to be possibly under 18; not for a person of whom no age is known."""
        return self in (ChildAtAct.CHILD, ChildAtAct.PRESUMED_CHILD)


@dataclass(frozen=True)
class Elements:
    """Which elements the recorded facts show. `missing` names those still without a fact, in the order of the law."""

    act: bool
    means: bool
    purpose: bool
    means_needed: bool

    @property
    def met(self) -> bool:
        return self.act and self.purpose and (self.means or not self.means_needed)

    @property
    def missing(self) -> tuple[str, ...]:
        found = {"act": self.act, "means": self.means or not self.means_needed, "purpose": self.purpose}
        return tuple(element for element, there in found.items() if not there)


def child_at_act(
    began_on: date, *, began_by: date | None = None, birth: date | None = None, age: AgeRange | None = None
) -> ChildAtAct:
    """Whether the person was under 18 when the conduct began.

    Any part of the conduct before the eighteenth birthday makes the child rule apply, so its beginning decides and its
    end is not asked for. `began_on` is the earliest day on which it can have begun and `began_by` the latest: "in 2025"
    is 1 January and 31 December. A birth date goes before an estimate; what leaves both open is presumed a child.
    """
    began_by = began_by or began_on
    if began_by < began_on:
        raise ValueError("the latest beginning lies before the earliest")
    if birth is not None:
        low: int | None = age_on(birth, max(began_on, birth))
        high: int | None = age_on(birth, max(began_by, birth))
    elif age is not None:
        then = age.at(began_on, began_by)
        low, high = then.low, then.high
    else:
        low = high = None
    return child_of_age(AgeRange(low, high))


def child_of_age(age: AgeRange) -> ChildAtAct:
    """Whether somebody of this age is a child; the age is that of the day that matters."""
    if not age.is_known:
        return ChildAtAct.NOT_KNOWN
    if age.high is not None and age.high < CHILD_UNDER:
        return ChildAtAct.CHILD
    return ChildAtAct.ADULT if age.low is not None and age.low >= CHILD_UNDER else ChildAtAct.PRESUMED_CHILD


def child_before_telling(age: AgeRange, told_on: date) -> ChildAtAct:
    """The same where the day of the act is not recorded: only the day is on which somebody told of it.

    Rule: the age at the act counts, not the one at the interview; any part of the conduct before the eighteenth
    birthday counts as a child's; whoever may have been under 18 is presumed a child until verified (art. 3(c) and (d);
    domain reference, sections 0.6 and 1). The conduct may have begun up to UNRECORDED_YEARS before it was told: 18 or
    19 then, or "at least 18", is presumed a child, and 20 an adult. Under 18 then is a child, whenever it began.
    """
    try:
        began_on = told_on.replace(year=told_on.year - UNRECORDED_YEARS)
    except ValueError:  # 29 February
        began_on = date(told_on.year - UNRECORDED_YEARS, 3, 1)
    return child_at_act(began_on, began_by=told_on, age=age if age.on else replace(age, on=told_on))


def elements_met(*, acts: Iterable[str], means: Iterable[str], purposes: Iterable[str], child: ChildAtAct) -> Elements:
    """Which elements are shown by codes of the lists `act`, `means_palermo` and `exploitation`.

    `unknown` is not a purpose. Exploitation need not have happened: the intended form counts. Raises `UnknownCode`.
    """
    purpose = [code for code in codelist("exploitation").check(purposes) if code != "unknown"]
    return Elements(
        act=bool(codelist("act").check(acts)),
        means=bool(codelist("means_palermo").check(means)),
        purpose=bool(purpose),
        means_needed=not child.treated_as_child,
    )


def age_band(age: int | None, scheme: str) -> str | None:
    """The band of an age in whole years in the scheme "ctdc", "unodc" or "ctu"; None for an unknown age, never a band.

    Raises `KeyError` for an unknown scheme and `ValueError` for a negative age. Source: CTDC codebook v2, variable 3.
    """
    bands = codelist(f"age_band_{scheme}").codes
    if age is None:
        return None
    if age < 0:
        raise ValueError("an age cannot be negative")
    return next(band.code for band in bands if band.to_age is None or age <= band.to_age)


def age_band_of_range(low: int | None, high: int | None, scheme: str) -> str | None:
    """The band in which a whole range lies, else None: an age of 16 to 20 is in no band, not in a guessed one."""
    if low is None:
        return None
    bands = codelist(f"age_band_{scheme}").codes
    band = age_band(low, scheme)
    is_open = bands[-1].code == band
    return band if (high is None and is_open) or (high is not None and age_band(high, scheme) == band) else None
