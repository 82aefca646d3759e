"""After a restore the log says what was lost in it, and a cut still reads as a cut."""

from __future__ import annotations

import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from carisecure.access import session
from carisecure.audit import anchors, ledger, restores
from carisecure.audit.anchors import Anchor
from carisecure.audit.ledger import SealLine
from carisecure.audit.tasks import counts
from tests.audit.ledger_database import Ledger
from tests.people import People

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("as_released")]
TWO = (uuid.UUID(int=1), uuid.UUID(int=2))


@pytest.fixture
def anchor_file(settings: Settings, tmp_path: Path) -> Path:
    settings.LEDGER_ANCHOR_FILE = str(tmp_path / "anchors.txt")
    settings.LEDGER_ANCHOR_EMAIL = "seals@second-agency.example"
    return tmp_path / "anchors.txt"


class House:
    """A log whose anchors are all outside, and how it is taken back."""

    def __init__(self, log: Ledger, file: Path) -> None:
        self.log, self.file = log, file

    def work(self, seals: int) -> None:
        for _ in range(seals):
            self.log.build(transactions=1, lines=3)
            newest = ledger.last_seals(1, self.log.ask)[0]
            with self.file.open("a", encoding="ascii") as file:
                file.write(f"{anchors.line_of(newest)}\n")

    @property
    def newest(self) -> int:
        return ledger.last_seals(1, self.log.ask)[0].number

    def take_back(self, to: int) -> SealLine | None:
        """As a database that was restored from a backup made when that seal was the newest."""
        self.log.ask("set session_replication_role = replica")
        self.log.ask(
            "delete from audit_entry where id not in (select unnest(entry_ids) from audit_seal where number <= %s)",
            [to],
        )
        self.log.ask("delete from audit_seal where number > %s", [to])
        self.log.ask("reset session_replication_role")
        return restores.newest()

    def note(self, back_to: SealLine | None, by: tuple[uuid.UUID, uuid.UUID] = TWO) -> None:
        with transaction.atomic():
            session.enter(None, purpose="maintenance")
            restores.note(back_to, asked_by=by[0], agreed_by=by[1])
        self.log.seal_all()

    def restore(self, to: int) -> None:
        back_to = self.take_back(to)
        self.note(back_to)
        restores.tell_outside(back_to)

    def said(self) -> str:
        out = StringIO()
        call_command("verify_ledger", stdout=out)
        return out.getvalue()


@pytest.fixture
def house(superuser: Ledger, anchor_file: Path) -> House:
    return House(superuser, anchor_file)


def test_a_restore_that_two_people_recorded_is_no_cut(house: House) -> None:
    house.work(7)
    house.restore(to=4)
    house.work(2)
    said = house.said()
    assert "Restored from seal 4 on " in said
    assert "3 anchors, 5 to 7, were lost in it." in said
    assert "The access log is whole." in said
    verdict = house.log.verify(anchors.kept_in_file())
    assert [(loss.seal, loss.anchors, loss.asked_by, loss.agreed_by) for loss in verdict.losses] == [
        (4, (5, 6, 7), *TWO)
    ]
    assert (verdict.anchors, verdict.anchors_lost) == (8, 3)  # four from before, the restore, its own anchor, two since
    assert counts(verdict)["anchors_lost"] == 3


def test_a_later_cut_reads_otherwise(house: House) -> None:
    house.work(5)
    house.restore(to=3)
    house.work(3)
    cut = house.newest
    house.take_back(cut - 1)
    with pytest.raises(CommandError, match=f"Anchor {cut} is not matched: the chain was cut before it"):
        house.said()
    verdict = house.log.verify(anchors.kept_in_file())
    assert [(p.fault, p.seal) for p in verdict.problems] == [("anchor", cut)]
    assert verdict.anchors_lost == 2


def test_a_cut_behind_the_restore_is_not_excused_by_it(house: House) -> None:
    house.work(5)
    house.restore(to=3)
    house.take_back(2)
    faults = [(p.fault, p.seal) for p in house.log.verify(anchors.kept_in_file()).problems]
    assert ("anchor", 3) in faults
    assert ("unsaid", 3) in faults


