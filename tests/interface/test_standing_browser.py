"""One browser stays for all tests of a process; what a test opened in it does not, nor the loop that drives it."""

from __future__ import annotations

import asyncio

import pytest

from tests.interface.browser import standing


@pytest.mark.browser
def test_the_browser_stays_and_nothing_of_the_test_before(request: pytest.FixtureRequest) -> None:
    with standing(request).in_use() as browser:
        browser.new_page()
        assert asyncio.get_running_loop()
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()  # Django would refuse the database to the next test
    with standing(request).in_use() as again:
        assert again is browser
        assert again.contexts == []
