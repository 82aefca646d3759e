"""Addresses of the numbers on call."""

from django.urls import path

from carisecure.countries import views

app_name = "countries"

urlpatterns = [path("<slug:code>/", views.fill_in, name="fill_in_number")]
