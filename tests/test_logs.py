"""What a log line says about an error, and what it does not."""

from __future__ import annotations

import logging
import sys

from carisecure.logs import WithheldFormatter


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
