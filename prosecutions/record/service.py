"""The prosecution service of the country."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carisecure.accounts.models import Agency
from carisecure.accounts.roles import AgencyKind


def only_service() -> Agency:
    """Raises ValidationError where there is none or several: somebody has to choose."""
    services = list(Agency.objects.filter(kind=AgencyKind.PROSECUTION, is_active=True)[:2])
    if len(services) != 1:
        raise ValidationError({"to": _("Choose the prosecution service.")})
    return services[0]
