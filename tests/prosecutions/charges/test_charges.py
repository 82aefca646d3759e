from __future__ import annotations

import uuid
from datetime import date, timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from cases.record.models import Case
from prosecutions.accused.models import AccusedName
from prosecutions.accused.operations import add_accused
from prosecutions.charges import operations as module
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, lay_charge, replace_charge, withdraw_charge
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.paths import court_path
from prosecutions.offences.catalogue import offence
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged, matter
from tests.roles import as_system


def test_a_charge_begins_the_court_path_and_moves_the_case(people: People) -> None:
    charge = charged(people)
    charge.prosecution.refresh_from_db()
    assert charge.happened_on == charge.laid_on == date(2025, 6, 1)
    assert charge.prosecution.stage == "charge"
    assert [e.stage for e in StageEvent.objects.all()] == ["charge"]
    with as_system():
        assert Case.objects.get().stage == "before_court"
    assert len(lines(table_name="prosecutions_charge")) == 1
    # The prosecutor moved a case that they cannot see.
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("laid_on", "law"), [(date(2023, 12, 11), "preliminary_inquiry"), (date(2023, 12, 12), "sufficiency_hearing")]
)
def test_the_path_is_the_one_in_force_when_it_was_laid(people: People, laid_on: date, law: str) -> None:
    charge = charged(people, committed_on=date(2020, 1, 1), laid_on=laid_on)
    charge.prosecution.refresh_from_db()
    assert law in {stage.code for stage in court_path(charge.prosecution.court_path).stages}


