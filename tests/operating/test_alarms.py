"""Alarms: once when it begins, again each day, once when it ends; one mail at a time, and no flood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from carisecure.operating import alarms, pulses
from carisecure.operating.conditions import Found, State
from carisecure.operating.models import Standing

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 11, 30, 2, tzinfo=UTC)
STANDS = Found(State.BAD, "stands", {"lines": 3, "minutes": 6})
WELL = Found(State.OK, "ok", {"lines": 0, "minutes": 0})
SILENT = Found(State.BAD, "silent", {"minutes": 5})


@pytest.fixture(autouse=True)
def somebody_reads(settings: Any) -> None:
    settings.ALARM_EMAIL = ["duty@example.org"]


def after(found: dict[str, Found], **how: float) -> int:
    """Look this much after the beginning; returns how many mails that made."""
    sent, now = len(mail.outbox), BEGIN + timedelta(**how)
    alarms.keep(found, now)
    alarms.tell(now)
    return len(mail.outbox) - sent


def test_once_when_it_begins_again_each_day_once_when_it_ends() -> None:
    assert after({"sealing": WELL}) == 0
    assert after({"sealing": STANDS}, minutes=1) == 1
    assert sum(after({"sealing": STANDS}, minutes=n) for n in range(2, 24 * 60)) == 0
    assert after({"sealing": STANDS}, hours=24, minutes=2) == 1
    assert after({"sealing": STANDS}, hours=30) == 0
    assert after({"sealing": WELL}, hours=31) == 1
    assert sum(after({"sealing": WELL}, hours=n) for n in range(32, 80)) == 0
    first, second, last = mail.outbox
    assert first.to == ["duty@example.org"]
    assert first.subject == "CariSECURE: 1 alarms"
    assert "WRONG: Sealing of the access log. Not sealed for 6 minutes; 3 lines wait." in first.body
    assert "What to do: Start the worker of the house" in first.body
    assert "Since 2026-11-30 02:01 UTC." in first.body
    assert second.body.startswith("STILL WRONG: ")
    assert last.subject == "CariSECURE: 1 well again"
    assert last.body.startswith("WELL AGAIN: ")


def test_what_comes_and_goes_is_told_twice_an_hour_at_most() -> None:
    told = sum(after({"sealing": STANDS if n % 2 else WELL}, minutes=n) for n in range(6 * 60))
    assert 6 <= told <= 12


def test_several_at_once_are_one_mail() -> None:
    assert after({"sealing": STANDS, "house": SILENT, "worker": SILENT}) == 1
    assert mail.outbox[0].subject == "CariSECURE: 3 alarms"


def test_what_is_not_known_any_more_is_not_over() -> None:
    after({"sealing": STANDS})
    assert after({"sealing": Found(State.UNKNOWN, "not_seen")}, hours=2) == 0
    assert after({"sealing": WELL}, hours=3) == 1


def test_a_warning_is_on_the_page_and_in_no_mail() -> None:
    assert after({"backup": Found(State.WARN, "late", {"hours": 30})}) == 0


def test_a_mail_that_cannot_be_sent_is_tried_again_and_is_a_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(alarms, "send_mail", refuse)
        assert after({"sealing": STANDS}) == 0
        assert after({"sealing": STANDS}, minutes=1) == 0
    assert pulses.all_of()["mail"].detail == {"fault": "ConnectionRefusedError"}
    assert not Standing.objects.get(pk="sealing").told_bad
    assert after({"sealing": STANDS}, minutes=2) == 1
    assert pulses.all_of()["mail"].detail == {"fault": ""}


def test_nobody_to_tell_costs_nothing(settings: Any) -> None:
    settings.ALARM_EMAIL = []
    assert after({"sealing": STANDS}) == 0
    assert Standing.objects.get(pk="sealing").state == State.BAD
    assert not alarms.try_mail()


def test_since_is_when_the_state_began() -> None:
    after({"sealing": STANDS})
    after({"sealing": STANDS}, hours=1)
    row = Standing.objects.get(pk="sealing")
    assert (row.since, row.looked_at) == (BEGIN, BEGIN + timedelta(hours=1))
    assert [one.name for one in alarms.standing_now()] == ["sealing"]


def test_a_look_around_keeps_every_condition_it_asked() -> None:
    found = alarms.look_around()
    assert set(found) == set(Standing.objects.values_list("name", flat=True))
    assert "tls" not in found
