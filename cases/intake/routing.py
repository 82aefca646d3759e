"""To whom a report goes: rules of the country pack (`routing.yaml`), and the table of what they must give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from carisecure.countries.packs import Pack, pack
from carisecure.datafiles import no_repeats, read
from carisecure.words import Trust, Words
from cases.intake.models import IntakeReport
from cases.record.codelists import codelist


@dataclass(frozen=True)
class Given:
    """What is known of a report; what is left out is not known."""

    region: str = ""
    form: str = ""
    minor: bool = False
    official: bool = False


@dataclass(frozen=True)
class When:
    """The conditions of a rule, which must all hold; one that is left out is not asked."""

    regions: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    minor: bool | None = None
    official: bool | None = None

    def fits(self, given: Given) -> bool:
        return (
            (not self.regions or given.region in self.regions)
            and (not self.forms or given.form in self.forms)
            and self.minor in (None, given.minor)
            and self.official in (None, given.official)
        )

    @property
    def is_open(self) -> bool:
        return self == When()


@dataclass(frozen=True)
class Rule:
    """`to` says what kind of receiver it is, `say` what the officer reads; `number` is who to ring."""

    code: str
    when: When
    to: Literal["desk", "agency", "number", "sealed"]
    say: Words
    trust: Trust
    agency: str | None = None
    number: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if (self.to == "agency") != (self.agency is not None):
            raise ValueError("a rule to an agency names it, and no other rule does")
        if self.to == "number" and self.number is None:
            raise ValueError("a rule to a number names it")


@dataclass(frozen=True)
class Routing:
    """The rules in their order. The last one has no condition: no report may go nowhere."""

    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        no_repeats("rules", [rule.code for rule in self.rules])
        if not self.rules or not self.rules[-1].when.is_open:
            raise ValueError("the last rule must have no condition, or a report could go nowhere")
        if early := [rule.code for rule in self.rules[:-1] if rule.when.is_open]:
            raise ValueError(f"{early[0]} has no condition, so no rule below it is ever asked")

    def rule_for(self, given: Given) -> Rule:
        return next(rule for rule in self.rules if rule.when.fits(given))


@dataclass(frozen=True)
class Expected:
    """One line of the table: what is given, and the code of the rule that must answer."""

    name: str
    given: Given
    expected: str


@dataclass(frozen=True)
class _Table:
    cases: tuple[Expected, ...]


@cache
def read_routing(path: Path) -> Routing:
    """Raises `DataFileError`; read once a process."""
    return read(path, Routing)


def route(report: IntakeReport) -> Rule:
    """To whom this report goes, by the rules of today."""
    given = Given(
        region=report.region, form=report.form, minor=report.is_child_involved, official=report.is_official_involved
    )
    return read_routing(pack().file("routing.yaml")).rule_for(given)


def faults(of: Pack) -> list[str]:
    """What is wrong with the rules of a country: codes that nothing has, rules that no line of the table tries, and
    lines that another rule answers. Raises `DataFileError` where a file cannot be read.
    """
    routing = read(of.file("routing.yaml"), Routing)
    table = read(of.file("routing_cases.yaml"), _Table).cases
    found = list(_unknown_codes(of, routing))
    tried = {line.expected for line in table}
    found += [f"rule {rule.code}: no line of the table expects it" for rule in routing.rules if rule.code not in tried]
    for line in table:
        answer = routing.rule_for(line.given).code
        if answer != line.expected:
            found.append(f"“{line.name}”: expected {line.expected}, the rules say {answer}")
    return found


def _unknown_codes(of: Pack, routing: Routing) -> Iterator[str]:
    known = {
        "region": {region.code for region in of.country.regions},
        "form": {code.code for code in codelist("exploitation").codes},
        "agency": {agency.code for agency in of.agencies},
        "number": {number.code for number in of.country.duty_numbers},
    }
    for rule in routing.rules:
        named = [("region", code) for code in rule.when.regions] + [("form", code) for code in rule.when.forms]
        named += [(kind, code) for kind, code in (("agency", rule.agency), ("number", rule.number)) if code]
        yield from (f"rule {rule.code}: there is no {kind} {code}" for kind, code in named if code not in known[kind])
