"""Columns of the lists of this room."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from carisecure.interface.tables import MomentColumn, StatusColumn, WorkTable


class RunTable(WorkTable):
    about = tables.TemplateColumn(
        '<a href="{% url "reports:run" record.pk %}">{{ record.unit|default:record.collection }}</a>',
        verbose_name=_("Figures of"), empty_values=(),
    )  # fmt: skip
    period_to = tables.TemplateColumn("{{ record.period_words }}", verbose_name=_("Period"))
    standing = StatusColumn("standing", verbose_name=_("Status"))
    counted = tables.TemplateColumn(
        '{% load i18n %}{% if record.is_counted %}<span class="reference">{{ record.sha256|slice:":12" }}</span>'
        '{% else %}{% translate "not counted yet" %}{% endif %}',
        verbose_name=_("Numbers"), accessor="sha256", empty_values=(),
    )  # fmt: skip
    created_at = MomentColumn(verbose_name=_("Requested"))
