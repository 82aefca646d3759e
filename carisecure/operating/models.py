"""What the house knows of its own running: who gave a sign of life and when, and what has been found wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Kind(models.TextChoices):
    """Who gives signs of life; never shown, so without words. A backup, a drill and a check give one when they end."""

    WORKER = "worker"
    HOUSE = "house"
    BEAT = "beat"
    SEALING = "sealing"
    ANCHOR = "anchor"
    VERIFICATION = "verification"
    MAIL = "mail"
    BACKUP = "backup"
    DRILL = "drill"


class Pulse(models.Model):
    """The last sign of life of each: one row a kind, overwritten. `detail`: ids, codes, numbers.

    Written by the processes named in `Kind`, each with the application's own right, and by `manage.py backup` and the
    drill. Nothing is decided by it but what is shown and told: whoever can write here as the application can at most
    keep an alarm back, and what was done stands in the access log besides.
    """

    no_wall = "A time, codes and numbers about the house's own processes; nothing of a case, an agency or a person."

    kind = models.CharField(max_length=20, primary_key=True, choices=Kind.choices)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=Kind.values), name="operating_pulse_kind_known")]

    def __str__(self) -> str:
        return self.kind
