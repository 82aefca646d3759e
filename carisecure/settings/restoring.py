"""For `manage.py restore` on a machine that has nothing yet: the house's own settings and keys are in the backup.

What base asks for and is not there gets a value for this process alone; the restored house never sees it.
"""

import base64
import os
import secrets

_FOR_NOW = {
    "SECRET_KEY": secrets.token_urlsafe(60),
    "VAULT_KEYS": f"1:{base64.b64encode(os.urandom(32)).decode()}",
    "VAULT_INDEX_KEY": secrets.token_urlsafe(45),
    "ALLOWED_HOSTS": "localhost",
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "REDIS_URL": "memory://",
}
_made = [name for name in _FOR_NOW if not os.environ.get(name) and not os.environ.get(f"{name}_FILE")]
os.environ.update({name: _FOR_NOW[name] for name in _made})

from carisecure.settings.base import *  # noqa: E402

for _name in _made:
    del os.environ[_name]
