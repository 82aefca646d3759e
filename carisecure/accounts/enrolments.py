"""A second factor lost at night: two people let a third enrol a new one, once, within 15 minutes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.two_people.conditions import is_independent
from carisecure.accounts import desks, factors
from carisecure.accounts.models import Enrolment, KnownBrowser, User
from carisecure.accounts.roles import Role
from carisecure.accounts.secrets import keyed_digest
from carisecure.accounts.sign_in_models import ENROLMENT_LASTS, Ended
from carisecure.audit.record import record
from carisecure.collation import ByName

# Without vowels, so that no word comes out, and without 0/O and 1/I: it is read out over the telephone.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
# How long the second person has to confirm.
ASKED_LASTS = ENROLMENT_LASTS


def waiting_for(viewer: User) -> QuerySet[Enrolment]:
    """What asks for this person's confirmation now."""
    open_ones = Enrolment.objects.filter(second=viewer, confirmed_at=None, asked_at__gt=timezone.now() - ASKED_LASTS)
    return open_ones.select_related("user", "asked_by", "user__agency", "asked_by__agency").order_by("asked_at")


def may_be_helped_by(viewer: User) -> QuerySet[User]:
    """For whom this person may ask: a supervisor for their own agency's people, an administrator for everybody's."""
    people = (
        User.objects.filter(is_active=True, agency__is_active=True).exclude(pk=viewer.pk).order_by(ByName("full_name"))
    )
    return people if viewer.role == Role.ADMINISTRATOR else people.filter(agency_id=viewer.agency_id)


def may_second(asker: User) -> QuerySet[User]:
    """Whom this person may name as the second; of the agency of the one who lost it, or an administrator."""
    people = User.objects.filter(is_active=True, agency__is_active=True).exclude(Q(pk=asker.pk) | Q(added_by=asker))
    if asker.role != Role.ADMINISTRATOR:
        people = people.filter(Q(agency_id=asker.agency_id) | Q(role=Role.ADMINISTRATOR))
    return people.order_by(ByName("full_name"))


@transaction.atomic
def ask_enrolment(*, user: User, second: User, password_too: bool, by: User) -> Enrolment:
    """Ask for a one-time enrolment and name who confirms it (supervisor of the same agency, or administrator).

    Raises ValidationError where the three are not three different active people, or the second is neither of the
    person's agency nor an administrator, or was added by the asker.
    """
    policy.require(by, "accounts.ask_enrolment")
    if user.pk == by.pk:
        raise ValidationError({"user": _("Not for yourself. Ask another supervisor.")})
    if second.pk in (user.pk, by.pk):
        raise ValidationError(
            {"second": _("The second person cannot be you or the person who lost the second factor.")}
        )
    if by.role != Role.ADMINISTRATOR and user.agency_id != by.agency_id:
        raise ValidationError({"user": _("They work for another agency. Ask an administrator.")})
    if not _fits(second, user=user, asker=by):
        raise ValidationError(
            {
                "second": _(
                    "The second person must be from the same agency or an administrator, and not somebody you added."
                )
            }
        )
    if not (user.is_active and second.is_active):
        raise ValidationError(_("Both must be users who may sign in."))
    made = Enrolment.objects.create(user=user, asked_by=by, second=second, password_too=password_too)
    record(
        "enrolment.asked", table="accounts_enrolment", object_id=made.pk, detail={"user": user.pk, "second": second.pk}
    )
    return made


@transaction.atomic
def confirm_enrolment(*, enrolment: Enrolment, by: User) -> str:
    """Confirm as the second person. The old factors die, the sessions end, and the code is returned, once.

    Raises NotVisible for anybody but the one who was named, TransitionRefused where it is too late.
    """
    policy.require(by, "accounts.confirm_enrolment")
    found = Enrolment.objects.select_for_update().filter(pk=enrolment.pk, second=by).first()
    if found is None:
        raise NotVisible
    if found.confirmed_at is not None or found.asked_at <= timezone.now() - ASKED_LASTS:
        raise TransitionRefused(_("Already confirmed, or requested too long ago. Ask for a new request."))
    if found.asked_by is None or not _fits(by, user=found.user, asker=found.asked_by):
        raise TransitionRefused(
            _("Somebody else must confirm: the person asking added your account, or you work for another agency.")
        )
    found.confirmed_by = by
    return _issue(found)


def _fits(second: User, *, user: User, asker: User) -> bool:
    is_near = second.agency_id == user.agency_id or second.role == Role.ADMINISTRATOR
    return is_near and is_independent(second, of=asker)


def _issue(enrolment: Enrolment) -> str:
    code = "-".join(get_random_string(4, LETTERS) for _part in range(4))
    user = User.objects.select_for_update(no_key=True).get(pk=enrolment.user_id)
    Enrolment.objects.filter(user=user, used_at=None).exclude(pk=enrolment.pk).delete()
    enrolment.confirmed_at, enrolment.code = timezone.now(), _digest(code)
    enrolment.save(update_fields=["confirmed_at", "confirmed_by", "code"])
    desks.end_all(user, why=Ended.FACTOR_LOST)
    factors.remove_all(user)
    KnownBrowser.objects.filter(user=user).delete()
    if enrolment.password_too:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    people = {"user": user.pk, "asked_by": enrolment.asked_by_id, "confirmed_by": enrolment.confirmed_by_id}
    record("enrolment.issued", table="accounts_enrolment", object_id=enrolment.pk, detail=people)
    return code


@transaction.atomic
def issue_first(*, user: User) -> str:
    """The code of the first administrator, for `manage.py install` alone: there is nobody else yet."""
    administrators = User.objects.filter(Q(enrolled_at__isnull=False) | Q(last_login__isnull=False))
    if administrators.filter(role="administrator", is_active=True).exists():
        raise TransitionRefused(_("An administrator has already signed in. Two people can help them."))
    return _issue(Enrolment.objects.create(user=user))


def _digest(code: str) -> str:
    return keyed_digest("enrolment", code.replace("-", "").replace(" ", "").upper())


def enrolment_of(*, user: User, code: str) -> Enrolment | None:
    """The open enrolment that this code belongs to."""
    now = timezone.now()
    open_ones = [one for one in user.enrolments.filter(used_at=None).exclude(code="") if one.is_open(now)]
    return next((one for one in open_ones if constant_time_compare(one.code, _digest(code))), None)


def use(enrolment: Enrolment) -> None:
    """A new factor stands: the leave is used up. Raises TransitionRefused where another was quicker."""
    used = Enrolment.objects.filter(pk=enrolment.pk, used_at=None).update(used_at=timezone.now())
    if not used:
        raise TransitionRefused(_("This code has been used."))
    record("enrolment.used", table="accounts_enrolment", object_id=enrolment.pk, detail={"user": enrolment.user_id})
