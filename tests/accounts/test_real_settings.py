"""Once with what production sets: the slow hasher, the database's cache, no Redis."""

from __future__ import annotations

import os
from importlib import import_module

import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.exceptions import ValidationError
from django.test import Client

from carisecure.settings import base
from tests.people import People
from tests.signing_in import PASSWORD, give_app, give_password, sign_in


@pytest.fixture
def real(settings: LazySettings) -> LazySettings:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    # Nothing listens there: signing in asks PostgreSQL alone.
    settings.CELERY_BROKER_URL = "redis://localhost:1/0"
    return settings


def test_signing_in_with_redis_stopped(real: LazySettings, people: People, client: Client) -> None:
    give_password(people.investigator)
    give_app(people.investigator)
    assert identify_hasher(people.investigator.password).algorithm == "argon2"
    for _try in range(2):
        assert client.post("/sign-in/", {"username": "investigator", "password": "wrong"}).status_code == 422
    sign_in(client, people.investigator)
    assert client.get("/cases/").status_code == 200


def test_what_production_says() -> None:
    assert base.SESSION_ENGINE == "carisecure.accounts.sessions"
    assert issubclass(import_module(base.SESSION_ENGINE).SessionStore, DatabaseStore), "in the database, not in Redis"
    assert base.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    assert base.AXES_HANDLER == "carisecure.accounts.lockout.NameHandler"
    assert (base.AXES_FAILURE_LIMIT, base.AXES_COOLOFF_TIME.total_seconds()) == (5, 1800)
    assert base.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    if "SESSION_IDLE_MINUTES" not in os.environ:
        assert base.DESK_IDLE_SECONDS == 900
    assert base.MFA_WEBAUTHN_USER_VERIFICATION == "required"


@pytest.mark.parametrize(
    "password",
    ["fourteen chars", "passwordpassword1", "carisecure2026!!", "traffickingunit2026", "aaaaaaaaaaaaaaaaaaaa",
     "1234567890123456789", "investigator-police-trinidad"],
)  # fmt: skip
def test_too_easy(people: People, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, people.investigator)


@pytest.mark.parametrize("password", [PASSWORD, "seven blue herons", "ohne umlaute geht auch", "qxvbzwkjhtrplmnd"])
def test_no_rules_of_composition(people: People, password: str) -> None:
    validate_password(password, people.investigator)
