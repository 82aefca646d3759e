from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from carisecure.interface import badges
from carisecure.jobs.states import TONES


class JobsConfig(AppConfig):
    name = "carisecure.jobs"
    label = "jobs"

    def ready(self) -> None:
        # The web process asks for work by its name, so it knows the same kinds as the worker.
        autodiscover_modules("tasks")
        badges.register("jobs.Job.state", TONES)
