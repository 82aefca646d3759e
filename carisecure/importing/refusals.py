"""Why the work on an import is not done, where that is the same for every target. Each adds its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.jobs.errors import WORDED

TOO_LATE = _("Too late for this file: it is already “%(state)s”.")
WORDED["file_changed"] = _("The stored file is not the one that was sent. Send it again.")
