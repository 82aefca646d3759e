"""What the house knows of its own running: who gave a sign of life and when, and what has been found wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """OK: looked at, and well. UNKNOWN: could not be looked at from here, which is never OK. WARN: will be bad if
    nobody does anything, or is not as it should be. BAD: does not work, or nobody is protected; somebody is told.
    """

    OK = "ok", _("Well")
    UNKNOWN = "unknown", _("Not known")
    WARN = "warn", _("Look at it")
    BAD = "bad", _("Wrong")


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
    WAL = "wal"


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


class Standing(models.Model):
    """What one condition was like when it was last looked at, and what has been told about it by mail.

    `since`: it has been in this state. `told_at`, `told_bad`: the last mail about it, and whether that said it was
    wrong. `facts`: codes and numbers; the words are found when somebody looks (`words`).
    """

    no_wall = "Codes and numbers about the machine; nothing of a case, an agency or a person."

    name = models.CharField(max_length=40, primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNKNOWN)
    code = models.CharField(max_length=40, default="not_seen")
    facts = models.JSONField(default=dict)
    since = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    told_bad = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
