"""The Celery application. Redis only rings: what a job is and how far it got stands in PostgreSQL (design 7)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carisecure.settings.base")

app = Celery("carisecure")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
