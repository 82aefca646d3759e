"""What a test may skip, said out loud: `client.force_login` counts as a sign-in with both factors.

In production nothing but `desks.open_desk` makes a session signed in. Here Django's short cut is followed by the row
that it makes; the tests of signing in itself (tests/accounts) walk the whole way.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from carisecure.accounts import desks, factors
from carisecure.accounts.models import Desk, User
from carisecure.accounts.secrets import secrets_of
from carisecure.accounts.sessions import stored_key
from tests.roles import as_system

# Of an invented app on an invented telephone.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "nine green bottles"
_PRESENT_VERIFIED_ATTESTED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT

_djangos_force_login = Client.force_login


def force_login(client: Client, user: Any, backend: str | None = None) -> None:
    """Stands in for `Client.force_login` in every test (tests/conftest.py)."""
    _djangos_force_login(client, user, backend or desks.BACKEND)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    if not Desk.objects.filter(session_key=stored_key(key)).exists():
        desks.begin(user, session_key=key, browser="", factor="totp")


def give_app(user: User) -> None:
    """Enrol the invented app."""
    with as_system(), secrets_of(user):
        Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt(SECRET)})
        User.objects.filter(pk=user.pk).update(enrolled_at=timezone.now())


def key_answer() -> dict[str, Any]:
    """What a new security key answers to its ceremony; who needs it to sign has a browser (tests/accounts)."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = ES256.from_cryptography_key(private.public_key())  # type: ignore[no-untyped-call]
    made = AttestedCredentialData.create(bytes(16), uuid.uuid4().bytes, public)
    about = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), _PRESENT_VERIFIED_ATTESTED, 0, made)
    name = websafe_encode(made.credential_id)
    said = {
        "attestationObject": websafe_encode(AttestationObject.create("none", about, {})),
        "clientDataJSON": websafe_encode(CollectedClientData.create("webauthn.create", b"c", "http://localhost")),
    }
    return {"id": name, "rawId": name, "type": "public-key", "response": said, "clientExtensionResults": {}}


def give_key(user: User) -> None:
    """Enrol a security key as its ceremony leaves it."""
    answer = key_answer()
    with as_system():
        Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key", "credential": answer})
        User.objects.filter(pk=user.pk).update(enrolled_at=timezone.now())


def give_password(user: User, password: str = PASSWORD) -> None:
    with as_system():
        user.set_password(password)
        user.save(update_fields=["password"])


def code(steps: int = 0) -> str:
    """What the invented app shows now, or so many steps of 30 seconds later."""
    shown: str = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + steps))
    return shown


def used_code(user: User) -> str:
    """The code that this person's invented app was last accepted with, however long ago that is."""
    shown: str = format_hotp_value(
        hotp_value(SECRET, Authenticator.objects.get(user=user, type="totp").data["last_counter"])
    )
    return shown


def wrong_code(secret: str = SECRET) -> str:
    """Six digits that no app with this secret shows in these ten minutes. Any fixed ones are right once in a while."""
    step = int(time.time()) // 30
    shown = {format_hotp_value(hotp_value(secret, step + n)) for n in range(-10, 11)}
    return next(digits for n in range(len(shown) + 1) if (digits := f"{n:06}") not in shown)


def confirm(client: Client) -> None:
    """The person at this client has shown a second factor just now (`accounts.fresh`)."""
    desk = Desk.objects.get(session_key=stored_key(client.cookies[settings.SESSION_COOKIE_NAME].value))
    if not factors.is_complete(desk.user):
        (give_key if factors.needs_key(desk.user) else give_app)(desk.user)
    Desk.objects.filter(pk=desk.pk).update(factor_at=timezone.now())


def sign_in(client: Client, user: User, *, going_to: str = "/", steps: int = 0) -> Any:
    """The whole way: password, then the code of the app."""
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD, "next": going_to})
    return client.post("/sign-in/factor/", {"code": code(steps)})
