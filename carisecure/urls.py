"""All addresses. Each app brings its own `urls.py`."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from carisecure.accounts.views import desk, second_factor, sign_in
from carisecure.interface.home import home

handler500 = "carisecure.interface.failures.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/factor/", second_factor.show_factor, name="sign_in_factor"),
    path("sign-in/enrol/", second_factor.enrol, name="sign_in_enrol"),
    path("sign-in/with-code/", sign_in.sign_in_with_code, name="sign_in_with_code"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("lock/", desk.lock_now, name="lock_now"),
    path("locked/", desk.locked, name="locked"),
    path("locked/<uuid:pk>/", desk.unlock, name="unlock"),
    path("confirm/", desk.confirm, name="confirm"),
    path("confirm/kept/", desk.show_kept, name="kept"),
    path("desk/", desk.state, name="desk_state"),
    path("", include("carisecure.interface.urls")),
    path("", include("carisecure.accounts.urls")),
    path("", include("carisecure.operating.urls")),
    path("", include("cases.urls")),
    path("jobs/", include("carisecure.jobs.urls")),
    path("access-log/", include("carisecure.audit.urls")),
    path("on-call/", include("carisecure.countries.urls")),
    path("figures/", include("reports.urls")),
    path("screening/", include("screening.urls")),
    path("matters/", include("prosecutions.urls")),
]

if settings.DEMO:  # one click signs in as an invented person; anywhere else the address does not exist
    urlpatterns.append(path("sign-in/as/<slug:role>/", sign_in.choose_who, name="choose_who"))
