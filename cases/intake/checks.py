"""What `manage.py check` says about the rules by which reports go to somebody."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from carisecure.countries.packs import pack
from carisecure.datafiles import DataFileError
from cases.intake.routing import faults


def check_routing(**_asked: Any) -> list[CheckMessage]:
    try:
        found = faults(pack())
    except DataFileError as fault:
        found = [str(fault)]
    return [Error(text, id="cases.E001") for text in found]
