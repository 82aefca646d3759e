from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from carisecure.accounts.roles import Role
from carisecure.accounts.views.sign_in import CARDS
from tests.cases.ledger import lines
from tests.people import People
from tests.roles import as_system

PASSWORD = "nine green bottles"


@pytest.fixture
def known(people: People) -> People:
    with as_system():
        people.investigator.set_password(PASSWORD)
        people.investigator.save(update_fields=["password"])
    return people


def test_with_name_and_password(known: People, client: Client) -> None:
    response = client.post("/sign-in/", {"username": "investigator", "password": PASSWORD, "next": "/cases/"})
    assert (response.status_code, response["Location"]) == (302, "/cases/")
    assert client.get("/cases/").status_code == 200
    assert lines(action="sign_in")[-1].actor == known.investigator.pk


def test_a_wrong_password_is_refused_and_recorded(known: People, client: Client) -> None:
    response = client.post("/sign-in/", {"username": "investigator", "password": "wrong"})
    assert response.status_code == 422
    assert "do not fit together" in response.text
    assert 'value="investigator"' in response.text
    (line,) = lines(action="sign_in.refused")
    assert "investigator" not in str(line.detail)


def test_nobody_is_sent_to_another_house(known: People, client: Client) -> None:
    sent = {"username": "investigator", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/sign-in/", sent)["Location"] == "/"


@pytest.mark.parametrize("what", ["person", "agency"])
def test_switched_off_is_out_at_once(known: People, client: Client, what: str) -> None:
    client.force_login(known.investigator)
    target = known.investigator if what == "person" else known.investigator.agency
    with as_system():
        type(target).objects.filter(pk=target.pk).update(is_active=False)
    assert client.get("/cases/")["Location"].startswith("/sign-in/")
    refused = client.post("/sign-in/", {"username": "investigator", "password": PASSWORD})
    assert refused.status_code == 422


def test_leaving_takes_a_press(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/cases/").status_code == 200
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/cases/").status_code == 302
    assert lines(action="sign_out")[-1].object_id == str(people.investigator.pk)


def test_one_click_exists_in_the_demonstration_alone(people: People, client: Client) -> None:
    assert client.post("/sign-in/as/investigator/").status_code == 404
    assert "Choose who you are" not in client.get("/sign-in/").text


@pytest.mark.urls("tests.accounts.demo_urls")
class TestDemonstration:
    def test_six_cards(self, people: People, client: Client, settings: LazySettings) -> None:
        settings.DEMO = True
        text = client.get("/sign-in/").text
        assert text.count('action="/sign-in/as/') == 6
        assert "Choose who you are" in text

    @pytest.mark.parametrize("role", [card.role for card in CARDS])
    def test_one_click(self, people: People, client: Client, settings: LazySettings, role: str) -> None:
        settings.DEMO = True
        assert client.get(f"/sign-in/as/{role}/").status_code == 405
        assert client.post(f"/sign-in/as/{role}/")["Location"] == "/"
        assert client.session["_auth_user_id"] == str(people.of_role(role).pk)

    def test_no_other_role(self, people: People, client: Client, settings: LazySettings) -> None:
        settings.DEMO = True
        assert client.post(f"/sign-in/as/{Role.AUDITOR}/").status_code == 404

    def test_the_switch_alone_decides(self, people: People, client: Client, settings: LazySettings) -> None:
        settings.DEMO = False
        assert client.post("/sign-in/as/investigator/").status_code == 404
