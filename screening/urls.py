"""Addresses of the app, room by room."""

from screening.clients import urls as clients_urls
from screening.consent import urls as consent_urls
from screening.interview import urls as interview_urls
from screening.person import urls as person_urls
from screening.referral import urls as referral_urls
from screening.status import urls as status_urls

app_name = "screening"

urlpatterns = [
    *consent_urls.urlpatterns,
    *interview_urls.urlpatterns,
    *status_urls.urlpatterns,
    *referral_urls.urlpatterns,
    *clients_urls.urlpatterns,
    *person_urls.urlpatterns,
]
