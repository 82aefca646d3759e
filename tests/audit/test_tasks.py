"""What happens by itself: sealing, putting roots outside, the nightly check."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from pytest_django import Settings

from carisecure.audit import tasks
from carisecure.celery import app
from tests.audit.ledger_database import Ledger
from tests.cases.ledger import lines
from tests.jobs.asking import request_of

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("as_released")]


class Quiet:
    """A running job that nobody watches."""

    def progress(self, done: int, total: int | None, note: str = "") -> None: ...

    def stop_if_cancelled(self) -> None: ...


@pytest.fixture
def sealed(superuser: Ledger, settings: Settings, tmp_path: Path) -> Ledger:
    settings.LEDGER_ANCHOR_FILE = str(tmp_path / "anchors.txt")
    settings.LEDGER_ANCHOR_EMAIL = "seals@second-agency.example"
    superuser.build(transactions=3, lines=4)
    return superuser


def test_beat_seals_every_ten_seconds_without_a_job() -> None:
    app.finalize()
    entry = app.conf.beat_schedule["audit.seal"]
    assert float(entry["schedule"]) == 10
    assert "audit.seal" in app.tasks


def test_the_task_seals(superuser: Ledger) -> None:
    superuser.write(3)
    tasks.seal()
    superuser.seal_all()
    assert superuser.ask("select sum(count) from audit_seal") == [(3,)]


@pytest.mark.parametrize(
    ("hour", "period", "mails"), [(0, "T00", True), (5, "T00", True), (6, "T06", False), (23, "T18", False)]
)
def test_four_anchors_a_day_one_by_mail(hour: int, period: str, mails: bool) -> None:
    due = tasks.anchor_times(datetime(2026, 11, 21, hour, 30, tzinfo=ZoneInfo("America/Port_of_Spain")))
    assert [(d.period, d.params["mail"]) for d in due] == [(f"2026-11-21{period}", mails)]


def test_the_job_puts_a_root_outside(sealed: Ledger, settings: Settings) -> None:
    with request_of(None):
        result = tasks.anchor(Quiet(), "2026-11-21T00", mail=True)
    assert Path(settings.LEDGER_ANCHOR_FILE).read_text().startswith(f"{result['seal']} ")
    assert len(mail.outbox) == 1


def test_the_nightly_check_says_whole(sealed: Ledger) -> None:
    with request_of(None):
        result = tasks.check(Quiet(), "2026-11-21")
    assert (result["fault"], result["lines"]) == ("", 12)
    assert [line.detail["lines"] for line in lines(action="ledger.whole")] == [12]
    assert mail.outbox == []


def test_a_fault_found_at_night_is_a_line_and_a_mail(sealed: Ledger) -> None:
    sealed.ask("set session_replication_role = replica")
    sealed.ask("delete from audit_entry where id = (select min(id) from audit_entry)")
    with request_of(None):
        result = tasks.check(Quiet(), "2026-11-21")
    assert result["fault"] == "missing"
    assert len(lines(action="ledger.fault")) == 1
    assert "fault=missing" in mail.outbox[0].body
    assert connection.in_atomic_block is False


def test_a_guard_that_differs_at_night_is_a_line_and_a_mail(sealed: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = "policy wall_select on public.cases_note is gone."
    monkeypatch.setattr("carisecure.audit.guards.differences", lambda: [gone])
    with request_of(None):
        result = tasks.check(Quiet(), "2026-11-21")
    assert (result["fault"], result["guards"]) == ("guards", 1)
    assert [line.detail["unlike"] for line in lines(action="ledger.fault")] == [[gone]]
    assert gone in mail.outbox[0].body
