"""Small addresses that every page may use."""

from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from carisecure.interface import draft_views, opening, preferences


class DraftKeyConverter(SlugConverter):
    """The key of a draft, as long as its column at most: a longer one is an address that nothing has."""

    regex = "[-a-zA-Z0-9_]{1,120}"


register_converter(DraftKeyConverter, "draft_key")

app_name = "interface"

urlpatterns = [
    path("language/<slug:code>/", preferences.choose_language, name="language"),
    path("theme/<slug:code>/", preferences.choose_theme, name="theme"),
    path("drafts/<draft_key:key>/", draft_views.draft, name="draft"),
    path("drafts/<draft_key:key>/discard/", draft_views.discard, name="draft_discard"),
    path("open/", opening.open_by_reference, name="open"),
    path("line/", draft_views.line, name="line"),
]
