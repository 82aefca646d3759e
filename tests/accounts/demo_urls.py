"""The addresses as they are in a demonstration, where one click signs in."""

from django.urls import path

from carisecure import urls
from carisecure.accounts.views import sign_in

urlpatterns = [*urls.urlpatterns, path("sign-in/as/<slug:role>/", sign_in.choose_who, name="choose_who")]
