"""A clock that stands, for tests between two lines of which no minute, day or month may begin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from freezegun import freeze_time

from carisecure.countries.packs import pack
from prosecutions.court_path.paths import court_paths
from prosecutions.offences.catalogue import catalogue
from screening.instruments.loader import instruments
from tests.people import People

PYTEST = ["_pytest."]  # which measures how long everything takes


@pytest.fixture
def standing_clock(people: People) -> Iterator[None]:
    """From here to the end of the test it is one moment: now. PostgreSQL's clock goes on.

    What holds dates is read before: a date that comes out of a file while the clock stands is none of Python's.
    """
    pack()
    catalogue()
    court_paths()
    instruments()
    with freeze_time(timezone.now(), ignore=PYTEST):
        yield
