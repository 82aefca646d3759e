"""The page *Condition of the installation*: what is wrong first, each with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from carisecure.operating import conditions, words
from carisecure.operating.conditions import Condition, Found, State
from carisecure.operating.models import Standing

# What is shown first, and its look (interface/badges.py).
WRONG = (State.BAD, State.WARN)
TONES = {State.BAD: "late", State.WARN: "waiting", State.UNKNOWN: "info", State.OK: "done"}


@dataclass(frozen=True)
class Shown:
    """One condition on the page. `looked_at`: when, for what is not looked at with each opening; None: now."""

    title: str
    state: State
    says: str
    do: str
    since: datetime | None = None
    looked_at: datetime | None = None

    @property
    def tone(self) -> str:
        return TONES[self.state]


@dataclass(frozen=True)
class ConditionPage:
    """`wrong`: what is to be done something about, the worst first. `unseen`: what cannot be looked at from here."""

    wrong: list[Shown]
    unseen: list[Shown]
    well: list[Shown]


def condition_page() -> ConditionPage:
    """Looks at what is quick now; takes what is slow (certificate, mail server, guards) from the last look."""
    kept = {row.name: row for row in Standing.objects.all()}
    shown = [_shown(one, kept.get(one.name)) for one in conditions.ALL]
    by_state = {state: [one for one in shown if one.state == state] for state in State}
    wrong = [one for state in WRONG for one in by_state[state]]
    return ConditionPage(wrong, by_state[State.UNKNOWN], by_state[State.OK])


def _shown(condition: Condition, row: Standing | None) -> Shown:
    if condition.is_quick:
        found, looked_at = conditions.look(condition), None
    elif row is not None and row.looked_at is not None:
        found, looked_at = Found(State(row.state), row.code, row.facts), row.looked_at
    else:
        found, looked_at = Found(State.UNKNOWN, "not_yet"), None
    since = row.since if row is not None and row.state == found.state else None
    return Shown(
        title=str(condition.title),
        state=found.state,
        says=words.says(condition.name, found.code, found.facts),
        do=words.do(condition.name, found.code, found.facts) if found.state != State.OK else "",
        since=since,
        looked_at=looked_at,
    )
