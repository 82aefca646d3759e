"""The courts of this country: a list that a clerk chooses from; a court that it does not have is typed.

Source: `courts.yaml` of the country pack.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from carisecure.countries.packs import pack
from carisecure.datafiles import no_repeats, read
from carisecure.words import Trust, Words


@dataclass(frozen=True)
class Court:
    """One court at one seat."""

    code: str
    name: Words
    trust: Trust
    note: str | None = None


@dataclass(frozen=True)
class Courts:
    """`courts.yaml` of one country."""

    courts: tuple[Court, ...]

    def __post_init__(self) -> None:
        no_repeats("courts", [court.code for court in self.courts])


@cache
def read_courts(path: Path) -> tuple[Court, ...]:
    """Read one `courts.yaml`. Raises `DataFileError`."""
    return read(path, Courts).courts


def courts() -> tuple[Court, ...]:
    """The courts of the country that this installation serves."""
    return read_courts(pack().file("courts.yaml"))


def court_name(code: str, typed: str = "") -> str:
    """In the reader's language; the code where the list no longer has it, what was typed where none was chosen."""
    return next((str(court.name) for court in courts() if court.code == code), code) if code else typed
