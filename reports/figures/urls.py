"""Addresses of this room."""

from django.urls import path, register_converter

from reports.figures import views as figures


class CodeConverter:
    """A figure's code: small letters, digits, dots and underscores."""

    regex = r"[a-z0-9_.]{1,60}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "figure")

urlpatterns = [
    path("", figures.figures, name="figures"),
    path("new/", figures.choose_figures, name="choose_figures"),
    path("runs/", figures.RunList.as_view(), name="run_list"),
    path("runs/<uuid:pk>/", figures.show_run, name="run"),
    path("runs/<uuid:pk>/export/<slug:ending>/", figures.export_run, name="export_run"),
    path("definitions/", figures.definitions, name="definitions"),
    path("definitions/<figure:code>/", figures.definition, name="definition"),
]