def test_the_name_stands_behind_its_own_permission(people: People) -> None:
    charge = charged(people)
    assert charge.accused.label == "Accused 1"
    assert AccusedName.objects.get().name == "Rex Demo"
    assert "Rex" not in str([(e.old, e.new, e.detail) for e in lines()])
    from carisecure.access.grants import end_grant

    with as_system():
        end_grant(on=charge.prosecution, to=people.prosecutor.agency.group, permissions=["see_identity"])
    assert Charge.objects.exists()
    assert not AccusedName.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"laid_on": timezone.localdate() + timedelta(days=2)}, "laid_on"),
        ({"committed_on": date(2025, 6, 2)}, "laid_on"),
        ({"offence": "TT-20-22"}, "offence"),
        ({"offence": "XX"}, "offence"),
        ({"committed_on": date(2001, 1, 1)}, "offence"),
        ({"counts": 0}, "counts"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(people: People, facts: dict[str, object], field: str) -> None:
    prosecution = matter(people)
    accused = add_accused(prosecution=prosecution, label="", name="", by=people.prosecutor)
    with pytest.raises(ValidationError) as refused:
        lay_charge(accused=accused, facts=ChargeFacts(**{**CHARGE, **facts}), by=people.prosecutor)
    assert list(refused.value.message_dict) == [field]
    assert not Charge.objects.exists()


@pytest.mark.parametrize(
    ("laid_on", "precision", "stage"),
    [
        (date(2023, 12, 1), "month", ""),
        (date(2023, 1, 1), "year", ""),
        (date(2023, 11, 1), "month", "preliminary_inquiry"),
        (date(2024, 1, 1), "year", "sufficiency_hearing"),
        (date(2023, 12, 11), "day", "preliminary_inquiry"),
        (date(2023, 12, 12), "day", "sufficiency_hearing"),
    ],
)
def test_where_the_day_decides_the_path_it_is_asked_for(
    people: People, laid_on: date, precision: str, stage: str
) -> None:
    """December 2023 stands as its first day, and the path changed on the twelfth."""
    facts = {"committed_on": date(2020, 1, 1), "laid_on": laid_on, "laid_precision": precision}
    if not stage:
        with pytest.raises(ValidationError, match="12 Dec") as refused:
            charged(people, **facts)
        assert list(refused.value.message_dict) == ["laid_on"]
        assert not Charge.objects.exists()
        return
    charge = charged(people, **facts)
    charge.prosecution.refresh_from_db()
    assert stage in {found.code for found in court_path(charge.prosecution.court_path).stages}


def test_where_the_day_decides_the_offence_it_is_asked_for(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """An offence that came into force in the middle of a month."""
    monkeypatch.setattr(
        module, "offences_in_force", lambda on: (offence("TT-16"),) if on >= date(2025, 3, 15) else ()
    )  # fmt: skip
    for precision, day, field in (
        ("month", date(2025, 3, 1), "committed_on"), ("year", date(2025, 1, 1), "committed_on"),
        ("month", date(2025, 2, 1), "offence"), ("day", date(2025, 3, 14), "offence"),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            charged(people, committed_on=day, committed_precision=precision)
        assert list(refused.value.message_dict) == [field]
    charged(people, committed_on=date(2025, 4, 1), committed_precision="month")


def test_a_time_that_is_known_vaguely_is_compared_as_a_whole(people: People) -> None:
    """Laid some day in March, for an act of 20 March: possible. Laid in February: not."""
    act = date(2025, 3, 20)
    with pytest.raises(ValidationError, match="before the date of the offence"):
        charged(people, committed_on=act, laid_on=date(2025, 2, 1), laid_precision="month")
    assert charged(people, committed_on=act, laid_on=date(2025, 3, 1), laid_precision="month").laid_precision == "month"


def test_a_name_beside_somebody_accused_already_is_refused_and_not_lost(people: People, client: Client) -> None:
    charge = charged(people)
    client.force_login(people.prosecutor)
    address = reverse("prosecutions:lay_charge", args=[charge.prosecution_id])
    values = {"offence": "TT-16", "committed_on": "2025-03-04", "committed_precision": "day", "laid_on": "2025-06-01",
              "laid_precision": "day", "laid_by": "police", "counts": "1",
              "accused": str(charge.accused_id)}  # fmt: skip
    answer = client.post(address, {**values, "name": "Somebody Else", "submission_key": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name"]
    assert "Somebody Else" in answer.text
    assert client.post(address, {**values, "name": "", "submission_key": str(uuid.uuid4())}).status_code == 302


def test_two_accused_are_not_called_the_same(people: People) -> None:
    prosecution = matter(people)
    add_accused(prosecution=prosecution, label="Rex", name="", by=people.prosecutor)
    with pytest.raises(ValidationError):
        add_accused(prosecution=prosecution, label="Rex", name="", by=people.prosecutor)


def test_a_change_is_a_later_version(people: People) -> None:
    charge = charged(people)
    newer = replace_charge(charge=charge, facts=ChargeFacts(**{**CHARGE, "counts": 3}), by=people.prosecutor)
    assert newer.replaces == charge
    assert [c.counts for c in Charge.objects.standing()] == [3]
    assert Charge.objects.get(pk=charge.pk).counts == 1
    with pytest.raises(TransitionRefused):
        replace_charge(charge=charge, facts=ChargeFacts(**CHARGE), by=people.prosecutor)


def test_a_withdrawal_is_a_version_too(people: People) -> None:
    charge = charged(people)
    with pytest.raises(ValidationError):
        withdraw_charge(charge=charge, withdrawn_on=date(2025, 5, 1), by=people.prosecutor)
    gone = withdraw_charge(charge=charge, withdrawn_on=date(2025, 7, 1), by=people.prosecutor)
    assert (gone.is_withdrawn, gone.happened_on, gone.laid_on) == (True, date(2025, 7, 1), date(2025, 6, 1))
    with pytest.raises(TransitionRefused):
        withdraw_charge(charge=gone, withdrawn_on=date(2025, 7, 2), by=people.prosecutor)
    assert Charge.objects.count() == 2


def test_how_exactly_a_charge_is_dated_stays_when_it_is_withdrawn(people: People, client: Client) -> None:
    charge = charged(people, laid_on=date(2025, 1, 1), laid_precision="year", committed_on=date(2024, 3, 4))
    gone = withdraw_charge(charge=charge, withdrawn_on=date(2025, 7, 1), by=people.prosecutor)
    assert (gone.precision, gone.laid_precision) == ("day", "year")
    client.force_login(people.prosecutor)
    page = client.get(reverse("prosecutions:matter", args=[charge.prosecution_id])).text
    laid = strip_tags(page.split("<dt>Laid</dt>")[1].split("</dd>")[0])
    assert laid == "2025 · Police, on the DPP&#x27;s advice"


def test_only_the_prosecutor_charges(people: People) -> None:
    charge = charged(people)
    for key in ("investigator", "supervisor"):
        person = getattr(people, key)
        enter(person)
        with pytest.raises(NotPermitted):
            lay_charge(accused=charge.accused, facts=ChargeFacts(**CHARGE), by=person)
    for key in ("outsider", "caseworker", "analyst", "administrator"):
        person = getattr(people, key)
        enter(person)
        with pytest.raises(NotVisible):
            withdraw_charge(charge=charge, withdrawn_on=date(2025, 7, 1), by=person)


def test_nothing_is_left_when_it_fails_late(people: People) -> None:
    prosecution = matter(people)
    accused = add_accused(prosecution=prosecution, label="", name="", by=people.prosecutor)
    with mock.patch.object(module, "let_case_follow", side_effect=RuntimeError), pytest.raises(RuntimeError):
        lay_charge(accused=accused, facts=ChargeFacts(**CHARGE), by=people.prosecutor)
    assert not Charge.objects.exists()
    assert not StageEvent.objects.exists()