def test_an_excuse_in_the_database_alone_excuses_nothing(house: House, anchor_file: Path) -> None:
    house.work(5)
    house.note(house.take_back(3))
    house.work(3)
    verdict = house.log.verify(anchors.kept_in_file())
    assert [(p.fault, p.seal) for p in verdict.problems] == [("excuse", 3), ("anchor", 4), ("anchor", 5)]
    out = StringIO()
    with pytest.raises(CommandError, match="Anchor 5 is not matched"):
        call_command("verify_ledger", stdout=out)
    assert "says that the log was restored from seal 3; no anchor says so: it excuses nothing." in out.getvalue()


def test_an_excuse_outside_alone_is_told(house: House) -> None:
    house.work(5)
    back_to = house.take_back(3)
    house.work(1)
    restores.tell_outside(back_to)
    faults = [(p.fault, p.seal) for p in house.log.verify(anchors.kept_in_file()).problems]
    assert faults == [("unsaid", 3)]


def test_one_person_under_two_names_records_none(house: House) -> None:
    house.work(2)
    with pytest.raises(ValueError, match="two people"):
        restores.note(None, asked_by=TWO[0], agreed_by=TWO[0])
    one = {"seal": 1, "root": ledger.root_of(1, house.log.ask), "asked_by": str(TWO[0]), "agreed_by": str(TWO[0])}
    house.log.ask("select carisecure.note_event('ledger.restored', '', '', jsonb_build_object('seal', 1, 'root', %s,"
                  " 'asked_by', %s, 'agreed_by', %s))", [one["root"], one["asked_by"], one["agreed_by"]])  # fmt: skip
    assert house.log.ask("select count(*) from carisecure.restores()") == [(0,)]


@pytest.mark.parametrize("again", [2, 4, 5, 7])
def test_a_second_restore_wherever_it_goes_back_to(house: House, again: int) -> None:
    """Behind the first one, to it, between it and its line, and in front of its line."""
    house.work(6)
    house.restore(to=4)
    house.work(3)
    house.restore(to=again)
    house.work(1)
    verdict = house.log.verify(anchors.kept_in_file())
    assert verdict.problems == ()
    assert [loss.seal for loss in verdict.losses] == [4, again]
    assert verdict.losses[0].anchors == (5, 6) if again >= 4 else True
    assert all(number > again for number in verdict.losses[1].anchors)


def test_a_restore_to_before_the_first_seal(house: House) -> None:
    house.work(2)
    house.restore(to=0)
    verdict = house.log.verify(anchors.kept_in_file())
    assert (verdict.problems, verdict.losses[0].anchors) == ((), (1, 2))


def test_the_restore_goes_to_file_and_mailbox_with_the_seal_of_its_line(house: House, anchor_file: Path) -> None:
    house.work(3)
    mail.outbox.clear()
    house.restore(to=2)
    kept = anchors.kept_in_file()
    assert kept[-2] == Anchor(2, ledger.root_of(2, house.log.ask), kept[-2].at, restored=True)
    assert (kept[-1].number, kept[-1].restored) == (house.newest, False)
    assert mail.outbox[0].body.splitlines() == anchor_file.read_text().splitlines()[-2:]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "2 anchors, 3 to 4, were lost in it"), ("es", "se perdieron 2 anclas, de la 3 a la 4")],
)
def test_the_auditors_page_says_it_with_both_names(
    house: House, client: Client, people: People, language: str, words: str
) -> None:
    house.work(4)
    back_to = house.take_back(2)
    house.note(back_to, (people.administrator.pk, people.supervisor.pk))
    restores.tell_outside(back_to)
    people.auditor.language = language
    client.force_login(people.auditor)
    client.cookies["django_language"] = language
    with translation.override(language):
        html = client.get(reverse("audit:seals")).content.decode()
    assert words in html
    assert people.administrator.full_name in html
    assert people.supervisor.full_name in html


def test_whoever_has_the_applications_password_excuses_nothing(house: House) -> None:
    """The application may write any line but those of the triggers, and the anchors are not in its reach."""
    house.work(3)
    back_to = house.take_back(1)
    with transaction.atomic():
        session.enter(None, purpose="maintenance")
        restores.note(back_to, asked_by=TWO[0], agreed_by=TWO[1])
    house.log.seal_all()
    assert not house.log.verify(anchors.kept_in_file()).is_whole
