"""What each role finds in the bar at the top: (label, url name), the page they live on first."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.accounts.roles import Role

Entry = tuple[str | Promise, str]

MENUS: dict[str, tuple[Entry, ...]] = {
    Role.INVESTIGATOR: (
        (_("My work"), "cases:my_work"),
        (_("Cases"), "cases:case_list"),
        (_("Reports received"), "cases:report_list"),
        (_("Referrals"), "screening:inbound_list"),
        (_("Find a person"), "cases:find_person"),
    ),
    Role.SUPERVISOR: (
        (_("Unit"), "cases:unit"),
        (_("Reports received"), "cases:report_list"),
        (_("Referrals"), "screening:inbound_list"),
        (_("Cases"), "cases:case_list"),
        (_("Find a person"), "cases:find_person"),
    ),
    Role.FRONTLINE: (
        (_("Screen a person"), "screening:first_screen"),
        (_("My receipts"), "screening:receipt_list"),
    ),
    Role.CASEWORKER: (
        (_("My clients"), "screening:my_clients"),
        (_("Our clients"), "screening:our_clients"),
        (_("Referrals"), "screening:referral_list"),
        (_("Refer to the unit"), "screening:refer_to_unit"),
        (_("Questions for me"), "audit:questions"),
    ),
    Role.PROSECUTOR: ((_("My matters"), "prosecutions:my_matters"),),
    Role.ANALYST: (
        (_("Figures"), "reports:figures"),
        (_("Runs"), "reports:run_list"),
        (_("Collections"), "reports:collection_list"),
    ),
    Role.AUDITOR: (
        (_("Access log"), "audit:access_log"),
        (_("Seal status"), "audit:seals"),
        (_("Unusual access"), "audit:review"),
        (_("Sealed cases"), "cases:sealed_clocks"),
    ),
    Role.ADMINISTRATOR: (
        (_("People"), "accounts:person_list"),
        (_("Agencies"), "accounts:agency_list"),
        (_("Keys"), "accounts:keys"),
        (_("Condition"), "operating:condition"),
    ),
}


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    is_current: bool


def menu_for(role: str, path: str = "") -> list[MenuItem]:
    """The entries of a role. The longest address that begins this path is the current one."""
    found = [(str(label), reverse(name)) for label, name in MENUS.get(role, ())]
    around = (url for _label, url in found if path == url or (url != "/" and path.startswith(url)))
    here = max(around, key=len, default="")
    return [MenuItem(label, url, url == here) for label, url in found]


# Where *Find* in the head leads; a role that looks nobody up has none.
FIND: dict[str, str] = {Role.INVESTIGATOR: "cases:find_person", Role.SUPERVISOR: "cases:find_person"}


def home_url(role: str) -> str:
    """The page a person of this role lives on; "/" for a role without a menu."""
    items = menu_for(role)
    return items[0].url if items else "/"
