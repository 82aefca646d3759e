"""Addresses of the prosecution's room."""

from prosecutions.advice import urls as advice_urls
from prosecutions.charges import urls as charges_urls
from prosecutions.court import urls as court_urls
from prosecutions.docket import urls as docket_urls
from prosecutions.file import urls as file_urls
from prosecutions.matter import urls as matter_urls
from prosecutions.outcomes import urls as outcomes_urls

app_name = "prosecutions"

urlpatterns = [
    *file_urls.urlpatterns,
    *advice_urls.urlpatterns,
    *charges_urls.urlpatterns,
    *court_urls.urlpatterns,
    *outcomes_urls.urlpatterns,
    *docket_urls.urlpatterns,
    *matter_urls.urlpatterns,
]
