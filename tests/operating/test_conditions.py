"""Each condition: well where it is, and named where it is not, with words for both and what to do."""

from __future__ import annotations

import inspect
import re
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.db import OperationalError, connection
from django.test import override_settings
from django.utils import timezone, translation

from carisecure.access.vault import proving
from carisecure.audit import guards as release
from carisecure.audit import ledger
from carisecure.operating import conditions, pulses, waiting, words
from carisecure.operating.conditions import State, copies, guards, life, log, place
from tests.roles import as_system

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    guards.forget()
    yield
    guards.forget()


def ago(**how: float) -> Any:
    return NOW() - timedelta(**how)


FACTS = dict.fromkeys(
    ("lines", "minutes", "hours", "days", "n", "number", "problems", "guards", "free_gb", "percent", "seconds", "jobs"),
    7,
)


def codes_of(condition: conditions.Condition) -> dict[str, str]:
    """The codes that a condition can answer, with their state, as its source and that of what it calls say."""
    module = inspect.getmodule(condition.look)
    text = ""
    called = [condition.look.__name__]
    for name in called:
        text += inspect.getsource(getattr(module, name))
        called += [one for one in re.findall(r"\b(_[a-z]+|judged)\(", text) if one not in called]
    return {code or "ok": state for state, code in re.findall(r"\b(ok|unknown|warn|bad)\((?:\"(\w+)\")?", text)}


@pytest.mark.parametrize("condition", conditions.ALL, ids=lambda one: one.name)
def test_every_answer_has_words_in_both_languages_and_says_what_to_do(condition: conditions.Condition) -> None:
    codes = codes_of(condition)
    assert len(codes) >= 2
    assert "ok" in codes
    for code, state in {**codes, "database": "bad", "not_seen": "unknown", "not_yet": "unknown"}.items():
        said = {}
        for language in ("en", "es"):
            with translation.override(language):
                said[language] = words.says(condition.name, code, FACTS), words.do(condition.name, code, FACTS)
        assert said["en"][0] != said["es"][0], code
        assert said["en"][1] or state in ("ok", "unknown"), code
        assert "%(" not in "".join(said["en"] + said["es"])


def test_no_words_are_left_over() -> None:
    used = {words.words_of(one.name, code) for one in conditions.ALL for code in codes_of(one)}
    assert {key for key, said in words.WORDS.items() if said not in used and not key.startswith("any.")} == set()


class TestLife:
    @pytest.mark.parametrize("kind", ["worker", "house", "beat"])
    def test_a_process_is_alive_silent_or_was_never_there(self, kind: str) -> None:
        look = getattr(life, kind)
        assert (look().state, look().code) == (State.BAD, "never")
        pulses.beat(kind, at=ago(seconds=100))
        assert look().state == State.OK
        pulses.beat(kind, at=ago(minutes=5, seconds=1))
        assert (look().state, look().code, look().facts) == (State.BAD, "silent", {"minutes": 5})

    @pytest.mark.parametrize(("minutes", "state"), [(10, State.OK), (80, State.WARN), (200, State.BAD)])
    def test_what_waits_in_the_house_is_seen_by_its_oldest(self, minutes: int, state: State) -> None:
        from carisecure.jobs.models import Job

        with as_system():
            Job.objects.create(kind="jobs.tidy", queued_at=ago(minutes=minutes))
            Job.objects.create(kind="jobs.tidy", queued_at=ago(minutes=1))
        assert waiting.queues()["house"].jobs == 2
        assert life.house_queue().state == state
        assert life.asked_queue().state == State.OK


