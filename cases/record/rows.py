"""How a case stands in a row of a list: its reference, which leads to it, that somebody is in danger, and that it is
provisional.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from carisecure.access.policy import rule
from carisecure.interface import badges
from carisecure.interface.references import Found, matching
from carisecure.interface.trails import with_list
from cases.record.models import Case
from cases.record.queries import tell_titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from carisecure.accounts.models import User


def by_reference(viewer: User, pattern: str) -> Iterator[Found]:
    """Cases for *Open by reference*."""
    if rule("cases.work").open_to(viewer):
        found = list(matching(Case.objects.visible_to(viewer, "cases.view_case").defer("summary"), pattern))
        tell_titles(found, "interface:open")
        for case in found:
            note = _("Danger now") if case.danger_since else _("Provisional") if case.is_provisional else ""
            yield Found(case.reference, _("Case"), reverse("cases:case", args=[case.pk]), note, case.title)


def case_cell(case: Case, request: HttpRequest | None) -> SafeString:
    """The link knows the list it stands on, so that the page leads back there."""
    here = request.get_full_path() if request is not None else ""
    address = with_list(reverse("cases:case", args=[case.pk]), here)
    danger = badges.badge(_("Danger now"), "late") if case.danger_since else ""
    mark = badges.badge(_("Provisional"), "waiting") if case.is_provisional else ""
    title = format_html(' <span class="case-title">{}</span>', case.title) if case.title else ""
    return format_html('<a class="reference" href="{}">{}</a>{} {} {}', address, case.reference, title, danger, mark)
