"""The eight roles. A person has exactly one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    INVESTIGATOR = "investigator", _("Investigator")
    SUPERVISOR = "supervisor", _("Supervisor")
    FRONTLINE = "frontline", _("Frontline officer")
    CASEWORKER = "caseworker", _("Caseworker")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    ANALYST = "analyst", _("Analyst")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class AgencyKind(models.TextChoices):
    """What an agency is for; a role belongs to one kind of agency (`KIND_OF_ROLE`).

    Closed: what a kind may see and do is written in code, so a new kind, in a country pack too, is a decision.
    """

    UNIT = "ctu", _("Investigating unit")
    FRONTLINE = "frontline", _("Frontline service")
    NGO = "ngo", _("Care organisation")
    PROSECUTION = "dpp", _("Prosecution service")
    STATISTICS = "statistics", _("Statistics office")
    OVERSIGHT = "oversight", _("Oversight body")
    IT = "it", _("Information technology")


KIND_OF_ROLE: dict[str, str] = {
    Role.INVESTIGATOR: AgencyKind.UNIT,
    Role.SUPERVISOR: AgencyKind.UNIT,
    Role.FRONTLINE: AgencyKind.FRONTLINE,
    Role.CASEWORKER: AgencyKind.NGO,
    Role.PROSECUTOR: AgencyKind.PROSECUTION,
    Role.ANALYST: AgencyKind.STATISTICS,
    Role.AUDITOR: AgencyKind.OVERSIGHT,
    Role.ADMINISTRATOR: AgencyKind.IT,
}
