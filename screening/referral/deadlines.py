"""By when an answer is due. The numbers are the country pack's (`referral_decide`), with its holidays."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from carisecure.countries.packs import pack

# Where the pack names no number: three working days. Shelters stopped referring because nobody answered.
DECISION_DUE_WORKING_DAYS = 3
URGENT_DUE_WORKING_DAYS = 1


def decision_due_on(sent_at: dt.datetime, *, urgent: bool = False) -> dt.date:
    """The last day, in the country's zone, on which an answer is in time. The day of sending is not counted."""
    country = pack()
    setting = country.country.settings.get("referral_decide")
    days = (setting.days if setting else None) or DECISION_DUE_WORKING_DAYS
    if urgent:
        days = min(days, URGENT_DUE_WORKING_DAYS)
    return country.holidays.add_working_days(timezone.localdate(sent_at), days)
