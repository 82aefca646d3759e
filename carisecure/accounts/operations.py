"""Everything that changes people and agencies."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.delegation import private_group_name
from carisecure.access.errors import NotPermitted, TransitionRefused
from carisecure.accounts import desks
from carisecure.accounts.leaving import deactivate_user
from carisecure.accounts.models import Agency, Desk, User
from carisecure.accounts.releases import make_wait
from carisecure.accounts.roles import KIND_OF_ROLE
from carisecure.accounts.sign_in_models import Ended
from carisecure.audit.record import record


def make_agency(*, code: str, name: str, kind: str, country: str, phone: str = "") -> Agency:
    """Make an agency and its group, without asking who asks: for country packs and first set-up."""
    group = Group.objects.create(name=f"agency:{code}")
    return Agency.objects.create(code=code, name=name, kind=kind, country=country, phone=phone, group=group)


def make_user(
    *, username: str, full_name: str, role: str, agency: Agency, language: str = "en", added_by: User | None = None
) -> User:
    """Make a person and their own group, without a password and without asking who asks: for first set-up.

    `added_by`: then they wait until somebody else lets them in (`releases`).
    Raises ValidationError where the role does not belong to that kind of agency.
    """
    if KIND_OF_ROLE.get(role) != agency.kind:
        raise ValidationError({"role": _("This role does not fit that kind of agency.")})
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
        is_active=added_by is None,
        added_by=added_by,
        waits_since=timezone.now() if added_by else None,
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
        raise ValidationError({"code": _("An agency with this code already exists.")})
    return make_agency(code=code, name=name, kind=kind, country=country, phone=phone)


@transaction.atomic
def add_user(*, username: str, full_name: str, role: str, agency: Agency, password: str, by: User) -> User:
    """Add a person, who may sign in when a second one has let them in (administrator).

    Raises ValidationError where the user name is taken, the role does not fit or the password is too easy for them.
    """
    policy.require(by, "accounts.manage")
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": _("This user name is taken.")})
    user = make_user(username=username, full_name=full_name, role=role, agency=agency, added_by=by)
    try:
        validate_password(password, user)
    except ValidationError as too_easy:
        raise ValidationError({"password": too_easy.messages}) from too_easy
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def set_user_active(*, user: User, active: bool, by: User) -> User:
    """Keep a person out from their next request on, or let them wait for a second person who lets them in again
    (administrator); nobody switches themselves off.
    """
    policy.require(by, "accounts.manage")
    if user.pk == by.pk:
        raise ValidationError(_("You cannot switch yourself off. Ask another administrator."))
    if not active:
        return deactivate_user(user=user, by=by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.waits_since is not None:
        raise TransitionRefused(_("Already waiting for somebody else's approval."))
    if not user.is_active:
        make_wait(user, by=by)
    return user


@transaction.atomic
def set_agency_phone(*, agency: Agency, phone: str, by: User) -> Agency:
    """Say on which number the desk of an agency is rung, or that none is known (administrator)."""
    policy.require(by, "accounts.manage")
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    agency.phone = phone
    agency.save(update_fields=["phone"])
    return agency


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
            desks.end_all(person, why=Ended.SWITCHED_OFF)
    return agency


@transaction.atomic
def change_password(*, user: User, password: str, but: Desk | None, by: User) -> None:
    """Set one's own new password; every other session of theirs ends.

    Raises NotPermitted for somebody else's, ValidationError where it is too easy.
    """
    if user.pk != by.pk:
        raise NotPermitted("accounts.change_password", str(user.pk))
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    desks.end_all(user, why=Ended.PASSWORD, but=but)
    record("password.changed", table="accounts_user", object_id=user.pk)
