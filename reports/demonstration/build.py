"""The analyst has asked for the unit's last twelve whole months; a worker counts them as soon as one runs."""

from __future__ import annotations

import datetime as dt

from carisecure.embedded.scene import Scene
from reports.figures.models import Standing, Subject
from reports.figures.operations import run_figures
from reports.indicators import INDICATORS


def build(scene: Scene) -> None:
    this_month = scene.day(scene.now).replace(day=1)
    with scene.acting("analyst", scene.now) as by:
        run_figures(
            collection=None,
            unit=scene.agencies["ctu"],
            period_from=this_month.replace(year=this_month.year - 1),
            period_to=this_month - dt.timedelta(days=1),
            indicators=[code for code, indicator in INDICATORS.items() if indicator.subject == Subject.UNIT.value],
            standing=Standing.PROVISIONAL,
            by=by,
        )
