"""What makes a reading unusual, and what the rooms say about it.

The ledger knows ids. Which case a line was about, and whether the reader had anything to do there, is known to the room
that keeps the case: it registers that here when its app is ready (`cases/registrations.py`).

The reasons (`review_models.Reason`) and their measures:
- `night`: from 22:00 to 06:00 in the country's zone, by somebody of an investigating unit who was not on the duty
  roster at that moment. While no roster is registered, whoever is on duty is listed too.
- `no_task`: any opening, once is enough, of a case on which somebody of an investigating unit holds no task as it
  stands when the list is made.
- `own_family`: names were shown, or a name was searched for, that sounds like the reader's own family name. Relatives
  of another name are not found: the house knows no relatives.
A page that was only listed, and a reading by partners at night (shelters work at night), are not unusual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from carisecure.accounts.models import User
from carisecure.accounts.roles import AgencyKind
from carisecure.audit.review_models import Reason

NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)


@dataclass(frozen=True)
class ReadLine:
    """One line of the ledger by which somebody read something. `at` is in the country's zone."""

    id: int
    at: datetime
    actor: UUID
    action: str
    table: str
    object_id: str
    about: tuple[UUID, ...]
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Subject:
    """The case that a line is about, and who may hear of it. `excluded`: ids of groups."""

    case_id: UUID
    unit_id: UUID
    is_sealed: bool
    excluded: frozenset[int]


Lines = Sequence[ReadLine]
Places = Mapping[int, Subject]
People = Mapping[UUID, User]
# A line's id and the reason.
Sign = tuple[int, str]

_places: dict[str, Callable[[Lines], Places]] = {}
_signs: dict[str, Callable[[Lines, Places, People], Iterable[Sign]]] = {}
_rosters: dict[str, Callable[[User, datetime], bool]] = {}
_shown: dict[str, Callable[[User, Iterable[UUID]], Mapping[UUID, tuple[str, str]]]] = {}


def register_places(room: str, tell: Callable[[Lines], Places]) -> None:
    """Say which case each line is about, by the line's id. Asked under `maintenance`, once a week."""
    _places[room] = tell


def register_signs(room: str, tell: Callable[[Lines, Places, People], Iterable[Sign]]) -> None:
    """Say what else is unusual. Asked under `maintenance`, once a week."""
    _signs[room] = tell


def register_roster(room: str, is_on_duty: Callable[[User, datetime], bool]) -> None:
    """Say whether somebody was on duty at a moment."""
    _rosters[room] = is_on_duty


def register_shown(room: str, tell: Callable[[User, Iterable[UUID]], Mapping[UUID, tuple[str, str]]]) -> None:
    """Say, for the cases that a viewer may see and for no others, the reference and the address: one query."""
    _shown[room] = tell


def has_roster() -> bool:
    return bool(_rosters)


def places(lines: Lines) -> dict[int, Subject]:
    return {line: subject for tell in _places.values() for line, subject in tell(lines).items()}


def signs(lines: Lines, where: Places, people: People) -> dict[int, set[str]]:
    """The reasons of each line that has one."""
    found: dict[int, set[str]] = {}
    for line in lines:
        if is_at_night(line.at) and is_of_unit(people.get(line.actor)) and not _on_duty(people[line.actor], line.at):
            found.setdefault(line.id, set()).add(Reason.NIGHT)
    for tell in _signs.values():
        for line_id, reason in tell(lines, where, people):
            found.setdefault(line_id, set()).add(reason)
    return found


def shown(viewer: User, case_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Reference and address of those of the cases that the viewer may see."""
    ids = set(case_ids)
    return {case: words for tell in _shown.values() for case, words in tell(viewer, ids).items()}


def is_at_night(at: datetime) -> bool:
    clock = timezone.localtime(at).time()
    return clock >= NIGHT_BEGINS or clock < NIGHT_ENDS


def is_of_unit(person: User | None) -> bool:
    return person is not None and person.agency.kind == AgencyKind.UNIT


def _on_duty(person: User, at: datetime) -> bool:
    return any(is_on_duty(person, at) for is_on_duty in _rosters.values())
