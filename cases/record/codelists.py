"""Code lists: what may be stored where a page offers a choice, with its words and its value for export.

Source: the Human Trafficking Case Data Standard 2.0 (IOM, CC BY 4.0) with our additions, in `data/codelists.yaml`. A
value that is not in its list is refused by name, never stored (design 11).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from django.utils.functional import Promise

from carisecure.datafiles import no_repeats, read
from carisecure.words import Words

FILE = Path(__file__).parent / "data" / "codelists.yaml"

TipForm = Literal["sex_trafficking", "labor_trafficking", "unspecified", "not_tip_under_us_law"]


class UnknownCode(ValueError):
    """A value that its list does not have. `code` and `list_name` say which; the text names both."""

    def __init__(self, code: str, list_name: str) -> None:
        self.code, self.list_name = code, list_name
        super().__init__(f"{code!r} is not a value of the list {list_name}")


@dataclass(frozen=True)
class Code:
    """One value; ages in whole years. `ictip_code` is reserved: empty until the lists of IC-TIP have been read."""

    code: str
    en: str
    es: str
    htcds: str | None = None
    ictip_code: str | None = None
    ctdc: str | None = None
    palermo: str | None = None
    tip_form: TipForm | None = None
    sex: Literal["female", "male", "unknown"] | None = None
    details: str | None = None
    from_age: int | None = None
    to_age: int | None = None
    note: str | None = None

    @property
    def words(self) -> Words:
        return Words(en=self.en, es=self.es)

    @property
    def label(self) -> Promise:
        """What stands on screen, in the reader's language when it is shown."""
        return self.words.lazy


@dataclass(frozen=True)
class CodeList:
    """One list, in the order in which it is offered."""

    name: str
    title: Words
    source: str
    codes: tuple[Code, ...]
    note: str | None = None

    def __post_init__(self) -> None:
        no_repeats(f"codes of {self.name}", [code.code for code in self.codes])
        if self.is_of_ages:
            self._check_ages()

    def _check_ages(self) -> None:
        expected: int | None = 0
        for band in self.codes:
            if expected is None or band.from_age != expected:
                raise ValueError(f"{self.name}: {band.code} leaves a gap or overlaps; each band begins where one ends")
            expected = None if band.to_age is None else band.to_age + 1
        if expected is not None:
            raise ValueError(f"{self.name}: the last band must be open above")

    @property
    def is_of_ages(self) -> bool:
        return any(code.from_age is not None for code in self.codes)

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {code.code: code for code in self.codes}

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Code:
        """The value with this code. Raises `UnknownCode`."""
        if code not in self._by_code:
            raise UnknownCode(code, self.name)
        return self._by_code[code]

    def check(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The codes as given, each once and in the order of the list. Raises `UnknownCode` for the first unknown."""
        wanted = {self.get(code).code for code in codes}
        return tuple(code.code for code in self.codes if code.code in wanted)

    def choices(self) -> list[tuple[str, Promise]]:
        """For a form field; the labels choose their language when they are shown."""
        return [(code.code, code.label) for code in self.codes]


@dataclass(frozen=True)
class _CodeLists:
    lists: tuple[CodeList, ...]

    def __post_init__(self) -> None:
        names = [item.name for item in self.lists]
        no_repeats("lists", names)
        for item in self.lists:
            if lost := {code.details for code in item.codes if code.details} - set(names):
                raise ValueError(f"{item.name}: there is no list {', '.join(sorted(lost))}")


@cache
def read_codelists(path: Path = FILE) -> dict[str, CodeList]:
    """All lists of a file by name. Raises `DataFileError`; read once a process."""
    return {item.name: item for item in read(path, _CodeLists).lists}


def codelist(name: str) -> CodeList:
    """The list with this name ("act", "exploitation"). Raises `KeyError`: a misspelt name is our mistake, not input."""
    return read_codelists()[name]
