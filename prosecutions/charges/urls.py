"""Addresses of this room."""

from django.urls import path

from prosecutions.charges import views as charges

urlpatterns = [
    path("charges/<uuid:pk>/change/", charges.change, name="change_charge"),
    path("charges/<uuid:pk>/withdraw/", charges.withdraw, name="withdraw_charge"),
    path("charges/<uuid:pk>/correct/", charges.correct, name="correct_charge"),
    path("<uuid:pk>/charge/", charges.lay, name="lay_charge"),
]
