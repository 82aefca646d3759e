"""A failed job and a file of the investigator's, and the same of the outsider's."""

from __future__ import annotations

from django.utils import timezone

from carisecure.accounts.models import User
from carisecure.jobs import files
from carisecure.jobs.models import Job, JobFile
from carisecure.jobs.states import State
from tests.access.world import World
from tests.roles import as_system


def build(world: World) -> None:
    people = world.people
    own = _job(people.investigator, world.canary("CANARY-JOB", readers={"investigator"}))
    foreign = _job(people.outsider, world.canary("CANARY-JOB-FOREIGN", readers={"outsider"}))
    world.add("job", own=own, foreign=foreign, seen_by={"investigator"})
    own_file = _file(own, world.canary("CANARY-FILE", readers={"investigator"}))
    foreign_file = _file(foreign, world.canary("CANARY-FILE-FOREIGN", readers={"outsider"}))
    world.add("job_file", own=own_file, foreign=foreign_file, seen_by={"investigator"})


def _job(actor: User, message: str) -> Job:
    with as_system():
        return Job.objects.create(
            kind="jobs.tidy", actor=actor, state=State.FAILED, error="refused", message=message,
            finished_at=timezone.now(),
        )  # fmt: skip


def _file(job: Job, text: str) -> JobFile:
    with as_system():
        return files.keep(
            name="sample.csv", content_type="text/csv", by=job.actor, job_id=job.pk,
            write=lambda stream: stream.write(text.encode()),
        )  # fmt: skip
