"""The tests: base without TLS, with a cheap password hasher. tests/conftest.py fills in the database it has started."""

import os

os.environ.setdefault("SECRET_KEY", "the-tests-sign-nothing-that-leaves-the-machine-and-need-no-secret")
os.environ.setdefault("VAULT_KEYS", "1:dGVzdHMtc2VhbC1ub3RoaW5nLXRoYXQtbWF0dGVycyE=")
os.environ.setdefault("VAULT_INDEX_KEY", "tests-index-nothing-that-matters-and-need-no-secret")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")
os.environ.setdefault("DATABASE_URL", "postgresql:///carisecure")
os.environ.setdefault("REDIS_URL", "memory://")
# A developer's own environment must not change what the tests see.
for name in ("DEMO", "DEBUG", "COUNTRY", "LANGUAGE_CODE"):
    os.environ.pop(name, None)

from carisecure.settings.base import *  # noqa: E402

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
CSRF_TRUSTED_ORIGINS = []
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing is gathered for the tests: files are found where they lie, and whitenoise looks for no folder.
STATIC_ROOT = None  # type: ignore[assignment]  # whitenoise and Django take it for "nowhere"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "carisecure.interface.static_files.KeepsAddresses"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
