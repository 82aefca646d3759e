"""`manage.py verify_ledger`, and the anchors it compares with."""

from __future__ import annotations

import resource
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from carisecure.access import session
from carisecure.audit import anchors, ledger
from carisecure.interface.words import moment
from tests.audit.ledger_database import Ledger

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("as_released")]


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def anchor_file(settings: Settings, tmp_path: Path) -> Path:
    settings.LEDGER_ANCHOR_FILE = str(tmp_path / "anchors.txt")
    settings.LEDGER_ANCHOR_EMAIL = "seals@second-agency.example"
    return tmp_path / "anchors.txt"


@pytest.fixture
def sealed(superuser: Ledger, anchor_file: Path) -> Ledger:
    superuser.build(transactions=5, lines=4)
    return superuser


def test_a_whole_log_says_how_much_was_checked(sealed: Ledger) -> None:
    said = run("verify_ledger")
    assert "20 lines under" in said
    assert "The access log is whole." in said
    assert "No anchor was compared" in said


def test_an_anchor_goes_to_the_file_and_to_the_mailbox_once(sealed: Ledger, anchor_file: Path) -> None:
    said = run("anchor_ledger").strip()
    assert anchor_file.read_text() == f"{said}\n"
    assert [m.to for m in mail.outbox] == [["seals@second-agency.example"]]
    assert said in mail.outbox[0].body
    number, root, _at = said.split()
    assert ledger.root_of(int(number), sealed.ask) == root
    line = sealed.ask("select detail from audit_entry where action = 'ledger.anchor'")[0][0]
    assert (line["seal"], line["root"], line["places"]) == (int(number), root, ["file", "mail"])
    sealed.seal_all()
    assert "1 of 1 anchors matched" in run("verify_ledger")


def test_a_root_that_stands_in_the_file_is_not_written_again(sealed: Ledger, anchor_file: Path) -> None:
    for _ in range(2):
        with transaction.atomic():
            session.enter(None, purpose="maintenance")
            anchors.anchor(mail=False)
    assert len(anchor_file.read_text().splitlines()) == 1


def test_a_line_that_the_disk_has_no_room_for_leaves_no_half(sealed: Ledger, anchor_file: Path) -> None:
    run("anchor_ledger")
    before = anchor_file.read_bytes()
    sealed.write(1)
    sealed.seal_all()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 9, hard))  # nine bytes of the line fit
    try:
        with transaction.atomic(), pytest.raises(OSError, match="No space left"):
            anchors.anchor(mail=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert anchor_file.read_bytes() == before
    assert len(anchors.kept_in_file()) == 1


def test_a_fault_is_named_and_the_status_is_not_zero(sealed: Ledger) -> None:
    line = sealed.ask("select entry_ids[1] from audit_seal where number = 1")[0][0]
    sealed.ask("set session_replication_role = replica")
    sealed.ask("update audit_entry set action = 'search' where id = %s", [line])
    with pytest.raises(CommandError, match=f"Line {line} was changed after seal 1 was made") as raised:
        run("verify_ledger")
    assert raised.value.returncode == 1
    assert "whole" not in str(raised.value)


def test_a_cut_tail_is_found_against_the_file(sealed: Ledger, anchor_file: Path) -> None:
    run("anchor_ledger")
    sealed.ask("set session_replication_role = replica")
    newest = ledger.last_seals(1, sealed.ask)[0].number
    sealed.ask(
        "delete from audit_entry where id in (select unnest(entry_ids) from audit_seal where number >= %s)", [newest]
    )
    sealed.ask("delete from audit_seal where number >= %s", [newest])
    with pytest.raises(CommandError, match=f"Anchor {newest} is not matched"):
        run("verify_ledger", "--no-seal")


def test_a_spoilt_file_of_anchors_does_not_pass_for_none(sealed: Ledger, anchor_file: Path) -> None:
    anchor_file.write_text("3 not-a-root\n")
    with pytest.raises(CommandError, match="The anchors cannot be read: line 1"):
        run("verify_ledger")


def test_the_line_for_a_court_bundle(sealed: Ledger) -> None:
    newest = ledger.last_seals(1)[0]
    line = anchors.anchor_line()
    assert f"no. {newest.number} on {moment(newest.sealed_at)}: " in line
    assert line.replace(" ", "").endswith(newest.root)


def test_every_guard_that_differs_is_named(sealed: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    unlike = ["trigger ledger on public.cases_note: off in place of on.", "policy x on public.cases_case is gone."]
    monkeypatch.setattr("carisecure.audit.guards.differences", lambda: unlike)
    out = StringIO()
    with pytest.raises(CommandError, match="guards its records otherwise than this release does: 2 lines"):
        call_command("verify_ledger", stdout=out)
    assert set(unlike) < set(out.getvalue().splitlines())
