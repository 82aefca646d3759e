from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from carisecure.accounts.cards import CARDS
from carisecure.accounts.models import Desk
from carisecure.accounts.roles import Role
from tests.cases.ledger import lines
from tests.people import People
from tests.roles import as_system
from tests.signing_in import PASSWORD, code, give_app, give_password, sign_in, wrong_code


@pytest.fixture
def known(people: People) -> People:
    give_password(people.investigator)
    give_app(people.investigator)
    return people


def test_with_name_password_and_code(known: People, client: Client) -> None:
    response = client.post("/sign-in/", {"username": "investigator", "password": PASSWORD, "next": "/cases/"})
    assert (response.status_code, response["Location"]) == (302, "/sign-in/factor/")
    assert client.get("/cases/").status_code == 302
    response = client.post("/sign-in/factor/", {"code": code()})
    assert response["Location"] == "/security/recovery-codes/"
    codes = client.get("/security/recovery-codes/").text
    assert codes.count("<li>") >= 10
    assert client.get("/cases/").status_code == 200
    line = lines(action="sign_in")[-1]
    assert (line.actor, line.detail) == (known.investigator.pk, {"factor": "totp"})


def test_then_back_to_what_was_asked(known: People, client: Client) -> None:
    sign_in(client, known.investigator)
    client.get("/security/recovery-codes/")
    client.post("/sign-out/")
    assert sign_in(client, known.investigator, going_to="/cases/", steps=1)["Location"] == "/cases/"


def test_a_wrong_password_is_refused_and_recorded(known: People, client: Client) -> None:
    response = client.post("/sign-in/", {"username": "investigator", "password": "wrong"})
    assert response.status_code == 422
    assert "Wrong user name" in response.text
    assert 'value="investigator"' in response.text
    (line,) = lines(action="sign_in.refused")
    assert "investigator" not in str(line.detail)
    assert len(line.detail["name"]) == 40


def test_a_wrong_code_is_refused_and_recorded(known: People, client: Client) -> None:
    client.post("/sign-in/", {"username": "investigator", "password": PASSWORD})
    assert client.post("/sign-in/factor/", {"code": wrong_code()}).status_code == 422
    assert client.get("/cases/").status_code == 302
    assert lines(action="factor.refused")[-1].object_id == str(known.investigator.pk)


def test_a_recovery_code_works_once(known: People, client: Client) -> None:
    from carisecure.accounts.factors import recovery_codes

    one = recovery_codes(known.investigator)[0]
    client.post("/sign-in/", {"username": "investigator", "password": PASSWORD})
    assert client.post("/sign-in/factor/", {"code": one}).status_code == 302
    assert client.get("/cases/").status_code == 200
    client.post("/sign-out/")
    client.post("/sign-in/", {"username": "investigator", "password": PASSWORD})
    assert client.post("/sign-in/factor/", {"code": one}).status_code == 422


@pytest.mark.parametrize(
    "away", ["https://elsewhere.example/", "//evil.example/x", "/\\evil.example", "http://testserver//evil.example/x"]
)
def test_nobody_is_sent_to_another_house(known: People, client: Client, away: str) -> None:
    sign_in(client, known.investigator)
    client.get("/security/recovery-codes/")
    client.post("/sign-out/")
    assert sign_in(client, known.investigator, going_to=away, steps=1)["Location"] == "/"


@pytest.mark.parametrize("what", ["person", "agency"])
def test_switched_off_is_out_at_once(known: People, client: Client, what: str) -> None:
    client.force_login(known.investigator)
    target = known.investigator if what == "person" else known.investigator.agency
    with as_system():
        type(target).objects.filter(pk=target.pk).update(is_active=False)
    assert client.get("/cases/")["Location"].startswith("/sign-in/")
    refused = client.post("/sign-in/", {"username": "investigator", "password": PASSWORD})
    assert refused.status_code == 422


def test_switched_off_between_password_and_code(known: People, client: Client) -> None:
    client.post("/sign-in/", {"username": "investigator", "password": PASSWORD})
    with as_system():
        type(known.investigator).objects.filter(pk=known.investigator.pk).update(is_active=False)
    assert client.post("/sign-in/factor/", {"code": code()})["Location"] == "/sign-in/"
    assert not Desk.objects.exists()


def test_a_django_session_alone_is_nobodys(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    Desk.objects.all().delete()
    assert client.get("/cases/").status_code == 302


def test_leaving_takes_a_press(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/cases/").status_code == 200
    response = client.post("/sign-out/")
    assert response["Location"] == "/sign-in/"
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/cases/").status_code == 302
    assert lines(action="sign_out")[-1].object_id == str(people.investigator.pk)


def test_one_click_exists_in_the_demonstration_alone(people: People, client: Client) -> None:
    assert client.post("/sign-in/as/investigator/").status_code == 404
    assert "Choose who you are" not in client.get("/sign-in/").text


@pytest.mark.urls("tests.accounts.demo_urls")
class TestDemonstration:
    def test_a_card_for_each_role_and_two_more(self, people: People, client: Client, settings: LazySettings) -> None:
        settings.DEMO = True
        text = client.get("/sign-in/").text
        assert text.count('action="/sign-in/as/') == len(Role) + 2
        for card in CARDS:
            assert f"Sign in as {card.name}<" in text
        assert "Choose who you are" in text

    @pytest.mark.parametrize("role", [card.key for card in CARDS if not card.place])
    def test_one_click(self, people: People, client: Client, settings: LazySettings, role: str) -> None:
        settings.DEMO = True
        assert client.get(f"/sign-in/as/{role}/").status_code == 405
        assert client.post(f"/sign-in/as/{role}/")["Location"] == "/"
        assert client.session["_auth_user_id"] == str(people.of_role(role).pk)
        assert client.get("/security/").status_code == 200

    def test_it_counts_in_the_demonstration_alone(self, people: People, client: Client, settings: LazySettings) -> None:
        settings.DEMO = True
        client.post("/sign-in/as/investigator/")
        assert client.get("/cases/").status_code == 200
        settings.DEMO = False
        assert client.get("/cases/").status_code == 302

    def test_no_other_role(self, people: People, client: Client, settings: LazySettings) -> None:
        settings.DEMO = True
        assert client.post("/sign-in/as/minister/").status_code == 404
        assert client.post("/sign-in/as/second-auditor/").status_code == 404

    def test_somebody_switched_off_is_said(self, people: People, client: Client, settings: LazySettings) -> None:
        settings.DEMO = True
        with as_system():
            type(people.analyst).objects.filter(role=Role.ANALYST).update(is_active=False)
        page = client.post("/sign-in/as/analyst/", follow=True)
        assert "An administrator can switch them on again" in page.text
        assert "Choose who you are" in page.text

    def test_the_switch_alone_decides(self, people: People, client: Client, settings: LazySettings) -> None:
        settings.DEMO = False
        assert client.post("/sign-in/as/investigator/").status_code == 404
