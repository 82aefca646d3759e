"""Is what guards the records as this release made it? Triggers, functions, policies, walls, owners and rights, each.

The release says it in one file for each PostgreSQL version in use, made from the migrations by `make guards`.
"""

from __future__ import annotations

from pathlib import Path

from carisecure.audit import ledger
from carisecure.audit.ledger import Ask

HERE = Path(__file__).resolve().parent
QUESTION = (HERE / "catalogue.sql").read_text(encoding="utf-8").replace("%", "%%")  # it is asked with no values
BETWEEN = " = "


def version(ask: Ask = ledger.ask) -> int:
    """The major version of PostgreSQL, whose words for the same thing differ a little from the next one's."""
    return int(ask("show server_version_num", [])[0][0]) // 10_000


def path(major: int) -> Path:
    return HERE / f"postgresql-{major}.txt"


def found(ask: Ask = ledger.ask) -> dict[str, str]:
    """What stands in the database now."""
    return {str(name): str(facts or "") for name, facts in ask(QUESTION, [])}


def released(major: int) -> dict[str, str]:
    """What this release says. Raises FileNotFoundError for a version that it has no file for."""
    lines = path(major).read_text(encoding="utf-8").splitlines()
    return {name: facts for name, _, facts in (line.partition(BETWEEN) for line in lines)}


def write(ask: Ask = ledger.ask) -> Path:
    to = path(version(ask))
    lines = sorted(f"{name}{BETWEEN}{facts}\n" for name, facts in found(ask).items())
    to.write_text("".join(lines), encoding="utf-8")
    return to


def differences(ask: Ask = ledger.ask) -> list[str]:
    """A line for each guard that is gone, is another one, or is none of this release's."""
    major = version(ask)
    try:
        said = released(major)
    except FileNotFoundError:
        return [f"This release has no list for PostgreSQL {major}: nothing was compared."]
    is_ = found(ask)
    return [
        _line(name, said.get(name), is_.get(name)) for name in sorted({*said, *is_}) if said.get(name) != is_.get(name)
    ]


def _line(name: str, said: str | None, is_: str | None) -> str:
    if is_ is None:
        return f"{name} is gone."
    if said is None:
        return f"{name} is not of this release: {is_}."
    # Only the words that differ: the rest of the line is as it should be.
    was, now = said.split(), is_.split()
    gone, new = [w for w in was if w not in now], [w for w in now if w not in was]
    return f"{name}: {' '.join(new) or 'nothing'} in place of {' '.join(gone) or 'nothing'}."
