"""Months of the calendar, added to any day: `day + NEXT_MONTH`. By `dateutil.relativedelta`, never by 30 or 32 days."""

from __future__ import annotations

from dateutil.relativedelta import relativedelta

LAST_OF_MONTH = relativedelta(day=31)  # cut to what the month has
NEXT_MONTH = relativedelta(months=+1, day=1)  # its first day
MONTH_BEFORE = relativedelta(months=-1, day=1)  # its first day
