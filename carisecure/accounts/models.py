"""People who sign in, and the agencies they belong to."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from carisecure.access.delegation import groups_of_the_absent
from carisecure.access.two_people.conditions import somebody_else
from carisecure.accounts.roles import AgencyKind, Role
from carisecure.accounts.sign_in_models import Desk, Enrolment, KeptRequest, KnownBrowser
from carisecure.collation import ByName

__all__ = ["Agency", "Desk", "Enrolment", "KeptRequest", "KnownBrowser", "User", "UserManager"]

if TYPE_CHECKING:
    from carisecure.access.session import Emergency


class Agency(models.Model):
    """An organisation that works on cases. It owns a group: what is granted to the group, its active people may see."""

    no_wall = "Names and telephone numbers of public bodies; every page needs them and none of them is about a case."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind.choices)
    phone = models.CharField(_("duty telephone"), max_length=40, blank=True)
    country = models.CharField(_("country"), max_length=2)
    is_active = models.BooleanField(_("active"), default=True)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="agency")

    class Meta:
        ordering = [ByName("name")]
        indexes = [
            models.Index(ByName("name"), "id", name="agencies_by_name"),
            models.Index("kind", ByName("name"), "id", name="agencies_by_kind"),
        ]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """People are made by `accounts.operations.add_user` alone; there is no superuser."""


class User(AbstractBaseUser):
    """One person: one role, one agency, a group of their own and the group of the agency."""

    no_wall = "Sign-in and every grant need it before anybody's groups are known; it says nothing about a case."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    full_name = models.CharField(_("name on screen"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people", verbose_name=_("agency"))
    language = models.CharField(_("language"), max_length=5, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    added_at = models.DateTimeField(auto_now_add=True)
    # From then on a lost second factor is replaced by two people, and no longer by whoever knows the password.
    enrolled_at = models.DateTimeField(_("second factor since"), null=True)
    # Who added them, or switched them on again; nobody for whom a command on the server made or let in. While they wait
    # for a second person (see `releases`) they are switched off for everything that asks.
    added_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    waits_since = models.DateTimeField(_("waiting for approval since"), null=True)
    released_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    personal_group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="person")
    groups = models.ManyToManyField(Group, related_name="user_set", related_query_name="user")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_superuser = False
    is_staff = False
    # What `carisecure.access.session.enter` found open in an emergency, for the banner.
    emergencies: Sequence[Emergency] = ()

    objects = UserManager()

    class Meta:
        ordering = [ByName("full_name")]
        indexes = [
            models.Index(ByName("full_name"), "id", name="people_by_name"),
            models.Index("role", ByName("full_name"), "id", name="people_by_role"),
            models.Index("agency", ByName("full_name"), "id", name="people_by_agency"),
        ]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                name="let_in_by_two",
                condition=Q(is_active=False) | Q(added_by__isnull=True) | Q(released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="two_who_let_in",
                condition=Q(released_by__isnull=True)
                | Q(added_by__isnull=False)
                & somebody_else("released_by", "added_by")
                & somebody_else("released_by", "id"),
            ),
            models.CheckConstraint(
                name="who_waits_is_not_in",
                condition=Q(waits_since__isnull=True)
                | Q(is_active=False, added_by__isnull=False, released_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def active_groups(self) -> list[int]:
        """Ids of the groups whose grants count for this person now; empty for an inactive person or agency.

        While they stand in for somebody, that person's own group is among them. Read once for each object in memory:
        long work loads the person again.
        """
        known: list[int] | None = getattr(self, "_active_groups", None)
        if known is None:
            known = []
            if self.is_active and Agency.objects.filter(pk=self.agency_id, is_active=True).exists():
                known = sorted({*self.groups.values_list("pk", flat=True), *groups_of_the_absent(self)})
            self._active_groups = known
        return known

    def remember_groups(self, groups: list[int], permission_numbers: dict[str, int]) -> None:
        """Keep what `carisecure.enter` has just read, so that a request asks once."""
        self._active_groups = groups
        self._permission_numbers = permission_numbers

    @property
    def permission_numbers(self) -> dict[str, int]:
        """The keys of the permissions that grants are about ("cases.view_case"), as `carisecure.enter` read them."""
        return getattr(self, "_permission_numbers", {})
