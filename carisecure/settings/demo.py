"""The demonstration on one's own machine: base without TLS, on the embedded servers, with invented people."""

import os

# Only what an installation must choose for itself; `make demo` hands in the addresses of its own servers.
os.environ["DEMO"] = "1"
os.environ.setdefault("SECRET_KEY", "the-demonstration-holds-invented-people-only-and-needs-no-secret")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

from carisecure.settings.base import *

CSRF_TRUSTED_ORIGINS = []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
