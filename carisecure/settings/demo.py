"""The demonstration on one's own machine: base without TLS, on the embedded servers, with invented people."""

import base64
import os

from carisecure.embedded.places import server_account, server_home

# Only what an installation must choose for itself; `make demo` hands in the addresses of its own servers.
os.environ["DEMO"] = "1"
os.environ.setdefault("SECRET_KEY", "the-demonstration-holds-invented-people-only-and-needs-no-secret")
os.environ.setdefault("VAULT_INDEX_KEY", "the-demonstration-holds-invented-people-only-and-needs-no-secret")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

# The wrapping key is made at the first start, so that the demonstration too keeps it outside its database.
if not os.environ.get("VAULT_KEYS"):
    _file = server_home(server_account()) / "vault.keys"  # with the data: either without the other is of no use
    _file.parent.mkdir(parents=True, exist_ok=True)
    try:
        _made = os.open(_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(_made, "w") as _out:
            _out.write(f"1:{base64.b64encode(os.urandom(32)).decode()}")
    os.environ.setdefault("VAULT_KEYS_FILE", str(_file))

from carisecure.settings.base import *

CSRF_TRUSTED_ORIGINS = []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
