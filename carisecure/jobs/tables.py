"""The list of a person's own jobs."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from carisecure.interface.tables import MomentColumn, StatusColumn, WorkTable
from carisecure.jobs.models import Job
from carisecure.jobs.queries import title_of


class JobTable(WorkTable):
    kind = tables.Column(verbose_name=_("Job"))
    state = StatusColumn("state", verbose_name=_("State"))
    asked_at = MomentColumn(verbose_name=_("Requested"))
    finished_at = MomentColumn(verbose_name=_("Ended"))

    def render_kind(self, record: Job) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("jobs:show", args=[record.pk]), title_of(record.kind))
