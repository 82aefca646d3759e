"""Who is told when something goes wrong: once when it begins, again each day, once when it ends. No flood.

What was found is kept in a row a condition (`Standing`); one mail tells all that there is to tell then.
A mail that cannot be sent is tried again with the next look, and is itself a condition (`mail`).
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from carisecure.operating import conditions, pulses, words
from carisecure.operating.conditions import Condition, Found, State
from carisecure.operating.models import Kind, Standing

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(days=1)
# What ends and begins again sooner than this after the last mail about it is told later, if it still stands then.
QUIET = timedelta(hours=1)
BEGUN, STANDS, ENDED = "begun", "stands", "ended"


def look_around(which: Iterable[Condition] = conditions.QUICK) -> dict[str, Found]:
    """Look at these conditions, keep what is found, and tell what there is to tell. Outside any transaction.

    Safe from several processes at once: whoever comes second leaves the telling to the first.
    """
    asked = tuple(which)
    found = conditions.look_at(asked)
    keep(found, timezone.now())
    tell(timezone.now())
    return found


@transaction.atomic
def keep(found: Mapping[str, Found], now: datetime) -> None:
    Standing.objects.bulk_create([Standing(name=name) for name in found], ignore_conflicts=True)
    rows = Standing.objects.select_for_update().filter(pk__in=found).order_by("pk")
    for row in rows:
        one = found[row.name]
        if row.state != one.state or row.since is None:
            row.since = now
            logger.log(
                logging.WARNING if one.state == State.BAD else logging.INFO,
                "condition.%s name=%s code=%s", one.state.value, row.name, one.code,
            )  # fmt: skip
        row.state, row.code, row.facts, row.looked_at = one.state, one.code, dict(one.facts), now
        row.save()


def tell(now: datetime) -> int:
    """Send what is to be told now, as one mail; returns about how many conditions. Never raises for a mail server."""
    if not settings.ALARM_EMAIL:
        return 0
    with transaction.atomic():
        alarming = [one.name for one in conditions.ALL if one.alarms]
        rows = list(Standing.objects.select_for_update(skip_locked=True).filter(pk__in=alarming).order_by("pk"))
        due = [(row, why) for row in rows if (why := due_for(row, now))]
        if not due or not _mailed(*letter(due)):
            return 0
        for row, _why in due:
            row.told_at, row.told_bad = now, row.state == State.BAD
            row.save(update_fields=["told_at", "told_bad"])
    return len(due)


def due_for(row: Standing, now: datetime) -> str:
    """Why a mail about it is due: it has begun, stands another day, has ended; "" for none.

    What is not known any more is not over.
    """
    if row.state == State.BAD:
        if row.told_bad:
            return STANDS if row.told_at is None or now - row.told_at >= AGAIN_AFTER else ""
        return BEGUN if row.told_at is None or now - row.told_at >= QUIET else ""
    return ENDED if row.told_bad and row.state in (State.OK, State.WARN) else ""


def try_mail() -> bool:
    """Send a mail that says nothing is wrong, because somebody wants to know whether it arrives."""
    subject = _("CariSECURE: a mail to try it")
    return bool(settings.ALARM_EMAIL) and _mailed(subject, _("Alarms of this installation arrive here.") + "\n")


def _mailed(subject: str, text: str) -> bool:
    fault = ""
    try:
        send_mail(subject, text, None, settings.ALARM_EMAIL)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        fault = type(error).__name__
        logger.warning("alarm.mail_not_sent error=%s", fault)
    pulses.beat(Kind.MAIL, {"fault": fault})
    return not fault


def letter(due: list[tuple[Standing, str]]) -> tuple[str, str]:
    """Subject and text, in the installation's language: conditions, what to do, since when. No name, no address."""
    with translation.override(settings.LANGUAGE_CODE):
        titles = {one.name: one.title for one in conditions.ALL}
        how = {BEGUN: _("WRONG"), STANDS: _("STILL WRONG"), ENDED: _("WELL AGAIN")}
        wrong = sum(why != ENDED for _row, why in due)
        subject = (
            _("CariSECURE: %(n)s alarms") % {"n": wrong}
            if wrong
            else _("CariSECURE: %(n)s well again") % {"n": len(due)}
        )
        parts = []
        for row, why in sorted(due, key=lambda one: one[1] == ENDED):
            lines = [f"{how[why]}: {titles[row.name]}. {words.says(row.name, row.code, row.facts)}"]
            if why != ENDED:
                lines.append(_("What to do: %(words)s") % {"words": words.do(row.name, row.code, row.facts)})
            if row.since is not None:
                lines.append(_("Since %(at)s UTC.") % {"at": f"{row.since:%Y-%m-%d %H:%M}"})
            parts.append("\n".join(lines))
        return subject, "\n\n".join(parts) + "\n"


def standing_now() -> list[Standing]:
    """What is wrong, as it was last looked at: for a page that only says so."""
    return list(Standing.objects.filter(state=State.BAD).order_by("since"))
