"""Asking a person for a second factor, on the three pages that do: sign-in, unlocking, confirming."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.accounts import factors, lockout
from carisecure.accounts.forms import FactorForm
from carisecure.accounts.models import User
from carisecure.accounts.sign_in_models import Factor
from carisecure.audit.record import record

GO_ON = _("Continue")


@dataclass(frozen=True)
class Ask:
    """What the page offers. `key_options` is for the page's script; empty where no key is enrolled."""

    address: str
    form: FactorForm
    key_options: str
    has_code: bool
    code_label: str | Promise
    is_demonstration: bool
    error: str | Promise = ""
    submit_label: str | Promise = GO_ON


WRONG = _("Code not accepted. Each code works once: wait for the next one.")
LOCKED = _("Too many wrong attempts. Wait 30 minutes, or ask a supervisor to unlock your name.")


def ask(
    request: HttpRequest,
    user: User,
    *,
    address: str,
    recovery: bool = False,
    demonstration: bool = False,
    error: str | Promise = "",
    submit_label: str | Promise = GO_ON,
) -> Ask:
    """Prepare the question; the key's challenge is remembered in the session."""
    kinds = factors.accepted(user, recovery=recovery)
    label = {
        (True, True): _("Code from your app, or a recovery code"),
        (True, False): _("Code from your app"),
        (False, True): _("Recovery code"),
    }.get((Factor.TOTP in kinds, Factor.RECOVERY in kinds), _("Code"))
    return Ask(
        address=address,
        form=FactorForm(auto_id=f"id_{user.pk.hex[-6:]}_%s"),
        key_options=factors.key_options(user) if Factor.WEBAUTHN in kinds else "",
        has_code=bool(kinds & {Factor.TOTP, Factor.RECOVERY}),
        code_label=label,
        is_demonstration=demonstration and settings.DEMO,
        error=error,
        submit_label=submit_label,
    )


@transaction.atomic
def shown(request: HttpRequest, user: User, *, recovery: bool = False) -> tuple[str, str | Promise]:
    """The kind of factor that this POST proves, or "" and what to say. A wrong one counts like a wrong password, and
    guesses that are sent together are looked at one after the other, so that the sixth is not looked at.
    """
    form = FactorForm(request.POST)
    lockout.stand_in_line(user.username)
    if not lockout.may_try(request, user.username):
        return "", LOCKED
    kinds = factors.accepted(user, recovery=recovery)
    if form.is_valid():
        code, credential = form.cleaned_data["code"].strip(), form.cleaned_data["credential"]
        if credential and Factor.WEBAUTHN in kinds and factors.check_key(user, credential):
            return str(Factor.WEBAUTHN), ""
        if code and Factor.TOTP in kinds and factors.check_totp(user, code):
            return str(Factor.TOTP), ""
        if code and Factor.RECOVERY in kinds and factors.check_recovery_code(user, code):
            return str(Factor.RECOVERY), ""
    lockout.note_failure(request, user.username)
    record("factor.refused", table="accounts_user", object_id=user.pk)
    return "", WRONG if lockout.may_try(request, user.username) else LOCKED
