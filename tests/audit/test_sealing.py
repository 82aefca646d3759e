"""What a seal covers: every line, once, and none too early."""

from __future__ import annotations

import psycopg2
import pytest

from carisecure.audit import ledger
from tests.audit.ledger_database import Ledger

pytestmark = pytest.mark.alone

# The chain as a cluster with far higher transaction ids would have made it: what pg_restore brings along.
AS_FROM_ELSEWHERE = """
set session_replication_role = replica;
update audit_entry set xid = xid + 5000000000;
do $$
declare
    s audit_seal;
    before bytea := decode(repeat('00', 32), 'hex');
begin
    for s in select * from audit_seal order by number loop
        s.cluster := '1';
        s.xid_from := case when s.number = 1 then 0 else s.xid_from + 5000000000 end;
        s.xid_to := s.xid_to + 5000000000;
        s.leaves := (select string_agg(carisecure.ledger_leaf(e), '' order by id) from audit_entry e
                      where id = any(s.entry_ids));
        s.previous_root := before;
        s.root := carisecure.seal_root(s);
        before := s.root;
        update audit_seal set cluster = s.cluster, xid_from = s.xid_from, xid_to = s.xid_to, leaves = s.leaves,
            previous_root = s.previous_root, root = s.root where number = s.number;
    end loop;
end
$$;
reset session_replication_role;
"""


def test_a_line_of_an_older_transaction_that_is_still_open_is_not_skipped(superuser: Ledger) -> None:
    slow = psycopg2.connect(superuser.connection.dsn)
    try:
        with slow.cursor() as cursor:
            cursor.execute("select carisecure.note_event('read', 'cases_case', 'slow', '{}')")
            superuser.write(3)
            ledger.seal(superuser.ask)
            waiting = ledger.unsealed(superuser.ask).waiting
            assert waiting == 3, "they are younger than a transaction that is still open"
        slow.commit()
    finally:
        slow.close()
    superuser.seal_all()
    sealed = superuser.ask("select count(*) from audit_entry e join audit_seal s on e.id = any(s.entry_ids)")
    assert sealed == superuser.ask("select count(*) from audit_entry")
    assert superuser.verify().is_whole


def test_sealing_twice_seals_once_and_nothing_makes_no_seal(superuser: Ledger) -> None:
    superuser.build(transactions=2, lines=5)
    before = superuser.ask("select count(*) from audit_seal")
    assert ledger.seal(superuser.ask) == 0
    assert superuser.ask("select count(*) from audit_seal") == before


def test_a_large_transaction_is_one_seal_and_many_small_ones_are_divided(superuser: Ledger) -> None:
    superuser.write(250)
    for _ in range(30):
        superuser.write(10)
    superuser.ask("select carisecure.seal_ledger(100)")
    superuser.seal_all()
    counts = [row[0] for row in superuser.ask("select count from audit_seal order by number")]
    assert sum(counts) == superuser.ask("select count(*) from audit_entry")[0][0]
    assert max(counts) >= 250
    assert len(counts) >= 4
    assert superuser.verify().is_whole


def test_a_restore_into_another_cluster_begins_a_new_era(superuser: Ledger) -> None:
    superuser.build(transactions=3, lines=5)
    superuser.ask(AS_FROM_ELSEWHERE)
    superuser.write(4)  # here already, before the sealer has run here: they end the old era
    superuser.seal_all()
    superuser.write(2)
    superuser.seal_all()
    seals = superuser.ask("select era, id_until is not null, count from audit_seal order by number desc limit 2")
    assert seals == [(2, False, 2), (1, True, 4)]
    assert superuser.verify().is_whole
    assert superuser.verify().lines == superuser.ask("select count(*) from audit_entry")[0][0]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("delete from audit_entry where id = (select min(id) from audit_entry)", "missing"),
        ("delete from audit_entry where id = (select max(entry_ids[2]) from audit_seal where era = 1)", "missing"),
        ("update audit_entry set actor = gen_random_uuid() where id = (select max(id) from audit_entry)", "changed"),
        # An old line again, under a number of the closed era.
        (
            "update audit_entry set id = (select id_until from audit_seal where id_until is not null) where id ="
            " (select max(id) from audit_entry)",
            "inserted",
        ),
        ("update audit_entry set xid = 1 where id = (select max(id) from audit_entry)", "changed"),
    ],
)
def test_tampering_is_found_in_every_era(superuser: Ledger, statement: str, fault: str) -> None:
    superuser.build(transactions=3, lines=5)
    superuser.ask(AS_FROM_ELSEWHERE)
    superuser.write(4)
    # A number that the sequence gave to nobody: a transaction that was rolled back.
    superuser.ask("select nextval('audit_entry_id_seq')")
    superuser.seal_all()
    superuser.write(2)
    superuser.seal_all()
    with superuser.tampering():
        superuser.ask(statement)
        assert superuser.verify().fault == fault
    assert superuser.verify().is_whole
