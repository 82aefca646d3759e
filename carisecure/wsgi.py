"""The way in for gunicorn."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carisecure.settings.base")
application = get_wsgi_application()
if settings.DEMO:
    connection.ensure_connection()  # refuses here, at the start, a database that is not the demonstration's
    connection.close()
