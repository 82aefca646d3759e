"""The Celery application. Redis only rings: what a job is and how far it got stands in PostgreSQL (design 7)."""

import os
import sys

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carisecure.settings.base")
# Celery runs every check of Django's and reads none of the answers: it costs each of its processes some 15 MB. What
# must hold is demanded below.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

# How old the list of what was ended can be at the second place (carisecure/backup/endings_kept.py).
ENDINGS_SECONDS = 300.0

app = Celery("carisecure")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _lines_as_everywhere(**_kwargs: object) -> None:
    """Celery finds its lines told by Django's settings already, and adds no handler and no form of its own."""


@worker_init.connect
@beat_init.connect
def _prove_keys(**_kwargs: object) -> None:
    """The wrong wrapping key or another release's database: no start.

    Ended at once, because Celery takes an exception here for a wish to stop.
    """
    import django
    from django.apps import apps
    from django.db import connection

    if not apps.ready:  # a second setup would begin the logs anew, and beat would say nothing from then on
        django.setup()
    from carisecure import history
    from carisecure.access.vault import proving

    try:
        proving.demand_or_wait()
        history.demand()
    except (proving.WrongKeys, history.OtherHistory) as fault:
        print(fault, file=sys.__stderr__, flush=True)  # Celery has its own in the place of sys.stderr
        os._exit(1)
    # What is asked for something every some seconds needs no session meanwhile: in PostgreSQL that is some 25 MB each.
    connection.settings_dict["CONN_MAX_AGE"] = 0
    connection.close()  # children that are forked later must not share it


@worker_init.connect
def _load_pages(**_kwargs: object) -> None:
    """Once for all that are forked, a job each: letters name addresses of pages. Beat writes none."""
    from carisecure.operating import loading

    loading.load(templates=False)
    loading.share()


@app.on_after_finalize.connect
def _beat(sender: Celery, **_kwargs: object) -> None:
    """What beat asks for, again and again; asking too often is harmless, so a question nobody heard is dropped.

    The house's own periodic work does not stand here: apps register it in `carisecure.jobs.schedule`.
    """
    from django.conf import settings

    from carisecure.jobs import conf

    for name, every in (("jobs.sweep", "JOBS_SWEEP_SECONDS"), ("jobs.ask_due", "JOBS_DUE_SECONDS")):
        seconds = conf.seconds(every)
        sender.add_periodic_task(seconds, sender.signature(name), name=name, expires=max(30.0, 2 * seconds))
    for name, seconds in (("worker_lives", 60.0), ("look", 60.0), ("look_closely", 300.0)):
        task = f"operating.{name}"
        sender.add_periodic_task(seconds, sender.signature(task), name=task, expires=seconds)
    # Not a job either: its row would be three lines of the ledger for each look at it (carisecure/audit/tasks.py).
    sealing = float(settings.LEDGER_SEAL_SECONDS)
    sender.add_periodic_task(sealing, sender.signature("audit.seal"), name="audit.seal", expires=max(30.0, 2 * sealing))
    if settings.BACKUP_PLACE:
        telling = sender.signature("backup.endings")
        sender.add_periodic_task(ENDINGS_SECONDS, telling, name="backup.endings", expires=ENDINGS_SECONDS)
