"""Addresses of this room."""

from django.urls import path

from screening.interview.views import assessment, door, interview

urlpatterns = [
    path("screen/", door.first_screen, name="first_screen"),
    path("people/<uuid:pk>/screen/", interview.start, name="start_screening"),
    path("people/<uuid:pk>/assessment/", assessment.choose, name="choose_assessment"),
    path("people/<uuid:pk>/assessment/<slug:used>/", assessment.fill_in, name="assess"),
    path("screens/<uuid:pk>/before/", interview.before, name="before"),
    path("screens/<uuid:pk>/questions/<int:number>/", interview.question, name="question"),
    path("screens/<uuid:pk>/finish/", interview.finish, name="finish"),
    path("screens/<uuid:pk>/", interview.result, name="result"),
]
