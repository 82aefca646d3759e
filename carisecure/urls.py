"""All addresses. Each app brings its own `urls.py`."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("carisecure.interface.urls")),
    path("jobs/", include("carisecure.jobs.urls")),
]