class TestLog:
    def test_a_line_that_waits_for_its_seal_is_told_after_five_minutes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ledger, "unsealed", lambda: ledger.Unsealed(3, ago(minutes=4), None))
        assert log.sealing().state == State.OK
        monkeypatch.setattr(ledger, "unsealed", lambda: ledger.Unsealed(3, ago(minutes=6), None))
        assert (log.sealing().state, log.sealing().facts) == (State.BAD, {"lines": 3, "minutes": 6})
        monkeypatch.setattr(ledger, "unsealed", lambda: ledger.Unsealed(0, None, 12))
        assert log.sealing().code == "stray"

    def test_anchors_need_a_place_and_their_time(self) -> None:
        assert log.anchor().code == "nowhere"
        with override_settings(LEDGER_ANCHOR_FILE="somewhere"):
            assert log.anchor().code == "never"
            pulses.beat("anchor", at=ago(hours=7))
            assert log.anchor().state == State.OK
            pulses.beat("anchor", at=ago(hours=14))
            assert log.anchor().code == "old"

    def test_the_nightly_check_is_whole_faulty_or_too_old(self) -> None:
        assert log.verification().state == State.UNKNOWN
        pulses.beat("verification", {"fault": "", "lines": 12}, at=ago(hours=20))
        assert log.verification().state == State.OK
        pulses.beat("verification", {"fault": "guards", "problems": 0, "guards": 2}, at=ago(hours=1))
        assert (log.verification().code, log.verification().facts["guards"]) == ("failed", 2)
        pulses.beat("verification", {"fault": ""}, at=ago(hours=60))
        assert log.verification().code == "old"


class TestCopies:
    def test_a_backup_needs_a_place_its_time_and_to_have_been_read_back(self, settings: Any) -> None:
        settings.BACKUP_PLACE = ""
        assert copies.backup().code == "no_place"
        settings.BACKUP_PLACE = "somewhere"
        assert copies.backup().code == "never"
        for hours, detail, code in (
            (5, {}, "ok"), (30, {}, "late"), (51, {}, "old"), (5, {"fault": "cut"}, "failed"),
            (5, {"verified": False}, "not_verified"),
        ):  # fmt: skip
            pulses.beat("backup", detail, at=ago(hours=hours))
            assert copies.backup().code == code
        settings.BACKUP_PLACE = ""
        assert copies.backup().code == "not_verified", "the web server need not know the second place"

    @pytest.mark.parametrize(
        ("detail", "minutes", "code"),
        [
            ({}, 0, "ok"),
            ({}, 6, "silent"),
            ({"fault": "wal.place_away"}, 0, "away"),
            ({"fault": "wal.server_away"}, 0, "failed"),
            ({"missing": "000000010000000000000007"}, 0, "gap"),
        ],
        ids=["ok", "silent", "away", "failed", "gap"],
    )
    def test_the_log_is_brought_there_each_minute(self, detail: dict[str, str], minutes: int, code: str) -> None:
        assert copies.wal().code == "never"
        pulses.beat("wal", detail, at=ago(minutes=minutes))
        assert copies.wal().code == code

    def test_a_drill_is_due_every_quarter(self) -> None:
        assert (copies.drill().state, copies.drill().code) == (State.WARN, "never")
        pulses.beat("drill", at=ago(days=92))
        assert copies.drill().state == State.OK
        pulses.beat("drill", at=ago(days=93))
        assert (copies.drill().state, copies.drill().code) == (State.BAD, "old")


class TestGuards:
    def test_as_released_all_four_are_well(self) -> None:
        found = {one.name: conditions.look(one) for one in conditions.ALL}
        for name in ("roles", "walls", "triggers", "rights"):
            assert found[name].state == State.OK, release.differences()

    @pytest.mark.parametrize(
        ("statement", "part"),
        [
            ("alter table cases_note disable row level security", "walls"),
            ("drop policy wall_select on cases_note", "walls"),
            ("alter table cases_note disable trigger ledger", "triggers"),
            ("grant delete on audit_entry to carisecure_app", "rights"),
            ("grant usage on sequence audit_entry_id_seq to carisecure_app", "rights"),
            ("alter role carisecure_owner set work_mem = '5MB'", "roles"),
        ],
        ids=["row security off", "policy gone", "trigger off", "right on a table", "right on a sequence", "role"],
    )
    def test_what_differs_is_said_of_its_part(self, statement: str, part: str) -> None:
        with as_system(), connection.cursor() as cursor:
            cursor.execute(statement)
        found = getattr(guards, part)()
        assert (found.state, found.code) == (State.BAD, "differ")
        assert found.facts["n"] >= 1

    def test_a_role_that_passes_the_walls_is_told(self) -> None:
        with as_system():
            assert guards.roles().code == "too_wide"

    def test_a_release_without_a_list_for_this_version_knows_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(release, "version", lambda _ask: 17)
        assert guards.walls().state == State.UNKNOWN


