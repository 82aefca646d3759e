"""What other rooms put on the case page and on the page of a person: panels, next steps, buttons.

A room registers when its app is ready. A panel costs no query: it says which `lists` it shows, and the page of a case
reads those of all rooms with its own by one query (`access.together`). A step costs none either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from carisecure.access.policy import Rights
from carisecure.accounts.models import User
from cases.record.models import Case, Involvement


@dataclass(frozen=True)
class Step:
    """Something to do now. The one with the lowest `order` is the page's main button."""

    label: str
    url: str
    order: int = 50


@dataclass(frozen=True)
class Panel:
    """A fragment of a room, with its context; `order` sorts panels on the page.

    `steps`: what is to be done next because of what the panel's own query found.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 50
    steps: Sequence[Step] = ()


@dataclass(frozen=True)
class Shown:
    """A case as the page has loaded it already; `people` are its involvements with their persons."""

    viewer: User
    case: Case
    people: Sequence[Involvement]
    rights: Rights


@dataclass(frozen=True)
class ShownPerson:
    """A person of a case as the page has loaded it already. `names_shown`: while who they are is on the screen."""

    viewer: User
    involvement: Involvement
    rights: Rights
    names_shown: bool = False


CasePanel = Callable[..., Panel | None]  # of what is shown, and of each of its lists, read
CaseLists = Callable[[Shown], Sequence[QuerySet[Any]] | None]
PersonPanel = Callable[[ShownPerson], Panel | None]
CaseSteps = Callable[[Shown], Iterable[Step]]
PersonSteps = Callable[[ShownPerson], Iterable[Step]]
ClockPanel = Callable[[], Panel | None]

_case_panels: dict[str, tuple[CasePanel, CaseLists]] = {}
_person_panels: dict[str, PersonPanel] = {}
_case_steps: dict[str, CaseSteps] = {}
_person_steps: dict[str, PersonSteps] = {}
_clock_panels: dict[str, ClockPanel] = {}


def _no_lists(shown: Shown) -> Sequence[QuerySet[Any]]:
    return ()


def register_case_panel(name: str, panel: CasePanel, *, lists: CaseLists = _no_lists) -> None:
    """`lists` are not read yet; where there are none to show (None), the panel is not asked. What a list needs beside
    its own columns stands in it (`select_related`, a subselect): a `prefetch_related` would be a query of its own.
    """
    _case_panels[name] = panel, lists


def register_person_panel(name: str, panel: PersonPanel) -> None:
    _person_panels[name] = panel


def register_case_steps(name: str, steps: CaseSteps) -> None:
    _case_steps[name] = steps


def register_person_steps(name: str, steps: PersonSteps) -> None:
    """Buttons beside a person, on the case page (one person after the other, so no query) and on their own page."""
    _person_steps[name] = steps


def register_clock_panel(name: str, panel: ClockPanel) -> None:
    """Something else that waits out of the unit's sight, for the office that sees the clocks of sealed cases."""
    _clock_panels[name] = panel


def clock_panels() -> list[Panel]:
    return _in_order(panel() for panel in _clock_panels.values())


def lists_of_case_panels(shown: Shown) -> dict[str, Sequence[QuerySet[Any]]]:
    """What the panels want to show, by their names; whoever asks reads them, and hands them to `case_panels`."""
    found = {name: lists(shown) for name, (_panel, lists) in _case_panels.items()}
    return {name: lists for name, lists in found.items() if lists is not None}


def case_panels(shown: Shown, lists: Mapping[str, Sequence[QuerySet[Any]]]) -> list[Panel]:
    return _in_order(panel(shown, *lists[name]) for name, (panel, _lists) in _case_panels.items() if name in lists)


def person_panels(shown: ShownPerson) -> list[Panel]:
    return _in_order(panel(shown) for panel in _person_panels.values())


def case_steps(shown: Shown) -> list[Step]:
    found = [step for steps in _case_steps.values() for step in steps(shown)]
    return sorted(found, key=lambda step: step.order)


def person_steps(shown: ShownPerson) -> list[Step]:
    found = [step for steps in _person_steps.values() for step in steps(shown)]
    return sorted(found, key=lambda step: step.order)


def _in_order(panels: Iterable[Panel | None]) -> list[Panel]:
    return sorted((panel for panel in panels if panel is not None), key=lambda panel: panel.order)
