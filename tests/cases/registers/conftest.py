from __future__ import annotations

from tests.importing.register.conftest import unit
from tests.reports.conftest import quiet, work

__all__ = ["quiet", "unit", "work"]
