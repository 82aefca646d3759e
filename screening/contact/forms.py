"""Fields and small forms that every room here uses."""

from __future__ import annotations

from typing import Any

from carisecure.interface.forms import WorkForm
from cases.record.codelists import codelist


def genders() -> list[tuple[str, Any]]:
    return [pair for pair in codelist("gender").choices() if pair[0] != "not_known"]


class ConfirmForm(WorkForm):
    """A button that asks nothing."""
