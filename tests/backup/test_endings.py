"""What was ended after a backup is dead in the house that comes out of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.utils import timezone

from carisecure.access import session
from carisecure.access.delegation import private_group
from carisecure.access.grants import end_grant, grant
from carisecure.access.models import DataKey, Delegation
from carisecure.accounts import factors, leaving
from carisecure.accounts.models import Agency, Desk, Enrolment, User
from carisecure.accounts.operations import set_agency_active
from carisecure.audit import ledger
from carisecure.backup import endings, replay
from carisecure.backup.endings import Batch, Ending
from cases.insiders.operations.compartments import exclude_person, seal_case
from cases.keeping.models import ERASE
from cases.keeping.operations.erasing import erase_identity
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry
from cases.record.models import Case, CaseGrant
from cases.two_people import operations as approvals
from tests.backup.copies import OlderState, as_it_is_now
from tests.factories import first_person, make_case
from tests.people import People, enter, make_people
from tests.roles import as_system
from tests.signing_in import give_app, give_password

pytestmark = [pytest.mark.alone, pytest.mark.django_db(transaction=True)]
ROSA = PersonEntry(name="Rosa Demo", phone="+1 868 555 0101")


class House:
    """A house with a case, as it is when its backup is made, and what becomes of it afterwards."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.people = make_people()
            self.case = make_case(self.people.investigator, people=(ROSA,))
            with as_system():
                grant(
                    on=self.case, to=self.people.colleague.personal_group, permissions=["view"], purpose="help",
                    by=self.people.investigator,
                )  # fmt: skip
            for user in self.people:
                give_password(user)
            give_app(self.people.colleague)
        self.sealed = _seal_all()

    def afterwards(self, work: Callable[[People, Case], object]) -> Batch:
        """What is done after the backup, and what the list outside then says of it."""
        with transaction.atomic():
            work(self.people, self.case)
        until = _seal_all()
        with transaction.atomic():
            session.enter(None, purpose="maintenance")
            batch = endings.between(self.sealed, until)
        return Batch.from_json(batch.to_json())


def _seal_all() -> int:
    deadline = time.monotonic() + 30
    while ledger.seal() or ledger.unsealed().waiting:
        assert time.monotonic() < deadline, "a transaction stays open"
    return ledger.last_seals(1)[0].number


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def backup(house: House) -> Iterator[OlderState]:
    with as_it_is_now() as older:
        yield older


def ended_grant(people: People, case: Case) -> None:
    enter(people.investigator)
    end_grant(on=case, to=people.colleague.personal_group)


def left(people: People, case: Case) -> None:
    enter(people.administrator)
    leaving.deactivate_user(user=people.colleague, by=people.administrator)


def excluded(people: People, case: Case) -> None:
    enter(people.investigator)
    exclude_person(case=case, who=people.colleague, by=people.investigator)


def erased(people: People, case: Case) -> None:
    enter(people.investigator)
    person = first_person(case).person
    asked = approvals.request(ERASE, person, "She asks for it.", people.investigator)
    enter(people.supervisor)
    approvals.approve(asked, people.supervisor)
    enter(people.investigator)
    erase_identity(person=person, by=people.investigator)


def again(batch: Batch) -> dict[str, int]:
    with as_system():
        return replay.replay([batch])


def test_an_ended_grant(house: House, backup: OlderState) -> None:
    batch = house.afterwards(ended_grant)
    assert {one.kind for one in batch.endings} == {"grant"}  # on the case, and on the report that follows it
    with backup.restored():
        theirs = CaseGrant.objects.filter(group=house.people.colleague.personal_group)
        assert theirs.count() == 1, "the older state has it"
        assert again(batch)["grant"] >= 1
        assert not theirs.exists()
        assert CaseGrant.objects.filter(group=house.people.investigator.agency.group).exists(), "and nothing else went"
        assert again(batch) == {}


def test_a_leaver(house: House, backup: OlderState) -> None:
    batch = house.afterwards(left)
    with backup.restored():
        colleague = User.objects.get(username=house.people.colleague.username, is_active=True)
        done = again(batch)
        assert done["leaver"] == 1
        assert User.objects.filter(pk=colleague.pk, is_active=False).exists()
        assert not Authenticator.objects.filter(user=colleague).exists()
        assert not CaseGrant.objects.filter(group=colleague.personal_group).exists()
        assert again(batch) == {}


def test_an_exclusion_reaches_every_row(house: House, backup: OlderState) -> None:
    batch = house.afterwards(excluded)
    group = private_group(house.people.colleague)
    with backup.restored(), as_system():
        assert Case.objects.get().excluded_groups == []
        assert replay.replay([batch])["exclusion"] >= 1
        assert Case.objects.get().excluded_groups == [group]
        assert first_person(house.case).excluded_groups == [group]
        assert replay.replay([batch]) == {}
    with backup.restored(), transaction.atomic():
        enter(house.people.colleague)
        assert not Case.objects.exists(), "the wall itself says so"


