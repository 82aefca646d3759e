"""Hypothesis reads the constants of every module of the project once in a process, at a drawing left to chance.

In a fresh clone that takes seconds, and the clock of the test that happened to draw then counted them: its inputs
were called slow to make. Read before the first such test, they are on nobody's clock.
"""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@cache
def read_constants() -> None:
    _draw()


@settings(
    max_examples=100,  # one drawing in twenty looks for a constant; derandomized, one of these always does
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.integers())
def _draw(number: int) -> None:
    assert isinstance(number, int)
