"""The catalogue of offences of this country: what somebody can be charged with, and under which dated penalty.

Source: `offences.yaml` of the country pack. Each fact says how far it is trusted, because a statute that nobody here
has read in full must never look like one that has been read; counsel confirms before use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from carisecure.countries.packs import pack
from carisecure.datafiles import no_repeats, read
from carisecure.words import Trust, Words


@dataclass(frozen=True)
class Titled:
    """A code of the catalogue with its words: an ICCS class, a circumstance that makes it worse."""

    code: str
    title: Words


@dataclass(frozen=True)
class InForce:
    """Since when the Act applies; with `precision` year only the year is known, and it counts from its first day."""

    from_: date
    trust: Trust
    precision: Literal["year", "month", "day"] = "day"
    until: date | None = None


@dataclass(frozen=True)
class Act:
    """An Act other than the one against trafficking, under which traffickers are charged as well."""

    code: str
    title: Words
    trust: Trust
    in_force: InForce
    note: str | None = None


@dataclass(frozen=True)
class DppConsent:
    """Whether a charge needs the consent of the DPP beforehand; it was confirmed for none of the six countries."""

    requirement: Literal["required", "advised", "not_required", "not_known"]
    trust: Trust
    note: str | None = None


@dataclass(frozen=True)
class Penalty:
    """What an offence committed from `from_` until the day before `until` carries. Years, and national currency.

    `years` and `fine` are figures of which the source does not say whether they are the least or the most; nothing is
    then compared with them.
    """

    from_: date
    trust: Trust
    until: date | None = None
    min_years: int | None = None
    max_years: int | None = None
    years: int | None = None
    life: bool = False
    min_fine: int | None = None
    max_fine: int | None = None
    fine: int | None = None
    fine_possible: bool | None = None
    fine_in_lieu: bool | None = None
    aggravated_extra_years: int | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.from_:
            raise ValueError("penalty: until must lie after from")
        for least, most in ((self.min_years, self.max_years), (self.min_fine, self.max_fine)):
            if least is not None and most is not None and least > most:
                raise ValueError("penalty: the least is greater than the most")

    def warnings(self, *, years: int | None = None, fine: int | None = None) -> tuple[Words, ...]:
        """What to look at again in a recorded sentence: warnings only, never a refusal.

        Courts go below a reported floor: 15 years on each child count on 2 November 2023, reported floor 20.
        """
        found: list[Words] = []
        if years is not None and self.min_years is not None and years < self.min_years:
            found.append(_below("years", "años", years, self.min_years))
        if years is not None and self.max_years is not None and not self.life:
            most = self.max_years + (self.aggravated_extra_years or 0)
            found += [_above("years", "años", years, most)] if years > most else []
        if fine is not None and self.min_fine is not None and fine < self.min_fine:
            found.append(_below("fine", "multa", fine, self.min_fine))
        if fine is not None and self.max_fine is not None and fine > self.max_fine:
            found.append(_above("fine", "multa", fine, self.max_fine))
        return tuple(found)


def _below(what: str, cosa: str, said: int, least: int) -> Words:
    return Words(
        en=f"{what}: {said:,} is below the least that the catalogue gives ({least:,}). Check it, then keep it.",
        es=f"{cosa}: {said:,} está por debajo del mínimo del catálogo ({least:,}). Revíselo y consérvelo.",
    )


def _above(what: str, cosa: str, said: int, most: int) -> Words:
    return Words(
        en=f"{what}: {said:,} is above the most that the catalogue gives ({most:,}). Check it, then keep it.",
        es=f"{cosa}: {said:,} está por encima del máximo del catálogo ({most:,}). Revíselo y consérvelo.",
    )


@dataclass(frozen=True)
class Offence:
    """One offence. `act` is the code of its Act, None for that against trafficking. `child` is true where the section
    is about children; `chargeable` is false for what nobody may be charged under yet, because its text has not been
    read. `in_force` is given where it differs from that of its Act."""

    code: str
    section: str
    title: Words
    trust: Trust
    section_trust: Trust
    penalties: tuple[Penalty, ...]
    act: str | None = None
    child: bool = False
    chargeable: bool = True
    mode: Literal["indictment", "summary", "either"] | None = None
    iccs: str | None = None
    in_force: InForce | None = None
    aggravators: tuple[str, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        ordered = sorted(self.penalties, key=lambda penalty: penalty.from_)
        for earlier, later in pairwise(ordered):
            if earlier.until is None or earlier.until > later.from_:
                raise ValueError(f"{self.code}: the penalty from {later.from_} overlaps the one before it")

    def penalty_on(self, committed_on: date) -> Penalty | None:
        """The penalty for an offence committed on that day, or None where the catalogue has none. Nobody gets a heavier
        penalty than that of the day of the act, hence the day of the act and not of the charge."""
        for penalty in self.penalties:
            if penalty.from_ <= committed_on and (penalty.until is None or committed_on < penalty.until):
                return penalty
        return None


@dataclass(frozen=True)
class Catalogue:
    """`offences.yaml` of one country."""

    act: Words
    act_trust: Trust
    in_force: InForce
    iccs: tuple[Titled, ...]
    iccs_trust: Trust
    dpp_consent: DppConsent
    offences: tuple[Offence, ...]
    aggravators: tuple[Titled, ...] = ()
    other_acts: tuple[Act, ...] = ()
    other_sections: Mapping[str, str] | None = None
    act_note: str | None = None

    def __post_init__(self) -> None:
        no_repeats("offences", [offence.code for offence in self.offences])
        no_repeats("other_acts", [act.code for act in self.other_acts])
        iccs = {item.code for item in self.iccs}
        acts = {act.code for act in self.other_acts}
        worse = {item.code for item in self.aggravators}
        for offence in self.offences:
            if offence.iccs is not None and offence.iccs not in iccs:
                raise ValueError(f"{offence.code}: ICCS {offence.iccs} is not in the list of this file")
            if offence.act is not None and offence.act not in acts:
                raise ValueError(f"{offence.code}: Act {offence.act} is not in the list of this file")
            if unknown := set(offence.aggravators) - worse:
                raise ValueError(f"{offence.code}: aggravators not in the list: {', '.join(sorted(unknown))}")

    def act_of(self, offence: Offence) -> Act | None:
        """The Act of this offence; None for the one against trafficking."""
        return {act.code: act for act in self.other_acts}[offence.act] if offence.act is not None else None

    def in_force_of(self, offence: Offence) -> InForce:
        act = self.act_of(offence)
        return offence.in_force or (act.in_force if act is not None else self.in_force)

    def by_act(self) -> list[tuple[Words, list[Offence]]]:
        """What somebody can be charged with, by the title of its Act; the one against trafficking first."""
        acts: list[tuple[str | None, Words]] = [(None, self.act), *((act.code, act.title) for act in self.other_acts)]
        return [(title, [o for o in self.offences if o.chargeable and o.act == code]) for code, title in acts]


@cache
def read_catalogue(path: Path) -> Catalogue:
    """Read one `offences.yaml`. Raises `DataFileError`."""
    return read(path, Catalogue)


def catalogue() -> Catalogue:
    """The catalogue of the country that this installation serves."""
    return read_catalogue(pack().file("offences.yaml"))


def offence(code: str) -> Offence:
    """The offence with this code ("TT-16"). Raises `KeyError` for a code that the catalogue does not have."""
    return {item.code: item for item in catalogue().offences}[code]


def offences_in_force(on: date) -> tuple[Offence, ...]:
    """What somebody can be charged with for an act of that day, in the order of the sections; never what is not yet
    chargeable. An act lasting over months is asked about with its last day."""
    found = catalogue()
    return tuple(item for item in found.offences if item.chargeable and _applies(found.in_force_of(item), on))


def _applies(in_force: InForce, on: date) -> bool:
    return in_force.from_ <= on and (in_force.until is None or on < in_force.until)
