"""What the interface remembers: forms already taken, and drafts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import connection, models

from carisecure.access.fields import FreeTextField


class SubmissionManager(models.Manager["Submission"]):
    def claim(self, *, key: uuid.UUID, user_id: uuid.UUID, body_hash: str) -> bool:
        """Take the key for this transaction. False when it is taken already.

        Where another transaction holds the key and is not done, this waits for it on the unique index: then False
        if it committed, True if it was rolled back.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into interface_submission (key, user_id, body_hash, answer_url, made_at)"
                " values (%s, %s, %s, '', now()) on conflict (key) do nothing",
                [key, user_id, body_hash],
            )
            return bool(cursor.rowcount == 1)


class Submission(models.Model):
    """A form that was taken. The key is made when the form is shown and sent with it."""

    no_wall = "Holds a random key, a keyed digest and an address; none of them opens anything without the right to it."

    key = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Keyed: the plain digest of a short answer could be guessed.
    body_hash = models.CharField(max_length=64)
    answer_url = models.CharField(max_length=500, blank=True)
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
