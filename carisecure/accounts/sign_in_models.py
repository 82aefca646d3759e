"""Who sits where: sessions, the browsers they know, what is kept while one is locked, and one-time enrolments."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.two_people.conditions import somebody_else

# Limits of a session (issue 3, item 2). The idle time can be set shorter or longer by the installation.
LOCKED_AT_MOST = timedelta(minutes=60)
AT_MOST = timedelta(hours=10)
FRESH_FOR = timedelta(minutes=5)
SESSIONS_AT_MOST = 2
ENROLMENT_LASTS = timedelta(minutes=15)
# The first administrator's: the installation is printed out on one machine and opened on another.
FIRST_LASTS = timedelta(minutes=30)


def idle_limit() -> timedelta:
    return timedelta(seconds=settings.DESK_IDLE_SECONDS)


class Factor(models.TextChoices):
    """How a person proved themselves beside the password. The first three are allauth's names of its types."""

    WEBAUTHN = "webauthn", _("Security key or passkey")
    TOTP = "totp", _("Code from an app")
    RECOVERY = "recovery_codes", _("Recovery code")
    DEMONSTRATION = "demo", _("Demonstration")


class Ended(models.TextChoices):
    SIGNED_OUT = "sign_out", _("signed out")
    LOCKED_LONG = "locked", _("locked for an hour")
    TOO_LONG = "too_long", _("ten hours")
    THIRD = "third", _("a third session was started")
    BY_PERSON = "by_person", _("ended from another session")
    SWITCHED_OFF = "off", _("switched off")
    PASSWORD = "password", _("password changed")
    FACTOR_LOST = "factor", _("second factor replaced")


class DeskQuerySet(models.QuerySet["Desk"]):
    def open(self) -> Self:
        """Sessions that still count: neither ended nor past one of the two limits of time."""
        now = timezone.now()
        return self.filter(ended_at=None, opened_at__gt=now - AT_MOST).exclude(locked_at__lte=now - LOCKED_AT_MOST)


class Desk(models.Model):
    """One session of one person who has proved both factors: the only thing that makes a Django session signed in.

    The states: in use; locked (`locked_at`), when it answers nothing but the lock screen; ended (`ended_at`), kept for
    a day so that the browser can be told why. They stand in a row of their own and not in the session's data, because
    a slow request that saves an old copy of the session would otherwise unlock it again.
    """

    # `session_key` is the digest of the key that the browser holds (see `sessions`).
    no_wall = "Read by the key of its session before anybody's groups are known; it says nothing about a case."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desks")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=64, db_index=True)
    agent = models.CharField(max_length=60, blank=True)
    factor = models.CharField(max_length=20, choices=Factor.choices)
    opened_at = models.DateTimeField(default=timezone.now)
    active_at = models.DateTimeField(default=timezone.now)
    locked_at = models.DateTimeField(null=True)
    factor_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, choices=Ended.choices, blank=True)
    return_to = models.CharField(max_length=500, blank=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "opened_at"], name="desk_of_user")]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return str(self.pk)

    def over(self, now: datetime) -> str:
        """Why it is over although nobody ended it, or nothing."""
        if self.opened_at <= now - AT_MOST:
            return Ended.TOO_LONG
        if self.locked_at is not None and self.locked_at <= now - LOCKED_AT_MOST:
            return Ended.LOCKED_LONG
        # Nobody asked anything since: it would have been locked at the end of the idle time.
        if self.locked_at is None and self.active_at + idle_limit() <= now - LOCKED_AT_MOST:
            return Ended.LOCKED_LONG
        return ""

    def is_idle(self, now: datetime) -> bool:
        return self.locked_at is None and self.active_at <= now - idle_limit()


class KnownBrowser(models.Model):
    """A browser in which this person has signed in before: strangers cannot lock it out (see `lockout`)."""

    no_wall = "Asked before anybody is signed in; a digest and a person, nothing about a case."

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="browsers")
    browser = models.CharField(max_length=64)
    known_since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "browser"], name="one_row_a_person_and_browser")]

    def __str__(self) -> str:
        return str(self.pk)


class KeptRequest(models.Model):
    """What a person sent while a lock or a question for their factor stood in the way, until they send it again.

    `key`: the form's submission key, or the version of the draft that the page knew; both are random or a number.
    """

    no_wall = "Found by its owner's session alone; its text is sealed under the owner's key."
    key_of = "user_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="kept")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    key = models.CharField(max_length=36, blank=True, default="")
    is_draft = models.BooleanField(default=False)
    body = FreeTextField()
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


class Enrolment(models.Model):
    """Leave to enrol a new second factor, once, within 15 minutes.

    Given by two people when a factor is lost: one asks and names the second, the second confirms and receives the
    code. Without both (`asked_by` empty) only for the first administrator, by `manage.py install`.
    """

    no_wall = "Names three colleagues and a moment; sign-in needs it before anybody's groups are known."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    password_too = models.BooleanField(_("password forgotten too"), default=False)
    code = models.CharField(max_length=64, blank=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("one-time enrolment")
        verbose_name_plural = _("one-time enrolments")
        constraints = [
            models.CheckConstraint(
                name="two_different_people",
                condition=(
                    Q(asked_by__isnull=True, second__isnull=True, confirmed_by__isnull=True)
                    | Q(asked_by__isnull=False, second__isnull=False)
                    & somebody_else("asked_by", "second")
                    & somebody_else("user", "asked_by")
                    & somebody_else("user", "second")
                    & (Q(confirmed_by__isnull=True) | Q(confirmed_by=F("second")))
                ),
            ),
            models.CheckConstraint(
                name="no_code_before_the_second",
                condition=Q(code="")
                | Q(confirmed_at__isnull=False) & (Q(asked_by__isnull=True) | Q(confirmed_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_open(self, now: datetime) -> bool:
        """Confirmed, unused and not older than 15 minutes; 30 for the first administrator's, which nobody asked for."""
        lasts = ENROLMENT_LASTS if self.asked_by_id else FIRST_LASTS
        return self.used_at is None and self.confirmed_at is not None and self.confirmed_at > now - lasts
