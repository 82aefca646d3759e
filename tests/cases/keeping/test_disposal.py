"""Disposal: closed, not held, two people, the reference typed; keys destroyed and a stub left."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.vault.models import DataKey
from carisecure.accounts import fresh
from carisecure.countries.packs import pack
from cases.course import operations
from cases.exploitation.models import Exploitation
from cases.exploitation.operations import ExploitationFacts, record_exploitation
from cases.finding import queries as finding
from cases.keeping.models import DISPOSAL, Disposal
from cases.keeping.operations import disposing
from cases.keeping.operations.disposing import ask_for_disposal, dispose_case
from cases.keeping.operations.holding import ask_to_lift, place_hold
from cases.material.models import Note, Statement
from cases.material.operations import add_note, correct_material
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_name
from cases.proof.models import ProofItem
from cases.proof.operations import ProofFacts, record_proof
from cases.record.models import Case, Involvement
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from cases.two_people.operations import ApprovalNeeded
from screening.consent.models import Category
from tests.cases.ledger import lines
from tests.cases.trust import agreed
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system
from tests.screening.made import SHARED, referred_out

ROSA = PersonEntry(name="Rosa Demo", phone="555 0101")


@pytest.fixture
def case(people: People) -> Case:
    case = make_case(people.investigator, people=(ROSA,), narrative="A zeppelin over the bar.")
    note = add_note(case=case, text="Somebody saw a zeppelin.", by=people.investigator)
    correct_material(
        row=note, version=1, reason="The zeppelin was seen by two.", changes={"text": "Two people saw a zeppelin."},
        by=people.investigator,
    )  # fmt: skip
    facts = ExploitationFacts(victim=first_person(case), form="servitude", place="Below a zeppelin", promised="School")
    record_exploitation(case=case, facts=facts, by=people.investigator)
    proof = ProofFacts(victim=facts.victim, elements=("act",), source=case.reports.get(), shows="The zeppelin")
    record_proof(case=case, facts=proof, by=people.investigator)
    return operations.close_case(case=case, reason="untraceable", note="Nobody came back.", by=people.investigator)


def ready(case: Case, people: People, ground: str = "court_order") -> Case:
    enter(people.investigator)
    agreed(ask_for_disposal(case=case, ground=ground, reason="Order 12 of 2026", by=people.investigator), people)
    return case


def disposed(case: Case, people: People) -> Disposal:
    return dispose_case(case=ready(case, people), reference=case.reference.lower(), by=people.investigator)


def test_the_words_and_names_are_gone_and_the_stub_stands(people: People, case: Case) -> None:
    row = disposed(case, people)
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.reference != "", case.closed_on is None) == ("closed", True, False)
    assert (case.closure_note, case.reports.get().narrative) == ("(erased)", "(erased)")
    for note in Note.objects.all():  # the first, and what it was corrected to
        assert (note.text, note.stem_tokens) == ("(erased)", [])
    assert Note.objects.get(version=2).correction_reason == "(erased)"
    done = Exploitation.objects.get()
    assert (done.form, done.place, done.promised) == ("servitude", "(erased)", "(erased)"), "codes stay, words go"
    assert (ProofItem.objects.get().element, ProofItem.objects.get().shows) == ("act", "(erased)")
    assert not PersonIdentity.objects.exists(), "nobody may ask who they are"
    with as_system():
        assert {fact.value for fact in PersonIdentity.objects.all()} == {"(erased)"}
        assert {(f.exact_token, *f.sound_tokens, *f.number_tokens) for f in PersonIdentity.objects.all()} == {(None,)}
        live = DataKey.objects.filter(owner__in=[case.pk, first_person(case).person_id], destroyed_at=None)
        assert not live.exists()
    assert row.counts == {
        "people": 1, "possible_victims": 1, "identities_erased": 1, "reports": 1, "statements": 0, "exhibits": 0,
        "notes": 1, "exploitations": 1, "proof_items": 1,
    }  # fmt: skip
    assert (row.asked_by, row.agreed_by, row.reason) == (people.investigator, people.supervisor, "Order 12 of 2026")
    assert finding.find_texts(people.investigator, "zeppelin") == []
    (line,) = lines(action="case.disposed")
    assert (line.actor, line.detail["agreed_by"]) == (people.investigator.pk, str(people.supervisor.pk))
    assert "Order" not in str(line.detail)


def test_what_statistics_count_stays(people: People, case: Case) -> None:
    with as_system():
        before = Involvement.objects.values("main_role", "status", "person__age_from", "created_at").get(case=case)
    disposed(case, people)
    with as_system():
        assert (
            Involvement.objects.values("main_role", "status", "person__age_from", "created_at").get(case=case) == before
        )


def test_nobody_writes_in_it_any_more(people: People, case: Case) -> None:
    disposed(case, people)
    for key in ("investigator", "supervisor", "colleague"):
        user = getattr(people, key)
        enter(user)
        assert Case.objects.visible_to(user, "cases.view_case").exists(), "the stub is seen"
        for act in (
            lambda by: add_note(case=case, text="x", by=by),
            lambda by: operations.reopen_case(case=case, note="x", by=by),
            lambda by: add_name(involvement=first_person(case), kind="name", value="x", by=by),
        ):
            with pytest.raises((NotVisible, NotPermitted)):
                act(user)


def test_somebody_in_another_case_keeps_their_name(people: People, case: Case) -> None:
    other = make_case(people.outsider)
    with as_system():
        person = first_person(case).person
        Involvement.objects.filter(case=other).update(person=person)
    row = disposed(case, people)
    assert row.counts["identities_erased"] == 0
    enter(people.outsider)
    assert "Rosa Demo" in {fact.value for fact in PersonIdentity.objects.all()}


def test_care_goes_on(people: People) -> None:
    """The person whom a shelter cares for keeps her name there; the case is gone."""
    case = make_case(people.investigator, people=(ROSA,))
    referred_out(case, people, categories=(Category.IDENTITY, *SHARED))
    enter(people.investigator)
    case = operations.close_case(
        case=Case.objects.get(pk=case.pk), reason="untraceable", note="x", by=people.investigator
    )
    row = disposed(case, people)
    assert row.counts["identities_erased"] == 0
    enter(people.caseworker)
    assert Involvement.objects.exists()
    with as_system():
        assert "Rosa Demo" in {fact.value for fact in PersonIdentity.objects.all()}


def test_an_open_case_a_hold_and_a_second_time(people: People, case: Case) -> None:
    hold = place_hold(case=case, ground="inquiry", reason="x", by=people.investigator)
    with pytest.raises(TransitionRefused, match="hold"):
        ready(case, people)
    agreed(ask_to_lift(hold=hold, reason="x", by=people.investigator), people)
    ready(case, people)
    place_hold(case=case, ground="inquiry", reason="again", by=people.investigator)
    with pytest.raises(TransitionRefused, match="hold"):
        dispose_case(case=case, reference=case.reference, by=people.investigator)
    open_case = make_case(people.investigator)
    with pytest.raises(TransitionRefused, match="closed"):
        ready(open_case, people)


def test_it_is_done_once(people: People, case: Case) -> None:
    disposed(case, people)
    with pytest.raises((NotVisible, NotPermitted)):
        dispose_case(case=case, reference=case.reference, by=people.investigator)


def test_nobody_does_it_alone_or_by_mistake(people: People, case: Case) -> None:
    with pytest.raises(ApprovalNeeded):
        dispose_case(case=case, reference=case.reference, by=people.supervisor)
    ready(case, people)
    with pytest.raises(ValidationError):
        dispose_case(case=case, reference="TT-0000-0000", by=people.investigator)
    enter(people.colleague)
    with pytest.raises(ApprovalNeeded):
        dispose_case(case=case, reference=case.reference, by=people.colleague)
    assert Note.objects.get(version=1).text == "Somebody saw a zeppelin."


@pytest.mark.parametrize("key", ["outsider", "caseworker", "prosecutor", "auditor", "administrator"])
def test_nobody_else(people: People, case: Case, key: str) -> None:
    ready(case, people)
    enter(getattr(people, key))
    with pytest.raises((NotVisible, NotPermitted)):
        dispose_case(case=case, reference=case.reference, by=getattr(people, key))


def test_the_time_of_keeping_where_the_country_has_one(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert disposing.keeping_until(case) is None, "no figure is confirmed"
    country = pack().country
    ten = dataclasses.replace(country.settings["retention_investigation"], days=10)
    changed = dataclasses.replace(country, settings={**country.settings, "retention_investigation": ten})
    monkeypatch.setattr(disposing, "pack", lambda: dataclasses.replace(pack(), country=changed))
    assert case.closed_on is not None
    assert disposing.keeping_until(case) == case.closed_on + timedelta(days=10)
    with pytest.raises(TransitionRefused, match="kept until"):
        ready(case, people, ground="retention_over")
    ready(case, people, ground="court_order")


def test_all_or_nothing(people: People, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(case, people)

    def fail(case: Case) -> Any:
        raise RuntimeError

    monkeypatch.setattr(disposing, "_leave_the_stub", fail)
    with pytest.raises(RuntimeError):
        dispose_case(case=case, reference=case.reference, by=people.investigator)
    assert not Disposal.objects.exists()
    assert Note.objects.get(version=1).text == "Somebody saw a zeppelin."
    assert {fact.value for fact in PersonIdentity.objects.all()} == {"Rosa Demo", "555 0101"}
    assert lines(action="case.disposed") == []


def test_the_table_keeps_it(people: People, case: Case) -> None:
    approval = approvals.request(DISPOSAL, case, "x", people.investigator, params={"ground": "court_order"})
    values: dict[str, Any] = {
        "case": case, "approval": approval, "ground": "court_order", "reason": "x", "asked_by": people.investigator,
        "agreed_by": people.supervisor, "disposed_at": timezone.now(),
    }  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Disposal.objects.create(**values)
    agreed(approval, people)
    with pytest.raises(DatabaseError), transaction.atomic():
        Disposal.objects.create(**values | {"agreed_by": people.investigator})
    dispose_case(case=case, reference=case.reference, by=people.investigator)
    with as_system():
        with pytest.raises(DatabaseError), transaction.atomic():
            Disposal.objects.update(ground="retention_over")
        with pytest.raises(DatabaseError), transaction.atomic():
            Disposal.objects.all().delete()


def test_the_pages(people: People, case: Case, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(people.investigator)
    page = reverse("cases:dispose", args=[case.pk])
    assert page in client.get(reverse("cases:case", args=[case.pk])).text
    text = client.get(page).text
    assert "This cannot be undone" in text
    assert "No retention period is confirmed" in text
    body = {"ground": "court_order", "reason": "Order 12", "submission_key": str(uuid.uuid4())}
    wrong = client.post(page, body | {"ground": "x"})
    assert (wrong.status_code, "Order 12" in wrong.text) == (422, True)
    address = client.post(page, body | {"submission_key": str(uuid.uuid4())})["Location"]
    client.force_login(people.supervisor)
    assert "What was written cannot be recovered" in client.get(address).text
    with transaction.atomic():
        enter(people.supervisor)
        approvals.approve(Approval.objects.get(), people.supervisor)
    client.force_login(people.investigator)
    assert page in client.get(address).text
    assert "Dispose of the records for good" in client.get(page).text
    client.post(page, {"reference": case.reference, "submission_key": str(uuid.uuid4())})
    with as_system():
        assert not Disposal.objects.exists(), "no fresh factor"
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    wrong = client.post(page, {"reference": "TT-NO", "submission_key": str(uuid.uuid4())})
    assert (wrong.status_code, "TT-NO" in wrong.text) == (422, True)
    done = client.post(page, {"reference": case.reference, "submission_key": str(uuid.uuid4())}, follow=True)
    assert "this register entry remains" in done.text
    assert "Order 12" in done.text
    assert "Rosa" not in done.text
    assert client.get(page).status_code == 403
    assert "this register entry remains" in client.get(reverse("cases:case_summary", args=[case.pk])).text
    assert client.get(reverse("cases:person", args=[first_person(case).pk])).status_code == 200
    assert Statement.objects.count() == 0
