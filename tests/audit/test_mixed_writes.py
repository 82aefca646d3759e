"""Every row that changes has its line, whichever way it was written, by several processes at once."""

from __future__ import annotations

import pytest
from django.db import connection

from carisecure.embedded import database
from tests import server
from tests.audit.ledger_database import Ledger, write_from_processes
from tests.people import make_people


# Sealing waits for every open transaction of the server, and the sweep of another process stands in one for minutes.
@pytest.mark.slow
@pytest.mark.alone
def test_as_many_lines_as_changed_rows(superuser: Ledger) -> None:
    user = make_people().investigator
    address = server.address(str(connection.settings_dict["NAME"]), user=database.APP)
    changed = write_from_processes(address, user.pk, processes=4, rounds=10)
    assert changed > 4 * 10 * 40
    found = superuser.ask(
        "select count(*), count(distinct request) from audit_entry"
        " where request like 'mixed-%%' and action in ('insert', 'update', 'delete')"
    )
    assert found == [(changed, 4)]
    superuser.seal_all()
    assert superuser.verify().is_whole
