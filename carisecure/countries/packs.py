"""The country pack: what is true of one country and of no other.

One folder of data a country under `packs/`, named by its ISO 3166-1 alpha-2 code. `country.yaml`, `agencies.yaml` and
`holidays.yaml` are read here; a domain app reads its own file of the same folder through `pack().file(name)`, so that
the platform need not know what an offence is. Adding a country is adding a folder.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings

from carisecure.accounts.roles import AgencyKind
from carisecure.countries.holidays import HolidayCalendar
from carisecure.datafiles import DataFileError, no_repeats, read
from carisecure.days.months import NEXT_MONTH
from carisecure.words import Trust, Words

PACKS = Path(__file__).parent / "packs"

_NUMBER = re.compile(r"^\+?[0-9][0-9A-Z -]{1,18}$")


@dataclass(frozen=True)
class Agency:
    """An agency that has users. `demonstration` ones are invented and say so in their name."""

    code: str
    kind: AgencyKind
    name: Words
    trust: Trust
    short_name: str | None = None
    demonstration: bool = False
    note: str | None = None

    def __post_init__(self) -> None:
        said = "(demonstration)" in self.name.en
        if said != self.demonstration:
            raise ValueError('an invented agency carries "(demonstration)" in its name, and only such a one')


@dataclass(frozen=True)
class Region:
    """A municipality or region. `code` is the country's part of ISO 3166-2 (TT-POS is POS)."""

    code: str
    name: str
    kind: str
    trust: Trust


@dataclass(frozen=True)
class DutyNumber:
    """A number to call. `number` is None where nobody has confirmed one: the page then says so, it never guesses."""

    code: str
    label: Words
    number: str | None
    trust: Trust
    hours: Words | None = None
    languages: tuple[str, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        if self.number is not None and not _NUMBER.match(self.number):
            raise ValueError(f"{self.number!r} is not a telephone number")


@dataclass(frozen=True)
class Languages:
    """ISO 639-1 codes: what the office works in, and what material for the people helped is wanted in."""

    office: tuple[str, ...]
    material: tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    """A number that law or practice gives, or None where none is known. None never blocks work."""

    days: int | None
    trust: Trust
    note: str


@dataclass(frozen=True)
class Country:
    """`country.yaml`. `closing_day` is the day of the following month on which a month's figures are made final."""

    code: str
    alpha3: str
    name: Words
    currency: str
    time_zone: str
    languages: Languages
    closing_day: int
    regions: tuple[Region, ...]
    duty_numbers: tuple[DutyNumber, ...]
    settings: Mapping[str, Setting]
    sealed_overseer: str | None = None  # the agency outside the chain that sees the clocks of sealed cases
    # Countries (ISO 3166-1 alpha-2) whose people write their numbers here as they do at home, in the order to try.
    telephone_neighbours: tuple[str, ...] = ()
    day_first: bool = True  # 3/4/2015 is the third of April; otherwise the fourth of March

    def __post_init__(self) -> None:
        if self.time_zone not in available_timezones():
            raise ValueError(f"time_zone: {self.time_zone!r} is not a time zone")
        if not 1 <= self.closing_day <= 28:
            raise ValueError("closing_day: must be a day that every month has, 1 to 28")
        no_repeats("regions", [region.code for region in self.regions])
        no_repeats("duty_numbers", [number.code for number in self.duty_numbers])


@dataclass(frozen=True)
class _AgenciesFile:
    agencies: tuple[Agency, ...]

    def __post_init__(self) -> None:
        no_repeats("agencies", [agency.code for agency in self.agencies])
        missing = set(AgencyKind) - {agency.kind for agency in self.agencies}
        if missing:
            raise ValueError(f"no agency of kind: {', '.join(sorted(missing))}")


@dataclass(frozen=True)
class Pack:
    """Everything about one country that the platform needs to know."""

    folder: Path
    country: Country
    agencies: tuple[Agency, ...]
    holidays: HolidayCalendar

    @property
    def code(self) -> str:
        return self.country.code

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone in which people of this country read dates, and in which a day or a month begins and ends."""
        return ZoneInfo(self.country.time_zone)

    def agency(self, code: str) -> Agency:
        """The agency with this code. Raises `KeyError`."""
        return {agency.code: agency for agency in self.agencies}[code]

    def region(self, code: str) -> Region:
        """The region with this code. Raises `KeyError`."""
        return {region.code: region for region in self.country.regions}[code]

    def duty_number(self, code: str) -> DutyNumber:
        """The duty number with this code; its number may be None. Raises `KeyError`."""
        return {number.code: number for number in self.country.duty_numbers}[code]

    def region_choices(self) -> list[tuple[str, str]]:
        return [(region.code, region.name) for region in self.country.regions]

    def month_closes_on(self, month: date) -> date:
        """The day on which the figures of `month` (any day in it) become final: the closing day of the next month."""
        return (month + NEXT_MONTH).replace(day=self.country.closing_day)

    def file(self, name: str) -> Path:
        """The path of a file that a domain app reads itself. Raises `DataFileError` if this pack has none."""
        path = self.folder / name
        if path.parent != self.folder or not path.is_file():
            raise DataFileError(path, 1, "", f"the pack of {self.country.name.en} has no such file")
        return path


@cache
def load_pack(code: str, packs: Path = PACKS) -> Pack:
    """Read the pack of one country (ISO 3166-1 alpha-2) and check it. Raises `DataFileError`; read once a process."""
    if code not in available_packs(packs):
        raise DataFileError(packs / code / "country.yaml", 1, "", f"no pack for {code!r}; there are: {_listed(packs)}")
    folder = packs / code
    country = read(folder / "country.yaml", Country)
    if country.code != code:
        raise DataFileError(folder / "country.yaml", 1, "code", f"is {country.code!r}, but the folder is {code!r}")
    agencies = read(folder / "agencies.yaml", _AgenciesFile).agencies
    if country.sealed_overseer not in {None, *(a.code for a in agencies if a.kind == AgencyKind.OVERSIGHT)}:
        raise DataFileError(folder / "country.yaml", 1, "sealed_overseer", "is no agency of kind oversight")
    return Pack(folder, country, agencies, read(folder / "holidays.yaml", HolidayCalendar))


def available_packs(packs: Path = PACKS) -> tuple[str, ...]:
    """The codes of the countries that have a folder with a `country.yaml`."""
    return tuple(sorted(path.parent.name for path in packs.glob("*/country.yaml")))


def _listed(packs: Path) -> str:
    return ", ".join(available_packs(packs)) or "none"


def pack() -> Pack:
    """The pack of the country that this installation serves (`settings.COUNTRY`): one installation, one country."""
    return load_pack(settings.COUNTRY)
