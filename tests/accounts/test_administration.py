from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.access.delegation import private_group
from carisecure.accounts.models import Agency, User
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People

PERSON = {"full_name": "Nina New", "username": "nina", "role": "investigator", "password": "a long first password"}


def key() -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4())}


def test_somebody_is_added_and_waits_to_be_let_in(people: People, client: Client) -> None:
    client.force_login(people.administrator)
    sent = {**key(), **PERSON, "agency": str(people.investigator.agency_id)}
    assert client.post(reverse("accounts:add_person"), sent)["Location"] == reverse("accounts:person_list")
    made = User.objects.get(username="nina")
    assert made.check_password("a long first password")
    assert (made.is_active, made.added_by) == (False, people.administrator)
    own = {made.personal_group_id, made.agency.group_id, private_group(made)}
    assert set(made.groups.values_list("pk", flat=True)) == own
    assert "Nina New" in client.get(reverse("accounts:person_list")).text
    assert any(line.object_id == str(made.pk) for line in lines(table_name="accounts_user", action="insert"))


def test_a_role_of_another_kind_of_agency_is_refused(people: People, client: Client) -> None:
    client.force_login(people.administrator)
    sent = {**key(), **PERSON, "agency": str(people.caseworker.agency_id)}
    response = client.post(reverse("accounts:add_person"), sent)
    assert response.status_code == 422
    assert "does not fit that kind of agency" in response.text
    assert 'value="nina"' in response.text
    assert "a long first password" not in response.text


def test_a_short_password_and_a_taken_name_are_refused(people: People, client: Client) -> None:
    client.force_login(people.administrator)
    sent = {**key(), **PERSON, "agency": str(people.investigator.agency_id)}
    assert client.post(reverse("accounts:add_person"), {**sent, "password": "short"}).status_code == 422
    taken = client.post(reverse("accounts:add_person"), {**sent, **key(), "username": "INVESTIGATOR"})
    assert "taken" in taken.text


@pytest.mark.parametrize("password", ["eyesweak eyesweak eyesweak", "Gwendolen Gwendolen 1", "Unit Counter Gwendolen"])
def test_a_first_password_of_their_own_names_is_refused(people: People, client: Client, password: str) -> None:
    client.force_login(people.administrator)
    who = {"username": "eyesweak", "full_name": "Gwendolen New", "role": "investigator", "password": password}
    sent = {**key(), **who, "agency": str(people.investigator.agency_id)}
    answer = client.post(reverse("accounts:add_person"), sent)
    assert answer.status_code == 422
    assert "Too easy to guess" in answer.text or "too similar" in answer.text
    assert password not in answer.text
    assert not User.objects.filter(username="eyesweak").exists()


def test_the_telephone_of_a_desk_is_changed_and_taken_away(people: People, client: Client) -> None:
    client.force_login(people.administrator)
    agency = people.caseworker.agency
    address = reverse("accounts:agency_phone", args=[agency.pk])
    for phone in ("868-555-0101", ""):
        assert client.post(address, {**key(), "phone": phone}).status_code == 302
        assert Agency.objects.get(pk=agency.pk).phone == phone
    assert address in client.get(reverse("accounts:agency_list")).text
    client.force_login(people.supervisor)
    assert client.post(address, {**key(), "phone": "868-555-0199"}).status_code in (403, 404)
    assert Agency.objects.get(pk=agency.pk).phone == ""


def test_an_agency_is_added_and_switched(people: People, client: Client) -> None:
    client.force_login(people.administrator)
    sent = {**key(), "name": "New House", "code": "new_house", "kind": "ngo", "phone": ""}
    assert client.post(reverse("accounts:add_agency"), sent).status_code == 302
    agency = Agency.objects.get(code="new_house")
    assert client.post(reverse("accounts:add_agency"), {**sent, **key()}).status_code == 422
    switch = reverse("accounts:switch_agency", args=[agency.pk])
    assert "Switch off New House" in client.get(switch).text
    assert client.post(switch, key()).status_code == 302
    assert not Agency.objects.get(pk=agency.pk).is_active
    assert client.post(switch, {**key(), "active": "true"}).status_code == 302
    assert Agency.objects.get(pk=agency.pk).is_active


def test_switching_off_signs_out(people: People, client: Client) -> None:
    theirs = Client()
    theirs.force_login(people.colleague)
    client.force_login(people.administrator)
    client.post(reverse("accounts:switch_person", args=[people.colleague.pk]), key())
    assert theirs.get("/cases/").status_code == 302


def test_nobody_switches_themselves_off(people: People, client: Client) -> None:
    client.force_login(people.administrator)
    for name, target in (("switch_person", people.administrator), ("switch_agency", people.administrator.agency)):
        assert client.post(reverse(f"accounts:{name}", args=[target.pk]), key()).status_code == 422


def test_nobody_else_manages(people: People, client: Client) -> None:
    for user in people:
        if user == people.administrator:
            continue
        client.force_login(user)
        for name in ("person_list", "agency_list", "add_person", "add_agency"):
            assert client.get(reverse(f"accounts:{name}")).status_code == 403
        assert client.get(reverse("accounts:switch_person", args=[people.colleague.pk])).status_code == 404


def test_the_administrator_opens_no_case(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    person = first_person(case)
    client.force_login(people.administrator)
    for name, target in (("case", case), ("case_summary", case), ("add_note", case), ("person", person)):
        assert client.get(reverse(f"cases:{name}", args=[target.pk])).status_code == 404
    assert client.get("/cases/").status_code == 403


def test_the_list_costs_the_same_for_more_people(people: People, client: Client) -> None:
    client.force_login(people.administrator)
    _response, few = queries_of(client, reverse("accounts:person_list"))
    for n in range(10):
        sent = {**key(), **PERSON, "username": f"nina{n}", "agency": str(people.investigator.agency_id)}
        client.post(reverse("accounts:add_person"), sent)
    _response, many = queries_of(client, reverse("accounts:person_list"))
    assert len(few) == len(many)
