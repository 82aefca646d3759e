"""The log checked in shares, over several connections: what is found and counted is what one walk finds and counts."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from django.db import transaction

from carisecure.audit import ledger
from carisecure.audit.ledger import Checked
from carisecure.audit.verification import verify
from tests.audit.ledger_database import Ledger, tamper

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("as_released")]


def faults(checked: Iterator[Checked]) -> list[tuple[str, int | None, int | None]]:
    return [(one.fault, one.seal, one.entry) for one in checked if one.fault]


def in_shares(at: Ledger, cuts: list[int]) -> list[Checked]:
    """Each share ends before the next cut."""
    ends = [*(cut - 1 for cut in cuts[1:]), None]
    return [one for first, last in zip(cuts, ends, strict=True) for one in ledger.check(first, at.ask, last=last)]


def test_every_line_and_seal_is_counted_once_wherever_it_is_cut(superuser: Ledger) -> None:
    superuser.build(transactions=12, lines=7)
    newest = ledger.last_seals(1, superuser.ask)[0].number
    whole = list(ledger.check(1, superuser.ask))
    assert len(whole) == 1, "one stretch would run over every cut"
    for cut in range(2, newest + 3):
        found = in_shares(superuser, [1, cut])
        assert sum(one.lines for one in found) == whole[0].lines, cut
        assert sum(one.seals for one in found) == whole[0].seals, cut
        assert not faults(iter(found))


def test_each_fault_is_found_by_the_share_that_it_lies_in_and_by_no_other(superuser: Ledger) -> None:
    superuser.build(transactions=12, lines=4)
    newest = ledger.last_seals(1, superuser.ask)[0].number
    chance, named = random.Random(20_261_201), 0  # noqa: S311  (the same each time)
    for number in range(48):
        with superuser.tampering():
            done = tamper(superuser, chance, number)
            wanted = faults(ledger.check(1, superuser.ask))
            cuts = [1, *sorted(chance.sample(range(2, newest + 1), 3))]
            assert faults(iter(in_shares(superuser, cuts))) == wanted, (done, cuts)
            named += bool(wanted)
    assert named > 20


def test_seals_that_are_missing_where_it_is_cut_are_named_once(superuser: Ledger) -> None:
    superuser.build(transactions=12, lines=2)
    with superuser.tampering():
        superuser.ask("delete from audit_seal where number between 4 and 8")
        wanted = faults(ledger.check(1, superuser.ask))
        assert wanted[0][:2] == ("seal", 9)
        for cut in range(2, 12):
            assert faults(iter(in_shares(superuser, [1, cut]))) == wanted, cut


@pytest.mark.django_db(transaction=True)
def test_over_several_connections_the_verdict_is_the_same(superuser: Ledger) -> None:
    superuser.build(transactions=12, lines=5)
    seen: list[tuple[int, int]] = []
    at_once = verify(at_once=2, progress=lambda seals, lines: seen.append((seals, lines)))
    one = verify()
    assert at_once == one
    assert one.is_whole
    assert seen[-1] == (one.seals, one.lines)
    superuser.ask("set session_replication_role = replica")
    superuser.ask("update audit_entry set action = 'other' where id in (select entry_ids[1] from audit_seal)")
    superuser.ask("reset session_replication_role")
    found = verify(at_once=2).problems
    assert found == verify().problems
    assert len(found) == one.seals, "each seal has lost its first line to a forger"


def test_in_the_middle_of_a_transaction_it_is_asked_by_that_alone(
    superuser: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "let_go", lambda: pytest.fail("another connection was asked"))
    superuser.build(transactions=3, lines=1)
    with transaction.atomic():
        assert verify(at_once=2).is_whole
