"""Second factors: security keys and passkeys, codes of an app, recovery codes. No SMS, no e-mail.

The ceremonies and the table are allauth's; the secrets are sealed (`secrets`), and the rule which codes were used is
ours: allauth keeps it in the cache, which an attacker could flush with other entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.accounts.secrets import secrets_of
from carisecure.accounts.sign_in_models import Factor
from carisecure.audit.record import record

# Whoever decides, checks or keeps accounts: their factor cannot be read out over the telephone or typed into a copy of
# the page.
KEY_ROLES = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR})
PROVING = (Factor.WEBAUTHN, Factor.TOTP)
_NEW_TOTP = "new_totp"
_LAST = "last_counter"  # the newest step of 30 seconds of which a code was accepted


def needs_key(user: User) -> bool:
    return user.role in KEY_ROLES


def enrolled(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def is_enrolled(user: User) -> bool:
    """Whether the person has a second factor that proves them by itself: recovery codes alone are none."""
    return bool(enrolled(user) & set(PROVING))


def accepted(user: User, *, recovery: bool = True) -> set[str]:
    """The kinds that may be asked of this person. A code of an app is no way around a key.

    `recovery`: at sign-in, where a recovery code counts too, and where somebody whose role has come to need a key shows
    the app that they have before they enrol one. Afterwards, at the desk, neither does.
    """
    found = enrolled(user)
    if not found & set(PROVING):
        return set()
    if needs_key(user) and (Factor.WEBAUTHN in found or not recovery):
        found.discard(Factor.TOTP)
    if not recovery:
        found.discard(Factor.RECOVERY)
    return found


def is_complete(user: User) -> bool:
    """Nothing is left to enrol before this person may work."""
    found = enrolled(user)
    return Factor.WEBAUTHN in found if needs_key(user) else bool(found & set(PROVING))


# --- Checking ---------------------------------------------------------------------------------------------------------
def key_options(user: User | None) -> str:
    """What the browser's key is asked, as JSON; the challenge is remembered in the session."""
    return _json(webauthn.begin_authentication(user))


def check_key(user: User, credential: str) -> bool:
    try:
        found = webauthn.complete_authentication(user, json.loads(credential))
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError, InvalidSignature):
        return False
    found.record_usage()
    return True


@transaction.atomic
def check_totp(user: User, code: str) -> bool:
    """A code counts once, and none that is older than the last: the row is locked while it is compared and marked, so
    that of any number of copies sent at once to any number of processes one is accepted.
    """
    found = Authenticator.objects.select_for_update().filter(user=user, type=Factor.TOTP).first()
    if found is None:
        return False
    with secrets_of(user):
        secret = decrypt(found.data["secret"])
    counter = _counter_of(secret, code, after=found.data.get(_LAST, -1))
    if counter is None:
        return False
    found.data[_LAST], found.last_used_at = counter, timezone.now()
    found.save(update_fields=["data", "last_used_at"])
    return True


def _counter_of(secret: str, code: str, *, after: int = -1) -> int | None:
    """Which step of 30 seconds this is the code of, among those that are accepted now; none up to `after`."""
    for counter in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if totp.compare_user_code(actual=code, expected=expected) and counter > after:
            return int(counter)
    return None


def check_recovery_code(user: User, code: str) -> bool:
    found = Authenticator.objects.filter(user=user, type=Factor.RECOVERY).first()
    if found is None or not code:
        return False
    with secrets_of(user):
        fits: bool = RecoveryCodes(found).validate_code(code)
    if fits:
        found.record_usage()
    return fits


# --- Enrolling --------------------------------------------------------------------------------------------------------
def new_key_options(user: User) -> str:
    return _json(webauthn.begin_registration(user, passwordless=False))


def add_key(user: User, *, name: str, credential: str) -> None:
    """Raises ValidationError where the answer is not the key's to our challenge."""
    try:
        answer = json.loads(credential)
        webauthn.complete_registration(answer)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidSignature) as fault:
        raise ValidationError(_("The key did not work. Try again.")) from fault
    _enrolled(user, Factor.WEBAUTHN, lambda: webauthn.WebAuthn.add(user, name[:60] or _("Security key"), answer))


def new_totp_secret(request: HttpRequest, user: User) -> str:
    """The secret that waits for its first code; sealed in the session as it will be in the table."""
    with secrets_of(user):
        kept = request.session.get(_NEW_TOTP)
        if kept and kept["user"] == str(user.pk):
            known: str = decrypt(kept["secret"])
            return known
        secret: str = totp.generate_totp_secret()
        request.session[_NEW_TOTP] = {"user": str(user.pk), "secret": encrypt(secret)}
    return secret


def add_totp(request: HttpRequest, user: User, *, code: str) -> None:
    """Raises ValidationError where the code does not fit the secret shown. That code has counted then: it signs nobody
    in once more.
    """
    secret = new_totp_secret(request, user)
    counter = _counter_of(secret, code)
    if counter is None:
        raise ValidationError(_("Wrong code. Wait for the next one and try again; check the clock of your phone too."))

    def add() -> None:
        with secrets_of(user):
            made = Authenticator(user=user, type=Factor.TOTP, data={"secret": encrypt(secret), _LAST: counter})
        made.save()

    _enrolled(user, Factor.TOTP, add)
    del request.session[_NEW_TOTP]


def _enrolled(user: User, kind: str, add: object) -> None:
    with transaction.atomic():
        if kind == Factor.TOTP:
            Authenticator.objects.filter(user=user, type=kind).delete()
        add()  # type: ignore[operator]
        if user.enrolled_at is None:
            user.enrolled_at = timezone.now()
            user.save(update_fields=["enrolled_at"])
        record("factor.added", table="accounts_user", object_id=user.pk, detail={"factor": str(kind)})


def recovery_codes(user: User, *, anew: bool = False) -> list[str]:
    """The person's unused codes, made now where there are none or `anew`. Shown once, by the page that asks."""
    with transaction.atomic(), secrets_of(user):
        if anew:
            Authenticator.objects.filter(user=user, type=Factor.RECOVERY).delete()
        codes = RecoveryCodes.activate(user)
        if not codes.did_view:
            record("factor.added", table="accounts_user", object_id=user.pk, detail={"factor": str(Factor.RECOVERY)})
        codes.mark_as_viewed()
        return list(codes.get_unused_codes())


def has_seen_recovery_codes(user: User) -> bool:
    found = Authenticator.objects.filter(user=user, type=Factor.RECOVERY).first()
    return bool(found and found.wrap().did_view)


@transaction.atomic
def remove(*, user: User, pk: int) -> None:
    """Remove one of a person's own factors; the last one that lets them in stays."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    mine = Authenticator.objects.filter(user=user)
    found = mine.filter(pk=pk, type__in=PROVING).first()
    if found is None:
        raise ValidationError(_("No longer in the list."))
    rest = set(mine.exclude(pk=pk).values_list("type", flat=True))
    if not (rest & {Factor.WEBAUTHN} if needs_key(user) else rest & set(PROVING)):
        raise ValidationError(_("This is your only way to sign in. Add another first."))
    record("factor.removed", table="accounts_user", object_id=user.pk, detail={"factor": found.type})
    found.delete()


def remove_all(user: User) -> int:
    """Every second factor of a person: they are lost, or the person leaves."""
    gone: int = Authenticator.objects.filter(user=user).delete()[0]
    return gone


def own(user: User) -> Iterable[Authenticator]:
    found: Iterable[Authenticator] = Authenticator.objects.filter(user=user).order_by("created_at")
    return found


def _json(options: object) -> str:
    return json.dumps(options, default=dict)
