"""Everything that changes people and agencies."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.delegation import private_group_name
from carisecure.accounts.models import Agency, User
from carisecure.accounts.roles import KIND_OF_ROLE


def make_agency(*, code: str, name: str, kind: str, country: str, phone: str = "") -> Agency:
    """Make an agency and its group, without asking who asks: for country packs and first set-up."""
    group = Group.objects.create(name=f"agency:{code}")
    return Agency.objects.create(code=code, name=name, kind=kind, country=country, phone=phone, group=group)


def make_user(*, username: str, full_name: str, role: str, agency: Agency, language: str = "en") -> User:
    """Make a person and their own group, without a password and without asking who asks: for first set-up.

    Raises ValidationError where the role does not belong to that kind of agency.
    """
    if KIND_OF_ROLE.get(role) != agency.kind:
        raise ValidationError({"role": _("This role does not belong to that kind of agency.")})
    pk = uuid.uuid4()
    group = Group.objects.create(name=f"person:{pk}")
    private = Group.objects.create(name=private_group_name(pk))
    user = User(
        pk=pk,
        username=username,
        full_name=full_name,
        role=role,
        agency=agency,
        language=language,
        personal_group=group,
    )
    user.set_unusable_password()
    user.save(force_insert=True)
    user.groups.set([group, private, agency.group])
    return user


@transaction.atomic
def add_agency(*, code: str, name: str, kind: str, country: str, phone: str, by: User) -> Agency:
    """Add an agency (administrator)."""
    policy.require(by, "accounts.manage")
    if Agency.objects.filter(code=code).exists():
        raise ValidationError({"code": _("There is an agency with this code already.")})
    return make_agency(code=code, name=name, kind=kind, country=country, phone=phone)


@transaction.atomic
def add_user(*, username: str, full_name: str, role: str, agency: Agency, password: str, by: User) -> User:
    """Add a person who may sign in (administrator)."""
    policy.require(by, "accounts.manage")
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": _("There is somebody with this user name already.")})
    user = make_user(username=username, full_name=full_name, role=role, agency=agency)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def set_user_active(*, user: User, active: bool, by: User) -> User:
    """Let a person in, or keep them out from their next request on; nobody switches themselves off."""
    policy.require(by, "accounts.manage")
    if user.pk == by.pk:
        raise ValidationError(_("You cannot switch yourself off. Ask another administrator."))
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        end_sessions(user)
    return user


@transaction.atomic
def set_agency_active(*, agency: Agency, active: bool, by: User) -> Agency:
    """Let an agency's people in, or keep all of them out at once; nobody switches their own agency off."""
    policy.require(by, "accounts.manage")
    if agency.pk == by.agency_id:
        raise ValidationError(_("You cannot switch your own agency off."))
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    agency.is_active = active
    agency.save(update_fields=["is_active"])
    if not active:
        for person in agency.people.all():
            end_sessions(person)
    return agency


def end_sessions(user: User) -> int:
    """Sign a person out everywhere; returns how many sessions ended."""
    theirs = [s.pk for s in Session.objects.all() if s.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)
