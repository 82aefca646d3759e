"""What a work is given: who asked, how to say how far it is, and when to stop."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from carisecure.jobs import conf
from carisecure.jobs.errors import ActorInactive, Cancelled, LockLost
from carisecure.jobs.kinds import check_ids_only

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from carisecure.jobs.aside import Aside


@dataclass
class Running:
    """One attempt at one job. `by` is the person who asked, read anew; None for the house's own jobs."""

    job_id: uuid.UUID
    by: User | None
    attempt: int = 1
    aside: Aside | None = None
    _written_at: float = field(default=float("-inf"), init=False)

    @property
    def person(self) -> User:
        """The person who asked; TypeError for a job of the house, which has none."""
        if self.by is None:
            raise TypeError("this job was asked for by the house, not by a person")
        return self.by

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Say how far the work is; seen at once, outside its transaction. Called as often as one likes: it is written
        twice a second at most, and always at the end. `note` is a code whose words the kind gives.
        """
        check_ids_only({"note": note}, what="progress")
        now = time.monotonic()
        if self.aside is None or (now - self._written_at < conf.seconds("JOBS_PROGRESS_SECONDS") and done != total):
            return
        self._written_at = now
        self.aside.progress(self.job_id, done, total, note)

    def stop_if_cancelled(self) -> None:
        """Ask at each chunk (a second's work or less). Costs about a millisecond.

        Raises Cancelled where somebody wants it stopped, ActorInactive where the person may not act any more, LockLost
        where another worker has the job now.
        """
        if self.aside is None:
            return
        standing = self.aside.ask(self.job_id, self.attempt)
        if not standing.is_ours:
            raise LockLost
        if not standing.actor_may_act:
            raise ActorInactive
        if standing.cancel_requested:
            raise Cancelled
