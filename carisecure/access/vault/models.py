"""The wrapped data keys."""

from __future__ import annotations

import uuid

from django.db import models


class DataKey(models.Model):
    """The key of one person, case, involvement, prosecution or author. Destroying it erases what it sealed.

    `wrapped` is emptied when the key is destroyed; the row stays, so that nothing is ever sealed for that owner again.
    The database gives `destroyed_at` its value (`sql/destroyed_keys.sql`): each is later than all before it, in the
    order of their commits, so that the newest tells every process whether it knows of all.

    `proof`: by which the database knows who may change the row, through functions alone (`sql/proved_keys.sql`).
    """

    no_wall = "A wrapped key is a random text without the wrapping key, and it says nothing about whose it is."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.UUIDField(unique=True)
    wrapped = models.BinaryField()
    wrapped_by = models.PositiveSmallIntegerField()
    proof = models.BinaryField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "access"
        indexes = [
            models.Index(fields=["wrapped_by"], name="datakey_wrapped_by"),
            models.Index(
                fields=["destroyed_at"], name="datakey_destroyed", condition=models.Q(destroyed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
