"""What the interface remembers: forms already taken, and drafts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from carisecure.access.fields import FreeTextField


class SubmissionManager(models.Manager["Submission"]):
    def claim(self, *, key: uuid.UUID, user_id: uuid.UUID, body_hash: str) -> tuple[Submission, bool]:
        """Take the key for this transaction: the row that holds it, and whether that row is this attempt's own.

        Where another transaction holds the key and is not done, this waits for it on the unique index: then its row
        if it committed, and our own if it was rolled back.
        """
        attempt = Submission(key=key, user_id=user_id, body_hash=body_hash)
        # "on conflict do nothing" does not say whether it did something; the random mark of the attempt does.
        self.bulk_create([attempt], ignore_conflicts=True)
        first = self.get(key=key)
        return first, first.attempt == attempt.attempt


class Submission(models.Model):
    """A form that was taken. The key is made when the form is shown and sent with it."""

    no_wall = "Holds a random key, a keyed digest and an address; none of them opens anything without the right to it."

    key = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Keyed: the plain digest of a short answer could be guessed.
    body_hash = models.CharField(max_length=64)
    answer_url = models.CharField(max_length=500, blank=True)
    attempt = models.UUIDField(default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = SubmissionManager()


class Draft(models.Model):
    """What somebody has typed and not sent: one text for each author and form. Nobody else can read it."""

    no_wall = "Has a policy of its own: a draft belongs to its author and to no case."
    key_of = "author_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    # JSON: a list of [field name, value] in the order of the page, as the browser would send them.
    body = FreeTextField()
    updated_at = models.DateTimeField(auto_now=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "key"], name="one_draft_for_each_form")]
