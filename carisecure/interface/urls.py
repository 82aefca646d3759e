"""Small addresses that every page may use."""

from django.urls import path

from carisecure.interface import draft_views, preferences

app_name = "interface"

urlpatterns = [
    path("language/<slug:code>/", preferences.choose_language, name="language"),
    path("theme/<slug:code>/", preferences.choose_theme, name="theme"),
    path("drafts/<slug:key>/", draft_views.draft, name="draft"),
    path("drafts/<slug:key>/discard/", draft_views.discard, name="draft_discard"),
    path("line/", draft_views.line, name="line"),
]
