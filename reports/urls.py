"""Addresses of the app, room by room."""

from reports.collections import urls as collections_urls
from reports.figures import urls as figures_urls
from reports.importing import urls as importing_urls

app_name = "reports"

urlpatterns = [
    *importing_urls.urlpatterns,
    *figures_urls.urlpatterns,
    *collections_urls.urlpatterns,
]
