"""A server that is killed is killed whole: nothing that it started lives on to finish what it was about."""

from __future__ import annotations

import os
from contextlib import closing

import psycopg2
import pytest

from tests.backup.scratch import NAME, scratch_server
from tests.killing import children_of, kill_all, lives


def test_none_of_its_processes_lives_on() -> None:
    with scratch_server() as house:
        assert house._child is not None
        with closing(psycopg2.connect(house.server.address("postgres", NAME))) as connection:
            backend = connection.info.backend_pid
            first = house._child.pid
            started = children_of(first)
            assert backend in started
            assert os.getpgid(backend) != os.getpgid(first), "a signal to the group of the first does not reach it"
            house.kill()
            assert not [process for process in (first, *started) if lives(process)]
            with pytest.raises(psycopg2.OperationalError), connection.cursor() as cursor:
                cursor.execute("select 1")
        house.start()  # nothing of it keeps the next one from starting


def test_one_that_has_ended_by_itself_is_left_alone() -> None:
    with scratch_server() as house:
        child = house._child
        assert child is not None
        house.stop()
        kill_all(child)
