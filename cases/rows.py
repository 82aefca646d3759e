"""How a case stands in a row of a list: its reference, which leads to it, and that somebody is in danger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from carisecure.interface import badges
from carisecure.interface.trails import with_list

if TYPE_CHECKING:
    from django.http import HttpRequest

    from cases.models import Case


def case_cell(case: Case, request: HttpRequest | None) -> SafeString:
    """The link knows the list it stands on, so that the page leads back there."""
    here = request.get_full_path() if request is not None else ""
    address = with_list(reverse("cases:case", args=[case.pk]), here)
    danger = badges.badge(_("Danger now"), "late") if case.danger_since else ""
    return format_html('<a class="reference" href="{}">{}</a> {}', address, case.reference, danger)
