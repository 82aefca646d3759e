"""Two prosecutors who press at the same moment, on two connections: one row each time, and words for the second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from carisecure.access.errors import StaleRecord, TransitionRefused
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from prosecutions.accused.models import Accused
from prosecutions.charges import operations as charges
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, charge_newcomer
from prosecutions.court import operations as court
from prosecutions.court.models import Hearing
from prosecutions.court.operations import record_stage, schedule_hearing
from prosecutions.court_path.models import StageEvent
from prosecutions.matter import operations as matter
from prosecutions.matter.operations import assign_matter, whose
from prosecutions.outcomes import operations as outcomes
from prosecutions.outcomes.models import Outcome, Sentence
from prosecutions.outcomes.operations import record_outcome, record_sentence
from prosecutions.record.models import Prosecution
from tests.at_once import at_once
from tests.people import People, enter, make_people
from tests.prosecutions.matters import CHARGE, submitted
from tests.roles import as_system

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2025, 9, 1)
Act = Callable[[User], object]


@dataclass(frozen=True)
class Desk:
    paul: User
    dana: User

    def both(self, within: Any, step: str, first: Act, second: Act | None = None) -> list[Any]:
        """Paul stands in that step, with the lock, when Dana presses, and is let on."""
        pressed = (self.paul, lambda: first(self.paul)), (self.dana, lambda: (second or first)(self.dana))
        return at_once(*pressed, within=within, step=step, seconds=0.3)

    def once(self, model: Any, refusal: type[Exception], within: Any, step: str, act: Act, **of: Any) -> Any:
        """The one row of them both."""
        made, refused = self.both(within, step, act)
        assert not isinstance(made, Exception), made
        assert isinstance(refused, refusal), refused
        told = getattr(refused, "words", "") or str(refused)
        assert f"Paul Prosecutor entered this at {timezone.localtime():%H:}" in told
        assert "not entered twice" in told
        with as_system():
            return model.objects.get(**of)


def desk_of(people: People) -> tuple[Desk, Prosecution]:
    paul = people.prosecutor
    dana = make_user(username="dpp2", full_name="Dana Deputy", role="prosecutor", agency=paul.agency)
    key = submitted(people).prosecution.pk
    enter(paul)
    return Desk(paul, dana), Prosecution.objects.get(pk=key)


def test_one_row_each_and_words_for_the_second() -> None:
    with transaction.atomic():
        desk, prosecution = desk_of(make_people())
    had = whose(prosecution)
    of: dict[str, Any] = {"prosecution": prosecution}
    assigned, refused = desk.both(
        matter, "moved",
        lambda by: assign_matter(**of, to=by, by=by, had=had), lambda by: assign_matter(**of, to=by, by=by, had=had),
    )  # fmt: skip
    assert assigned.assigned_to == desk.paul
    assert isinstance(refused, StaleRecord)
    assert "Paul Prosecutor was given this matter" in refused.words
    sheet = ChargeFacts(**CHARGE)
    charge = desk.once(
        Charge, StaleRecord, charges, "add_accused",
        lambda by: charge_newcomer(**of, facts=sheet, name="Rex Demo", after=0, by=by),
    )  # fmt: skip
    desk.once(
        StageEvent, TransitionRefused, court, "add",
        lambda by: record_stage(**of, stage="initial_hearing", happened_on=DAY, by=by), stage="initial_hearing",
    )  # fmt: skip
    desk.once(
        Hearing, TransitionRefused, court, "_listed",
        lambda by: schedule_hearing(**of, on=DAY, at=None, court="High Court", purpose="trial", by=by),
    )  # fmt: skip
    outcome = desk.once(
        Outcome, TransitionRefused, outcomes, "add",
        lambda by: record_outcome(charge=charge, verdict="convicted", happened_on=DAY, by=by),
    )  # fmt: skip
    desk.once(
        Sentence, TransitionRefused, outcomes, "add",
        lambda by: record_sentence(outcome=outcome, happened_on=DAY, months=12, by=by),
    )  # fmt: skip
    with as_system():
        assert Accused.objects.count() == 1