class TestPlace:
    def test_clock(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert place.clock().state == State.OK
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + 10)
        assert place.clock().state == State.WARN
        monkeypatch.setattr(time, "time", lambda: real() - 90)
        assert place.clock().state == State.BAD

    @pytest.mark.parametrize(
        ("free_gib", "code"), [(50, "ok"), (5, "filling"), (3.5, "filling"), (2, "full"), (0.4, "full")]
    )  # fmt: skip
    def test_a_disk_by_what_is_free(
        self, free_gib: float, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
    ) -> None:
        usage = type(shutil.disk_usage(tmp_path))
        free = int(free_gib * place.GIB)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(100 * place.GIB, 100 * place.GIB - free, free))
        settings.FILES_ROOT = tmp_path
        assert place.disk_files().code == code

    def test_a_disk_that_is_not_seen_is_not_well(self, settings: Any, tmp_path: Path) -> None:
        assert place.disk_database().state == State.UNKNOWN
        settings.DATABASE_DISK = str(tmp_path / "away")
        assert place.disk_database().code == "gone"
        assert place.disk_backup().code == "no_place"
        settings.BACKUP_PLACE = str(tmp_path / "away")
        assert place.disk_backup().code == "not_visible"
        pulses.beat("backup", {"free_bytes": place.GIB // 4, "total_bytes": 100 * place.GIB})
        assert (place.disk_backup().code, place.disk_backup().facts["free_gb"]) == ("full", 0.2)
        settings.BACKUP_PLACE = str(tmp_path)
        assert place.disk_backup().code != "not_visible"

    def test_keys(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert place.keys().state == State.OK
        monkeypatch.setattr(proving, "tried", lambda: [proving.Tried(1, True, True), proving.Tried(2, False, False)])
        assert (place.keys().code, place.keys().facts) == ("missing", {"number": 2})
        monkeypatch.setattr(proving, "tried", lambda: [proving.Tried(1, True, False)])
        assert (place.keys().code, place.keys().facts) == ("other", {"number": 1})

    def test_migrations_that_were_not_run_and_those_of_another_release(self) -> None:
        assert place.migrations().state == State.OK
        with as_system(), connection.cursor() as cursor:
            cursor.execute("delete from django_migrations where app = 'operating' and name <> '0001_initial'")
        assert place.migrations().code == "waiting"
        with as_system(), connection.cursor() as cursor:
            cursor.execute("insert into django_migrations (app, name, applied) values ('cases', '9999_later', now())")
        assert place.migrations().code == "other_release"

    def test_secrets_by_value_and_by_the_mode_of_their_file(
        self, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert place.secrets().state == State.OK
        file = tmp_path / "secret_key"
        file.write_text("x")
        monkeypatch.setenv("SECRET_KEY_FILE", str(file))
        for mode, code in ((0o600, "ok"), (0o640, "ok"), (0o644, "readable"), (0o660, "writable")):
            file.chmod(mode)
            assert place.secrets().code == code
        settings.SECRET_KEY = "change-me-" * 10
        assert place.secrets().code == "example"

    def test_mail(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        assert place.mail().code == "nobody"
        settings.ALARM_EMAIL = ["duty@example.org"]
        assert place.mail().code == "never"
        pulses.beat("mail", {"fault": "ConnectionRefusedError"})
        assert place.mail().code == "not_sent"
        pulses.beat("mail", {"fault": ""})
        assert place.mail().state == State.OK
        assert place.mail_server().code == "no_server"
        assert mail.outbox == []

    def test_a_mail_server_that_does_not_answer(self, settings: Any) -> None:
        settings.ALARM_EMAIL = ["duty@example.org"]
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1
        assert hasattr(get_connection(), "host")
        assert place.mail_server().code == "unreachable"

    def test_the_demonstration_and_debug_are_no_installation(self, settings: Any) -> None:
        assert place.demonstration().state == State.OK
        settings.DEBUG = True
        assert place.demonstration().code == "debug"
        settings.DEMO = True
        assert place.demonstration().code == "on"


SMTP = "django.core.mail.backends.smtp.EmailBackend"


def test_a_database_that_does_not_answer_is_bad_and_nothing_else_is_guessed() -> None:
    def away() -> conditions.Found:
        raise OperationalError

    def broken() -> conditions.Found:
        raise OSError

    for look, code in ((away, "database"), (broken, "not_seen")):
        found = conditions.look(conditions.Condition("clock", "", look))  # type: ignore[arg-type]
        assert found.code == code
        assert found.state != State.OK
