"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.accounts.roles import Role
from carisecure.interface import home, references, trails
from cases.record import rows


def register() -> None:
    references.register("cases", rows.by_reference)
    trails.register_list("cases:case_list", _("Cases"))
    trails.register_list("cases:my_work", _("My work"))
    trails.register_list("cases:unit", _("Unit"))
    trails.register_page("cases:case")
    home.register_home(Role.FRONTLINE, "cases:frontline_home")
