"""Secrets of second factors are sealed under a key of their owner (allauth leaves them in clear by default)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from carisecure.access.vault import cipher, keys

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

    from carisecure.accounts.models import User

_owner: ContextVar[uuid.UUID | None] = ContextVar("owner of the secrets at hand", default=None)


@contextmanager
def secrets_of(user: User) -> Iterator[None]:
    """Everything sealed and opened in here belongs to this person; without it nothing is."""
    token = _owner.set(user.pk)
    try:
        yield
    finally:
        _owner.reset(token)


def _place() -> tuple[uuid.UUID, cipher.Place]:
    owner = _owner.get()
    if owner is None:
        raise LookupError("say whose secret this is: with secrets_of(user)")
    return owner, cipher.Place("mfa_authenticator", "data", str(owner))


class SealingAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """What allauth asks of the house. The owner is bound in: a secret copied to another person does not open."""

    def encrypt(self, text: str) -> str:
        owner, place = _place()
        key_id, key = keys.for_writing(owner)
        return base64.b64encode(cipher.seal(text, key_id=key_id, key=key, place=place)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        _of, place = _place()
        sealed = base64.b64decode(encrypted_text)
        return cipher.open_sealed(sealed, key=keys.for_reading(cipher.key_id_of(sealed)), place=place)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        return _("Security key")

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        """The key stores this: an id and the user name, never an e-mail address."""
        name = user.get_username()
        return {"id": user.pk.bytes, "display_name": name, "name": name}

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """No e-mail: the ledger says it, and the person's own page."""


def keyed_digest(purpose: str, text: str) -> str:
    """What stands in a log or a table instead of the text: the same text gives the same digest, nobody else can make
    it.
    """
    key = hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
