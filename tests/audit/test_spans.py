"""A line that was forged before it was sealed: sealed like the others, and named, because it lies outside its seal."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from carisecure.audit import ledger, tasks
from carisecure.audit.anchors import Anchor
from carisecure.audit.verification import PROBLEMS_NAMED
from carisecure.embedded import database
from tests import server
from tests.audit.ledger_database import COLUMNS, Ledger
from tests.audit.test_sealing import AS_FROM_ELSEWHERE

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("as_released")]

FORGED = (
    "insert into audit_entry (id, at, xid, {rest}) select {id}, {at}, pg_current_xact_id()::text::bigint, {rest}"
    " from audit_entry order by id limit 1 returning id"
)
NEXT = "nextval('audit_entry_id_seq')"


def forge(at: Ledger, moment: str = "now()", number: str = NEXT) -> int:
    """As the owner can: a whole line with nothing wrong but when it was written."""
    return int(at.ask(FORGED.format(rest=COLUMNS.removeprefix("xid, "), at=moment, id=number))[0][0])


def test_a_line_of_another_year_or_with_another_number_is_named(superuser: Ledger) -> None:
    superuser.build(transactions=2, lines=3)
    seal = ledger.last_seals(1, superuser.ask)[0].number + 1
    for moment, number in (
        ("timestamptz '2025-06-01'", NEXT),
        ("now() - interval '25 hours'", NEXT),
        ("now() + interval '6 minutes'", NEXT),
        ("now()", "(select last_value + 1000 from audit_entry_id_seq)"),
    ):
        superuser.ask("begin")
        line = forge(superuser, moment, number)
        superuser.ask("set local session_replication_role = replica")
        superuser.ask("commit")
        waiting = superuser.verify()
        superuser.seal_all()
        verdict = superuser.verify()
        assert [(p.fault, p.seal, p.entry) for p in verdict.problems] == [("outside", seal, line)], (moment, number)
        assert waiting.fault == ("inserted" if number != NEXT else ""), "a number that nobody was given is seen at once"
        superuser.ask("set session_replication_role = replica")
        superuser.ask("delete from audit_entry where id = %s", [line])
        superuser.ask("delete from audit_seal where number = %s", [seal])
        superuser.ask("reset session_replication_role")
        assert superuser.verify().is_whole
    assert superuser.ask("select count(*) from audit_seal where id_to is null or at_to is null") == [(0,)]


def test_a_true_line_is_inside_however_long_sealing_stood_or_a_transaction_was_open(superuser: Ledger) -> None:
    superuser.build(transactions=1, lines=3)
    superuser.ask("set session_replication_role = replica")
    # Three days ago by the clock: what was written in between waits, and is older than the seals of one run.
    superuser.ask("update audit_entry set at = at - interval '3 days'")
    superuser.ask("delete from audit_seal")
    superuser.seal_all()
    superuser.ask("reset session_replication_role")
    superuser.ask(
        "do $$ declare s audit_seal; begin select * into s from audit_seal;"
        " s.sealed_at := s.sealed_at - interval '3 days'; s.at_from := s.at_from - interval '3 days';"
        " s.at_to := s.at_to - interval '3 days';"
        " s.root := carisecure.seal_root(s); set local session_replication_role = replica;"
        " update audit_seal set sealed_at = s.sealed_at, at_from = s.at_from, at_to = s.at_to, root = s.root; end $$"
    )
    assert superuser.verify().is_whole
    for _ in range(3):
        superuser.write(60)
    superuser.ask("set session_replication_role = replica")
    superuser.ask("update audit_entry set at = at - interval '2 days' where at > now() - interval '1 hour'")
    superuser.ask("reset session_replication_role")
    superuser.ask("select carisecure.seal_ledger(100)")
    superuser.seal_all()
    assert superuser.ask("select count(*) > 2 from audit_seal") == [(True,)]
    assert superuser.verify().is_whole


def test_a_copied_line_with_a_high_number_after_a_restore_is_named(superuser: Ledger) -> None:
    superuser.build(transactions=2, lines=3)
    superuser.ask(AS_FROM_ELSEWHERE)
    superuser.write(2)
    line = forge(superuser, number="(select last_value + 5000 from audit_entry_id_seq)")
    superuser.seal_all()
    assert [(p.fault, p.entry) for p in superuser.verify().problems] == [("outside", line)]


def test_without_sealing_a_restored_database_says_that_it_was_restored(superuser: Ledger) -> None:
    superuser.build(transactions=2, lines=3)
    superuser.ask(AS_FROM_ELSEWHERE)
    superuser.write(2)
    out = StringIO()
    call_command("verify_ledger", "--no-seal", stdout=out)
    assert "restored into another server since its last seal" in out.getvalue()
    assert "2 lines not sealed yet" in out.getvalue()
    superuser.seal_all()
    again = StringIO()
    call_command("verify_ledger", "--no-seal", stdout=again)
    assert "restored" not in again.getvalue()
    assert "0 lines not sealed yet" in again.getvalue()


def test_a_seal_that_spans_more_or_nothing_does_not_fit(superuser: Ledger) -> None:
    superuser.build(transactions=3, lines=3)
    number = ledger.last_seals(1, superuser.ask)[0].number
    for change in (
        "at_from := s.sealed_at - interval '1 year'",
        "at_to := s.sealed_at + interval '1 hour'",
        "id_to := null",
    ):
        with superuser.tampering():
            superuser.ask(
                f"do $$ declare s audit_seal; begin select * into s from audit_seal where number = {number};"
                f" s.{change}; s.root := carisecure.seal_root(s);"
                " update audit_seal set at_from = s.at_from, at_to = s.at_to, id_to = s.id_to, root = s.root"
                f" where number = {number}; end $$"
            )
            assert (superuser.verify().fault, superuser.verify().seal) == ("seal", number), change


def test_every_anchor_and_every_fault_is_named(superuser: Ledger, tmp_path: Path) -> None:
    superuser.build(transactions=6, lines=3)
    anchors = superuser.anchors(6)
    lost = [Anchor(anchors[0].number + n, "ab" * 32, "") for n in (1, 2, 3)]
    with superuser.tampering():
        lines = [superuser.ask("select entry_ids[1] from audit_seal where number = %s", [n])[0][0] for n in (2, 4)]
        superuser.ask("update audit_entry set action = 'later' where id = any(%s)", [lines])
        superuser.ask("update audit_seal set root = sha256(root) where number = 6")
        verdict = superuser.verify([*lost, *anchors])
    named = [(p.fault, p.seal, p.entry) for p in verdict.problems]
    assert named[:2] == [("changed", 2, lines[0]), ("changed", 4, lines[1])]
    assert ("seal", 6, None) in named
    assert [seal for fault, seal, _ in named if fault == "anchor"] == [*(a.number for a in lost), 6]
    assert verdict.anchors == 5
    assert len(superuser.verify([Anchor(n, "ab" * 32, "") for n in range(300)]).problems) == PROBLEMS_NAMED
    file = tmp_path / "anchors.txt"
    file.write_text("".join(f"{a.number} {a.root} 2026-11-21T00:00:00Z\n" for a in [*lost, *anchors]))
    out = StringIO()
    with pytest.raises(CommandError, match=f"Anchor {lost[2].number} is not matched"):
        call_command("verify_ledger", "--no-seal", f"--anchors={file}", stdout=out)
    assert out.getvalue().count("is not matched") == 2
    assert "6 of 9 anchors matched" in out.getvalue()


def test_nobody_keeps_the_sealers_turn(superuser: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = psycopg2.connect(server.address(str(connection.settings_dict["NAME"]), user=database.APP))
    try:
        with holder.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtext('carisecure.seal_ledger'))")
            superuser.write(2)
            superuser.seal_all()  # no lock that anybody can take is in the way
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("lock table audit_seal in share row exclusive mode")
            holder.rollback()
            cursor.execute("select carisecure.seal_ledger()")  # and stays in the transaction
            superuser.write(2)
            assert ledger.seal(superuser.ask) == 0
            monkeypatch.setattr(ledger, "TURN_MINUTES", 0)
            with transaction.atomic():
                ended = ledger.ask(ledger.OLD_TURNS.replace("current_user", "'carisecure_app'"), [0])
            assert ended == [(1,)]
            superuser.seal_all()
            assert ledger.unsealed(superuser.ask).waiting == 0
    finally:
        holder.close()
    tasks.seal()
