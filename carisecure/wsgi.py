"""The way in for gunicorn."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carisecure.settings.base")
application = get_wsgi_application()
from carisecure import history  # noqa: E402  (settings come first)
from carisecure.access.vault import proving  # noqa: E402

try:
    history.demand()  # another release's database: no start
    proving.demand()  # the wrong wrapping key: no start
except OperationalError:
    pass  # AccessMiddleware asks again with each request until the database answers
finally:
    connection.close()
if settings.DEMO:
    connection.ensure_connection()  # refuses here, at the start, a database that is not the demonstration's
    connection.close()
