"""Roles are rows: several at a time, each with its days, ended and corrected by later rows; the database follows."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import NotVisible, StaleRecord
from carisecure.days.known import KnownDay, Precision
from cases.people.models import InvolvementPart
from cases.people.operations import PersonEntry, add_name, add_person
from cases.people.roles import RoleFacts, add_role, correct_role, end_role, say_more
from cases.record.elements import verdicts_of
from cases.record.models import Case, Involvement
from screening.status.operations import decide_status
from tests.cases.ledger import lines
from tests.factories import first_person, make_case, make_person
from tests.people import People, enter

pytestmark = pytest.mark.django_db
MARCH = KnownDay(dt.date(2025, 3, 1), Precision.MONTH)
JUNE = KnownDay(dt.date(2025, 6, 3))


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator, people=(PersonEntry(age_from=20, age_to=25, age_basis="said"),))


def roles_of(case: Case, label: str = "Person 1") -> tuple[str, list[str]]:
    one = Involvement.objects.get(case=case, label=label)
    return one.main_role, one.standing_roles


def part_of(case: Case, role: str) -> InvolvementPart:
    found: InvolvementPart = InvolvementPart.objects.standing().get(involvement__case=case, role=role)
    return found


def test_everybody_begins_with_one_row_by_who_added_them(people: People, case: Case) -> None:
    suspect = make_person(case, people.colleague, role="suspect")
    part = InvolvementPart.objects.get(involvement=suspect)
    assert (part.role, part.recorded_by, part.version, part.entry_key) == ("suspect", people.colleague, 1, part.pk)
    assert (suspect.main_role, suspect.role, suspect.standing_roles) == ("suspect", "suspect", ["suspect"])
    assert lines(table_name="cases_involvementpart", action="insert")[-1].actor == people.colleague.pk


def test_a_victim_who_is_a_witness_too_is_a_victim_everywhere(people: People, case: Case, client: Client) -> None:
    witness = make_person(case, people.investigator, role="witness", age_from=30, age_to=30)
    add_role(involvement=witness, facts=RoleFacts("possible_victim", since=MARCH), by=people.investigator)
    add_role(involvement=first_person(case), facts=RoleFacts("witness"), by=people.investigator)
    for label in ("Person 1", "Person 2"):
        assert roles_of(case, label) == ("possible_victim", ["possible_victim", "witness"])
    assert set(Involvement.objects.filter(case=case).possible_victims()) == set(
        Involvement.objects.filter(case=case).in_role("witness")
    )
    (verdict,) = verdicts_of(case, list(Involvement.objects.filter(case=case).select_related("person")))
    assert verdict.labels == ("Person 1", "Person 2")
    enter(people.supervisor)
    decide_status(
        involvement=witness, status="presumed", happened_on=timezone.localdate(), precision="day",
        deciding_body="police", grounds=["first_screen"], ground="Her own words.", by=people.supervisor,
    )  # fmt: skip
    client.force_login(people.investigator)
    page = client.get(reverse("cases:person", args=[witness.pk])).text
    assert "Presumed victim" in page
    assert "March 2025" in page
    assert "Possible victim, Witness" in client.get(reverse("cases:case_summary", args=[case.pk])).text


def test_what_is_known_of_a_suspect_is_kept_and_shown(people: People, case: Case, client: Client) -> None:
    one = make_person(case, people.investigator, role="suspect")
    client.force_login(people.investigator)
    form = client.get(reverse("cases:correct_role", args=[part_of(case, "suspect").pk])).context["form"]
    assert list(form.fields)[:6] == ["role", "since", "ended", "relationship", "arrested", "cautioned"]
    sent = {"submission_key": str(uuid.uuid4()), "version": "1", "role": "suspect", "since": "3/2025",
            "correction": "change", "relationship": "employer_or_broker", "arrested": "5 Jun 2025", "cautioned": "2025",
            "correction_reason": "Charge room diary."}  # fmt: skip
    answer = client.post(reverse("cases:correct_role", args=[part_of(case, "suspect").pk]), sent)
    assert answer.status_code == 302
    text = client.get(answer.headers["Location"]).text
    for words in ("Employer, broker or smuggler", "5 Jun 2025", "March 2025", "Charge room diary."):
        assert words in text
    row = part_of(case, "suspect")
    assert (row.known("arrested"), row.known("cautioned")) == (
        KnownDay(dt.date(2025, 6, 5)), KnownDay(dt.date(2025, 1, 1), Precision.YEAR),
    )  # fmt: skip
    assert row.involvement_id == one.pk


def test_what_is_learned_later_is_no_correction(people: People, case: Case, client: Client) -> None:
    make_person(case, people.investigator, role="suspect")
    part = part_of(case, "suspect")
    client.force_login(people.investigator)
    address = reverse("cases:more_of_role", args=[part.pk])
    key = {"submission_key": str(uuid.uuid4()), "version": "1"}
    assert "Nothing was entered" in client.post(address, key).text
    assert client.post(address, key | {"arrested": "5 Jun 2025"}).status_code == 302
    page = client.get(reverse("cases:person", args=[part.involvement_id])).text
    assert "5 Jun 2025" in page
    assert "struck-out" not in page
    assert set(client.get(address).context["form"].fields) == {
        "submission_key", "version", "since", "relationship", "cautioned",
    }  # fmt: skip
    enter(people.investigator)
    for changes, why in (({"arrested": JUNE}, "known already"), ({"cautioned": TOMORROW}, "in the future")):
        with pytest.raises(ValidationError, match=why):
            say_more(part=part, version=2, by=people.investigator, **changes)
    with pytest.raises(StaleRecord):
        say_more(part=part, version=1, cautioned=JUNE, by=people.investigator)
    victim = part_of(case, "possible_victim")
    with pytest.raises(ValidationError, match="suspect only"):
        say_more(part=victim, version=1, arrested=JUNE, by=people.investigator)


TOMORROW = KnownDay(timezone.now().date() + dt.timedelta(days=2))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (RoleFacts("possible_victim"), "role"),
        (RoleFacts("boss"), "role"),
        (RoleFacts("witness", since=TOMORROW), "since"),
        (RoleFacts("witness", since=KnownDay(dt.date(1980, 1, 1), Precision.YEAR)), "since"),
        (RoleFacts("suspect", arrested=KnownDay(dt.date(1980, 1, 1))), "arrested"),
        (RoleFacts("suspect", cautioned=TOMORROW), "cautioned"),
        (RoleFacts("suspect", relationship="enemy"), "relationship"),
        (RoleFacts("witness", since=JUNE, ended=MARCH), "ended"),
        (RoleFacts("witness", relationship="family"), "relationship"),
        (RoleFacts("witness", arrested=JUNE), "arrested"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(people: People, case: Case, facts: RoleFacts, field: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        add_role(involvement=first_person(case), facts=facts, by=people.investigator)
    assert list(wrong.value.message_dict) == [field]
    assert roles_of(case) == ("possible_victim", ["possible_victim"])


def test_the_date_of_birth_counts_where_the_writer_may_know_it(people: People, case: Case) -> None:
    one = first_person(case)
    add_name(involvement=one, kind="birth_date", value="4/5/2002", known_from="document", age="gives_way",
             by=people.investigator)  # fmt: skip
    with pytest.raises(ValidationError, match="not born yet"):
        add_role(
            involvement=one, facts=RoleFacts("witness", since=KnownDay(dt.date(2002, 5, 3))), by=people.investigator
        )


def test_a_role_ends_and_the_only_one_is_followed_by_another(people: People, case: Case, client: Client) -> None:
    make_person(case, people.investigator, role="suspect")
    part = part_of(case, "suspect")
    address = reverse("cases:end_role", args=[part.pk])
    client.force_login(people.investigator)
    form = client.get(address).context["form"]
    assert [code for code, _words in form.fields["then"].choices] == ["", "possible_victim", "witness", "reporter"]
    sent: dict[str, Any] = {"submission_key": str(uuid.uuid4()), "version": "1", "ended": "3/6/2025"}
    refused = client.post(address, sent)
    assert list(refused.context["form"].errors) == ["then"]
    assert 'value="3/6/2025"' in refused.text
    enter(people.investigator)
    assert roles_of(case, "Person 2") == ("suspect", ["suspect"])
    client.force_login(people.investigator)
    done = client.post(address, sent | {"then": "witness"})
    assert done.status_code == 302
    page = client.get(done.headers["Location"]).text
    assert "Ended" in page
    assert "3 Jun 2025" in page
    enter(people.investigator)
    assert roles_of(case, "Person 2") == ("witness", ["witness"])
    assert part_of(case, "witness").known("since") == JUNE
    with pytest.raises(StaleRecord):
        end_role(part=part, on=JUNE, then="reporter", version=1, by=people.investigator)
    # Ended by mistake: the same entry, corrected, stands again.
    later = part_of(case, "suspect")
    correct_role(part=later, facts=RoleFacts("suspect"), version=2, reason="Of another case.", by=people.investigator)
    assert roles_of(case, "Person 2") == ("suspect", ["suspect", "witness"])


def test_a_correction_leaves_no_person_without_a_role(people: People, case: Case) -> None:
    part, by = part_of(case, "possible_victim"), people.investigator
    for changes in ({"is_retracted": True, "facts": None}, {"facts": RoleFacts("possible_victim", ended=JUNE)}):
        with pytest.raises(ValidationError, match="only role"):
            correct_role(part=part, version=1, reason="Never was.", by=by, **changes)
    correct_role(part=part, facts=RoleFacts("witness"), version=1, reason="She saw it.", by=by)
    assert roles_of(case) == ("witness", ["witness"])
    with pytest.raises(StaleRecord):
        correct_role(part=part, facts=RoleFacts("suspect"), version=1, reason="No.", by=by)
    add_role(involvement=first_person(case), facts=RoleFacts("suspect"), by=by)
    with pytest.raises(ValidationError, match="already"):
        correct_role(part=part, facts=RoleFacts("suspect"), version=2, reason="Twice.", by=by)
    correct_role(part=part, facts=None, is_retracted=True, version=2, reason="Heard of it only.", by=by)
    assert roles_of(case) == ("suspect", ["suspect"])
    enter(people.outsider)
    with pytest.raises(NotVisible):
        add_role(involvement=part.involvement, facts=RoleFacts("witness"), by=people.outsider)


def test_only_the_database_writes_what_it_repeats(people: People, case: Case) -> None:
    one = Involvement.objects.filter(case=case)
    for changes in ({"main_role": "witness"}, {"standing_roles": ["witness"]}):
        with pytest.raises(IntegrityError, match="rows of its own"), transaction.atomic():
            one.update(**changes)
    with pytest.raises(IntegrityError, match="has a role"), transaction.atomic():
        InvolvementPart.objects.create(
            involvement=one.get(), role="possible_victim", recorded_by=people.investigator, is_retracted=True,
            replaces=part_of(case, "possible_victim"), version=2,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="stands once"), transaction.atomic():
        InvolvementPart.objects.create(involvement=one.get(), role="possible_victim", recorded_by=people.investigator)


def test_labels_stay_when_roles_change(people: People, case: Case) -> None:
    caller = add_person(case=case, entry=PersonEntry(role="reporter"), by=people.investigator)
    add_role(involvement=caller, facts=RoleFacts("possible_victim"), by=people.investigator)
    add_role(involvement=first_person(case), facts=RoleFacts("reporter"), by=people.investigator)
    made = [add_person(case=case, entry=PersonEntry(role=r), by=people.investigator) for r in ("witness", "reporter")]
    labels = list(Involvement.objects.filter(case=case).values_list("label", flat=True))
    assert len(set(labels)) == len(labels) == 4
    assert [one.label for one in made] == ["Person 2", "Reporter 2"]
