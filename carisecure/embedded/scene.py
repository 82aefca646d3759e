"""What the rooms' `demonstration.py` build on: invented people, and days gone by.

Everything is made by the operations that people use, as one of them, at the moment it is said to have happened.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from django.utils import timezone

from carisecure.access import session
from carisecure.accounts.models import Agency, User

# Where the years before the first start come from: the demonstration ends today, whenever it is loaded.
DAYS = 730


@dataclass
class Scene:
    """The stage: who there is, what was made so far (by room), and one source of chance that always falls alike."""

    now: dt.datetime = field(default_factory=timezone.now)
    people: dict[str, User] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(1868))  # noqa: S311  (no secret)

    def days_ago(self, days: float) -> dt.datetime:
        return self.now - dt.timedelta(days=days)

    def day(self, moment: dt.datetime) -> dt.date:
        """The day on the country's calendar; never later than today."""
        return timezone.localdate(min(moment, self.now))

    @contextmanager
    def acting(self, who: str, at: dt.datetime) -> Iterator[User]:
        """As this person, at this moment; never later than now."""
        user, moment = self.people[who], min(at, self.now)
        session.enter(user, purpose=session.JOB)
        with mock.patch("django.utils.timezone.now", return_value=moment):
            yield user
