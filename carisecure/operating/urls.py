"""Health and figures are answered before these are reached (`middleware.HealthMiddleware`); here they are named."""

from django.urls import path

from carisecure.operating import views

app_name = "operating"
urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path("condition/", views.condition, name="condition"),
    path("condition/card/", views.print_card, name="card"),
]
