"""What keeps the ledger provable without anybody asking.

Sealing is a plain Celery task that beat rings every ten seconds, not a job: a job's row would itself be three lines in
the ledger, 8,640 times a day, and a run that nobody heard loses nothing, because the next one seals what it left.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext_lazy as _

from carisecure.audit import anchors, guards, ledger, weekly
from carisecure.audit.record import record
from carisecure.audit.verification import Verdict, verify
from carisecure.celery import app
from carisecure.jobs.kinds import job_kind
from carisecure.jobs.running import Running
from carisecure.jobs.schedule import Due, daily, schedule
from carisecure.operating import pulses
from carisecure.operating.models import Kind

logger = logging.getLogger(__name__)

# How often a root leaves the house: what a database's owner could cut off unseen is never older than this.
ANCHOR_HOURS = 6
# How many guards that differ are named in the log and in the mail; `verify_ledger` names all.
GUARDS_TOLD = 50


@app.task(name="audit.seal", ignore_result=True)
def seal() -> None:
    """Whoever keeps the sealer's turn and does not seal loses it."""
    if ledger.end_old_turns():
        logger.critical("ledger.turn_ended somebody held the sealing of the access log")
    ledger.seal()
    pulses.beat_if_possible(Kind.SEALING)


@job_kind("audit.anchor", purpose="maintenance", title=_("Store the newest seal of the access log elsewhere"))
def anchor(running: Running, period: str, mail: bool) -> dict[str, Any]:
    sealed = anchors.anchor(mail=mail)
    pulses.beat(Kind.ANCHOR, {"seal": sealed.number if sealed else 0})
    return {"seal": sealed.number if sealed else 0}


@job_kind("audit.verify", purpose="maintenance", title=_("Check the access log against its seals"), limit_seconds=3600)
def check(running: Running, period: str) -> dict[str, Any]:
    def progress(seals: int, lines: int) -> None:
        running.progress(lines, None)
        running.stop_if_cancelled()

    verdict = verify(anchors.kept_in_file(), progress=progress)
    unlike = guards.differences()
    detail = counts(verdict) | {"guards": len(unlike)}
    if verdict.is_whole and unlike:
        detail["fault"] = "guards"
    pulses.beat(Kind.VERIFICATION, detail)
    record("ledger.fault" if detail["fault"] else "ledger.whole", detail=detail | {"unlike": unlike[:GUARDS_TOLD]})
    if detail["fault"]:
        _alarm(verdict, unlike)
    return detail


def counts(verdict: Verdict) -> dict[str, Any]:
    found = {"lines": verdict.lines, "seals": verdict.seals, "anchors": verdict.anchors, "fault": verdict.fault}
    if verdict.losses:
        found |= {"restores": len(verdict.losses), "anchors_lost": verdict.anchors_lost}
    return {**found, "seal": verdict.seal, "entry": verdict.entry, "problems": len(verdict.problems)}


def _alarm(verdict: Verdict, unlike: list[str]) -> None:
    """Tell whoever keeps the anchors: somebody who can change the ledger can also keep its own page from saying so."""
    where = [f"fault={one.fault} seal={one.seal} line={one.entry}" for one in verdict.problems] + unlike[:GUARDS_TOLD]
    for line in where:
        logger.critical("ledger.fault %s", line)
    if settings.LEDGER_ANCHOR_EMAIL:
        subject = "Access log: does not fit its seals" if verdict.fault else "Records: not guarded as the release says"
        send_mail(subject, "\n".join(where), None, [settings.LEDGER_ANCHOR_EMAIL])


@job_kind("audit.weekly_review", purpose="maintenance", title=_("List unusual access for a week"))
def weekly_review(running: Running, period: str) -> dict[str, Any]:
    """`period`: the Monday of the week that is over, as 2026-11-16."""
    moved = weekly.pass_on()
    return {"listed": weekly.list_week(date.fromisoformat(period)), "passed_on": moved}


def weeks_over(now: datetime) -> list[Due]:
    """Each Monday from 05:00 on, the week before; asked for again all week, so that a beat that was down catches up."""
    monday = now.date() - timedelta(days=now.weekday())
    if now < datetime.combine(monday, time(5), now.tzinfo):
        monday -= timedelta(days=7)
    period = (monday - timedelta(days=7)).isoformat()
    return [Due(period, {"period": period})]


def anchor_times(now: datetime) -> list[Due]:
    """Every six hours; the first one of a day goes to the mailbox too."""
    hour = now.hour // ANCHOR_HOURS * ANCHOR_HOURS
    period = f"{now:%Y-%m-%d}T{hour:02d}"
    return [Due(period, {"period": period, "mail": hour == 0})]


schedule("audit.anchor", anchor_times)
schedule("audit.verify", daily(at=time(4, 30)))
schedule("audit.weekly_review", weeks_over)
