"""What a log line says about an error, and what it does not."""

from __future__ import annotations

import importlib
import json
import logging
import logging.config
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.signals import setup_logging
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

import carisecure.celery  # noqa: F401  it tells Celery that the lines are told already
from carisecure import logs
from carisecure.logs import JsonFormatter, WithheldFormatter
from carisecure.operating import web_server


def _formatted(error: Exception) -> str:
    try:
        raise error
    except Exception:  # noqa: BLE001  (the formatter gets whatever was raised)
        return WithheldFormatter().formatException(sys.exc_info())


def test_a_traceback_says_where_and_which_kind_but_not_what() -> None:
    line = _formatted(ValueError("Key (name)=(Maria) already exists."))
    assert "builtins.ValueError: (message withheld)" in line
    assert "test_logs.py" in line
    assert "Maria" not in line


def test_the_cause_is_withheld_as_well() -> None:
    error = RuntimeError("Maria")
    error.__cause__ = KeyError("Maria")
    line = _formatted(error)
    assert "builtins.KeyError: (message withheld)" in line
    assert "Maria" not in line


def test_a_record_with_an_exception_is_formatted_without_its_message() -> None:
    text = "Maria"  # the line of code is shown, so what must not be shown is not written in it
    try:
        raise ValueError(text)
    except ValueError:
        record = logging.getLogger("t").makeRecord("t", logging.ERROR, __file__, 1, "event.code", (), sys.exc_info())
    assert "Maria" not in WithheldFormatter("{message}", style="{").format(record)


def _json_line(message: str, *values: object, error: Exception | None = None) -> dict[str, Any]:
    found = (type(error), error, error.__traceback__) if error else None
    record = logging.getLogger("carisecure.t").makeRecord(
        "carisecure.t", logging.WARNING, __file__, 1, message, values, found
    )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    told: dict[str, Any] = json.loads(line)
    return told


def test_a_json_line_says_when_in_utc_who_and_about_which_request() -> None:
    told = _json_line("job.done kind=%s", "reports.figures")
    assert told["message"] == "job.done kind=reports.figures"
    assert (told["level"], told["logger"]) == ("WARNING", "carisecure.t")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["at"])
    assert abs(datetime.fromisoformat(told["at"]) - datetime.now(UTC)) < timedelta(minutes=1)
    assert "request" not in told
    with logs.about("0123abcd"):
        assert _json_line("event.code")["request"] == "0123abcd"
    assert logs.current() == ""


def test_a_json_line_withholds_what_an_exception_says() -> None:
    text = "Maria"
    try:
        raise ValueError(text)
    except ValueError as error:
        told = _json_line("event.code", error=error)
    assert "builtins.ValueError: (message withheld)" in told["trace"]
    assert "Maria" not in json.dumps(told)


@pytest.mark.parametrize(("shape", "kind"), [("line", WithheldFormatter), ("json", JsonFormatter)])
def test_gunicorn_celery_and_django_are_told_the_same_form(
    shape: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_FORMAT", shape)
    assert logs.formatter(logs.chosen()) == logs.formatter(shape)
    made = logging.config.DictConfigurator({"version": 1}).configure_formatter(logs.formatter(shape))
    assert type(made) is kind
    again = importlib.reload(web_server)
    assert again.logconfig_dict["formatters"]["generic"] == logs.formatter(shape)
    said: dict[str, Any] = settings.LOGGING
    assert said["formatters"]["line"] == logs.formatter("line")
    assert [receiver for receiver in setup_logging.receivers if receiver], "Celery would set up a form of its own"


def test_an_unknown_form_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(ImproperlyConfigured, match="LOG_FORMAT"):
        logs.chosen()
