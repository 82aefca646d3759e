"""Whatever a superuser changes in sealed lines is found, and nothing is found where nothing was changed."""

from __future__ import annotations

import random

import psycopg2
import pytest

from tests.audit.ledger_database import COLUMNS, Ledger, cut_tail, recompute, tamper

pytestmark = [pytest.mark.slow, pytest.mark.alone]


@pytest.fixture
def chain(superuser: Ledger) -> Ledger:
    superuser.build(transactions=12, lines=9)
    assert superuser.verify().is_whole
    return superuser


def test_sixty_random_tamperings_are_found_and_as_many_clean_runs_are_not(chain: Ledger) -> None:
    chance = random.Random(7)  # noqa: S311  (the same each time)
    anchors = chain.anchors()
    for number in range(64):
        with chain.tampering():
            done = tamper(chain, chance, number)
            verdict = chain.verify(anchors)
            assert verdict.fault, done
        verdict = chain.verify(anchors)
        assert verdict.is_whole, f"after undoing: {done}: {verdict}"
        assert verdict.anchors == 1


def test_without_an_anchor_a_cut_and_a_recomputed_chain_pass(chain: Ledger) -> None:
    """Said openly: this is what anchors are for."""
    chance = random.Random(1)  # noqa: S311  (the same each time)
    for tampering in (cut_tail, recompute):
        with chain.tampering():
            tampering(chain, chance)
            assert chain.verify().is_whole
            assert chain.verify(chain.anchors()).is_whole  # an anchor made afterwards proves nothing


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update audit_entry set action = 'write' where id = {line}", "changed"),
        ("delete from audit_entry where id = {line}", "missing"),
        ("delete from audit_seal where number = 3", "seal"),
        ("update audit_seal set root = sha256(root) where number = 3", "seal"),
    ],
)
def test_the_first_line_that_does_not_fit_is_named(chain: Ledger, statement: str, fault: str) -> None:
    line = chain.ask("select entry_ids[2] from audit_seal where number = 3")[0][0]
    with chain.tampering():
        chain.ask(statement.format(line=line))
        chain.ask("update audit_entry set action = 'later' where id = (select max(id) from audit_entry)")
        verdict = chain.verify()
    assert verdict.fault == fault
    assert verdict.seal == (4 if "delete from audit_seal" in statement else 3)
    assert verdict.entry == (line if fault in ("changed", "missing") else None)


def test_an_invented_line_is_named(chain: Ledger) -> None:
    with chain.tampering():
        chain.ask(
            f"insert into audit_entry (id, at, {COLUMNS}) select 999999999, at, {COLUMNS} from audit_entry limit 1"
        )
        verdict = chain.verify()
    assert (verdict.fault, verdict.entry) == ("inserted", 999_999_999)


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("statement", ["update {t} set {key} = {key}", "delete from {t}", "truncate {t}"])
def test_a_plain_statement_is_refused_even_to_the_superuser(chain: Ledger, table: str, statement: str) -> None:
    text = statement.format(t=table, key="number" if table == "audit_seal" else "id")
    with pytest.raises(psycopg2.DatabaseError, match="append-only"):
        chain.ask(text)
