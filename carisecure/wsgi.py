"""The way in for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carisecure.settings.base")
application = get_wsgi_application()
