"""The keys of old forms are forgotten, those of today are not."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from carisecure.interface.models import Submission
from carisecure.interface.tasks import KEPT, forget_submissions
from carisecure.jobs.running import Running
from tests.people import People


def test_only_keys_that_nobody_can_send_again_are_forgotten(people: People) -> None:
    old, new = (Submission.objects.create(key=uuid4(), user=people.analyst, body_hash="") for _ in range(2))
    Submission.objects.filter(pk=old.pk).update(made_at=timezone.now() - KEPT - timedelta(hours=1))
    assert forget_submissions(Running(uuid4(), by=None), period="2026-11-21") == {"forgotten": 1}
    assert Submission.objects.get() == new