def test_a_destroyed_key(house: House, backup: OlderState) -> None:
    batch = house.afterwards(erased)
    with backup.restored(), as_system():
        facts = PersonIdentity.objects.filter(kind="name")
        assert [fact.value for fact in facts] == ["Rosa Demo"]
        assert PersonIdentity.objects.exclude(sound_tokens=[]).exists()
        assert replay.replay([batch])["key"] == 1
        assert [fact.value for fact in facts.all()] == ["(erased)"]
        assert not PersonIdentity.objects.exclude(sound_tokens=[]).exists(), "and nobody finds it"
        key = DataKey.objects.get(owner=first_person(house.case).person_id)
        assert (bytes(key.wrapped), key.destroyed_at is None) == (b"", False)
        assert Case.objects.get().reports.get().narrative.startswith("A woman"), "and nothing else went"
        assert replay.replay([batch]) == {}


def test_a_sealed_case_a_lost_factor_a_new_password_an_absence_and_an_agency(house: House, backup: OlderState) -> None:
    def many(people: People, case: Case) -> None:
        enter(people.investigator)
        seal_case(case=case, by=people.investigator)
        enter(people.administrator)
        factors.remove_all(people.colleague)
        set_agency_active(agency=people.outsider.agency, active=False, by=people.administrator)
        give_password(people.analyst, "another-password-of-hers")
        with as_system():
            Delegation.objects.update(ends_at=timezone.now())

    now = timezone.now()
    with transaction.atomic(), as_system():
        Delegation.objects.create(
            from_user=house.people.investigator, to_user=house.people.colleague, reason="",
            made_by=house.people.supervisor, begins_at=now - timedelta(days=1), ends_at=now + timedelta(days=1),
        )  # fmt: skip
    house.sealed = _seal_all()
    with as_it_is_now() as older:
        batch = house.afterwards(many)
        assert {one.kind for one in batch.endings} == {"grant", "column", "factor", "agency", "password", "absence"}
        with older.restored(), as_system():
            done = replay.replay([batch])
            assert {kind: done[kind] for kind in ("column", "factor", "agency", "password", "absence")} == {
                "column": 1, "factor": 1, "agency": 1, "password": 1, "absence": 1,
            }  # fmt: skip
            assert Case.objects.get().compartment == "sealed"
            assert not Authenticator.objects.filter(user=house.people.colleague).exists()
            assert not Agency.objects.get(pk=house.people.outsider.agency_id).is_active
            assert not User.objects.get(pk=house.people.analyst.pk).has_usable_password()
            assert User.objects.get(pk=house.people.auditor.pk).has_usable_password()
            assert Delegation.objects.get().ends_at <= timezone.now()
            assert replay.replay([batch]) == {}


def test_what_was_ended_before_the_backup_and_given_again_stays(house: House) -> None:
    """The restored ledger has its line: it is no news."""
    before = house.sealed
    batch_before = house.afterwards(left)
    with transaction.atomic(), as_system():
        User.objects.filter(pk=house.people.colleague.pk).update(is_active=True)
    _seal_all()
    with as_it_is_now() as older:
        assert before < batch_before.until
        with older.restored():
            assert again(batch_before) == {}
            assert User.objects.get(pk=house.people.colleague.pk).is_active


def test_nobody_comes_back_signed_in(house: House) -> None:
    client = Client()
    client.force_login(house.people.investigator)
    assert client.get("/cases/").status_code == 200
    with as_system():
        assert replay.close_doors() == 1
    assert client.get("/cases/").status_code == 302
    assert not Desk.objects.filter(ended_at=None).exists()
    assert not Enrolment.objects.filter(used_at=None).exists()


def test_the_list_holds_ids_and_codes_and_is_read_for_the_upkeep_alone(house: House) -> None:
    batch = house.afterwards(erased)
    assert b"Rosa" not in batch.to_json()
    assert b"She asks" not in batch.to_json()
    assert all(isinstance(one, Ending) for one in batch.endings)
    with transaction.atomic():
        enter(house.people.administrator)
        assert endings.between(house.sealed, batch.until).endings == ()


def test_every_kind_that_the_list_can_hold_is_replayed() -> None:
    with transaction.atomic(), as_system():
        source = ledger.ask(
            "select prosrc from pg_proc where proname = 'endings_between'", []
        )[0][0]  # fmt: skip
    named = {kind for kind in replay.kinds() if f"'{kind}'" in source}
    assert named == set(replay.kinds())


def test_a_list_that_names_a_table_of_somebody_elses_is_refused() -> None:
    wrong = Ending(1, timezone.now().isoformat(), "exclusion", "pg_authid", str(uuid4()), {"groups": [1]})
    with as_system(), pytest.raises(ValueError, match="no table"):
        replay.replay([Batch(0, 1, "", (wrong,))])
    with pytest.raises(ValueError, match="not a list of endings"):
        Batch.from_json(b'{"after": 1}')


def test_of_two_exclusions_the_last_counts(house: House, backup: OlderState) -> None:
    def out_and_in(people: People, case: Case) -> None:
        excluded(people, case)
        with as_system():
            Case.objects.filter(pk=case.pk).update(excluded_groups=[])

    batch = house.afterwards(out_and_in)
    with backup.restored(), as_system():
        replay.replay([batch])
        assert Case.objects.get().excluded_groups == []
