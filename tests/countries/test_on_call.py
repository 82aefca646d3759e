"""Numbers on call: the unit's supervisor fills in what the country pack does not know, and everybody can ring it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from carisecure.access.errors import NotPermitted, NotVisible, StaleRecord
from carisecure.countries.dialling import dialled
from carisecure.countries.models import OnCallNumber
from carisecure.countries.on_call import OnCall, on_call
from carisecure.countries.operations import fill_in_number
from carisecure.countries.telephones import to_ring
from carisecure.interface import words
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.screening.made import referred_in

pytestmark = pytest.mark.django_db
PAGES = [
    ("investigator", "/my-work/"),
    ("supervisor", "/my-work/"),
    ("supervisor", "/unit/"),
    ("frontline", "/front-line/"),
]
AT_THE_DOOR = ["screening:first_screen", "screening:receipt_list", "screening:receipt"]
RUNG_ON = timezone.localdate() - dt.timedelta(days=10)


def form_of(code: str) -> str:
    return reverse("countries:fill_in_number", args=[code])


def send(client: Client, code: str, **values: Any) -> Any:
    sent = {"submission_key": uuid.uuid4(), "version": 0, "rung_on": f"{RUNG_ON}", **values}
    return client.post(form_of(code), sent)


def filled_in(people: People, code: str = "ambulance", **values: Any) -> OnCallNumber:
    enter(people.supervisor)
    said: dict[str, Any] = {"number": "811", "note": "day and night", "rung_on": RUNG_ON, "version": 0, **values}
    return fill_in_number(code=code, by=people.supervisor, **said)


def shown(people: People, code: str, viewer: str = "supervisor") -> OnCall:
    (found,) = on_call(getattr(people, viewer), code)
    return found


@pytest.mark.parametrize(
    ("written", "kept", "address"),
    [
        ("811", "811", "tel:811"), ("990", "990", "tel:990"), (" 868-620-1234 ", "868-620-1234", "tel:+1-868-620-1234"),
        ("620-1234", "620-1234", "tel:+1-868-620-1234"), ("800-4CTU", "800-4CTU", "tel:+1-868-800-4288"),
        ("(868) 620 1234", "(868) 620 1234", "tel:+1-868-620-1234"),
        ("+58 414 620 1234", "+58 414 620 1234", "tel:+58-414-6201234"),
        ("0414-620-1234", "+58 414-6201234", "tel:+58-414-6201234"),
    ],
)  # fmt: skip
def test_one_number_is_kept_so_that_it_can_be_tapped(written: str, kept: str, address: str) -> None:
    assert to_ring(written) == kept
    assert to_ring(kept) == kept
    assert dialled(kept) == address


@pytest.mark.parametrize(
    "written",
    ["ask the desk", "620-12", "12", "0", "620-1234 / 721-9876", "620-1234 (mother)", "620-1234 x5", "620-1234 #5",
     "868-620-1234 after 6 pm", "٨١١"],
)  # fmt: skip
def test_what_is_no_single_number_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        to_ring(written)


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_a_number_that_is_not_known_asks_somebody_who_can_act(
    people: People, client: Client, who: str, address: str
) -> None:
    client.force_login(getattr(people, who))
    text = client.get(address).text
    assert "duty_numbers" not in text
    assert "country pack" not in text
    may = who == "supervisor"
    assert (form_of("ambulance") in text) is may
    assert ("Not known yet. Ask the unit's supervisor." in text) is not may


@pytest.mark.parametrize("name", AT_THE_DOOR)
def test_the_front_line_is_sent_to_the_supervisor_on_its_other_pages_too(
    people: People, client: Client, name: str
) -> None:
    receipt = [referred_in(people, by=people.frontline).pk] if name == "screening:receipt" else []
    address = reverse(name, args=receipt)
    client.force_login(people.frontline)
    text = client.get(address).text
    assert "Not known yet. Ask the unit's supervisor." in text
    filled_in(people, "duty_officer", number="868-620-1234", note="all night")
    text = client.get(address).text
    assert "Not known yet" not in text
    assert 'href="tel:+1-868-620-1234">868-620-1234</a></strong> <span class="aside">(all night)</span>' in text
    assert "Sara Supervisor" not in text


def test_the_supervisor_fills_it_in_from_the_unit_page(people: People, client: Client) -> None:
    client.force_login(people.supervisor)
    assert f'href="{form_of("ambulance")}">Fill in<' in client.get("/unit/").text
    page = client.get(form_of("ambulance")).text
    assert "<h1>Ambulance</h1>" in page
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in page
    answer = send(client, "ambulance", number="811", note="day and night")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    row = OnCallNumber.objects.get()
    assert (row.number, row.note, row.rung_on, row.confirmed_by) == ("811", "day and night", RUNG_ON, people.supervisor)
    assert f'href="{form_of("ambulance")}">Change<' in client.get("/unit/").text


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_everybody_can_tap_it_and_sees_who_rang_it(people: People, client: Client, who: str, address: str) -> None:
    filled_in(people)
    client.force_login(getattr(people, who))
    text = client.get(address).text
    assert 'href="tel:811">811</a>' in text
    assert "day and night" in text
    day = f'<time datetime="{RUNG_ON}">{words.day(RUNG_ON)}</time>'
    teller = "Counter Trafficking Unit" if who == "frontline" else "Sara Supervisor"
    assert f"Confirmed by ringing it on {day}, {teller}" in text
    assert who != "frontline" or "Sara Supervisor" not in text


def test_a_report_about_danger_names_it(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    assert "tel:811" not in client.get("/reports/new/").text
    filled_in(people)
    text = client.get("/reports/new/").text
    assert 'href="tel:811">811</a></strong>' in text.split('id="danger-help"')[1]
    assert "day and night" in text


@pytest.mark.parametrize("who", ["investigator", "frontline", "caseworker", "prosecutor", "auditor", "administrator"])
def test_nobody_else_fills_it_in(people: People, client: Client, who: str) -> None:
    client.force_login(getattr(people, who))
    assert client.get(form_of("ambulance")).status_code == 403
    assert send(client, "ambulance", number="811").status_code == 403
    with pytest.raises(NotPermitted):
        fill_in_number(code="ambulance", number="811", rung_on=RUNG_ON, version=0, by=getattr(people, who))
    assert not OnCallNumber.objects.exists()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"number": "ask the desk"}, "No telephone number here"),
        ({"number": "620-12"}, "is not a telephone number"),
        ({"number": "620-1234 x5"}, "Write one number here and nothing else"),
        ({"number": "811", "rung_on": "2199-01-01"}, "This date is in the future."),
        (
            {"number": "811", "rung_on": f"{RUNG_ON - dt.timedelta(days=400)}"},
            "Check the year: this date is too long ago.",
        ),
        ({"number": "811", "rung_on": ""}, "This field is required."),
        ({"number": ""}, "This field is required."),
    ],
)
def test_a_wrong_number_stays_on_the_form(people: People, client: Client, values: dict[str, str], says: str) -> None:
    client.force_login(people.supervisor)
    answer = send(client, "ambulance", **values)
    assert answer.status_code == 422
    assert says in answer.text
    assert not OnCallNumber.objects.exists()


def test_a_number_that_the_pack_knows_is_confirmed_and_never_replaced(people: People, client: Client) -> None:
    client.force_login(people.supervisor)
    assert f'href="{form_of("police")}">Confirm<' in client.get("/unit/").text
    page = client.get(form_of("police")).text
    assert 'name="number"' not in page
    assert 'name="rung_on"' in page
    assert send(client, "police", number="811", note="never").status_code == 302
    assert OnCallNumber.objects.get().number == "999"
    now = shown(people, "police")
    assert (now.number, now.hours, now.rung_on, now.rung_by) == ("999", "24 hours", RUNG_ON, "Sara Supervisor")


def test_a_number_that_the_pack_learns_later_goes_first(people: People) -> None:
    """What was filled in before does not count as its confirmation."""
    row = filled_in(people, "police", number="")
    OnCallNumber.objects.filter(pk=row.pk).update(number="811", note="old")
    now = shown(people, "police")
    assert (now.number, now.hours, now.rung_on) == ("999", "24 hours", None)


def test_it_can_be_changed_and_taken_away(people: People) -> None:
    first = filled_in(people)
    second = filled_in(people, number="868-620-1234", note="8 to 4", version=first.version)
    assert shown(people, "ambulance").number == "868-620-1234"
    assert shown(people, "ambulance").hours == "8 to 4"
    filled_in(people, number="", version=second.version)
    gone = shown(people, "ambulance")
    assert (gone.number, gone.hours, gone.rung_on, gone.change_words) == ("", "", None, "Fill in")
    assert OnCallNumber.objects.count() == 1


def test_an_empty_number_is_no_first_one(people: People) -> None:
    with pytest.raises(ValidationError, match="Write the number"):
        filled_in(people, number=" ")


def test_two_supervisors_do_not_write_over_each_other(people: People, client: Client) -> None:
    filled_in(people)
    with pytest.raises(StaleRecord):
        filled_in(people, number="990", version=0)
    client.force_login(people.supervisor)
    answer = send(client, "ambulance", number="990")
    assert answer.status_code == 409
    assert OnCallNumber.objects.get().number == "811"


def test_a_code_that_the_pack_does_not_list_is_nowhere(people: People, client: Client) -> None:
    client.force_login(people.supervisor)
    assert client.get(form_of("coast_guard")).status_code == 404
    with pytest.raises(NotVisible):
        filled_in(people, "coast_guard")


def test_the_ledger_keeps_each_number_and_not_what_the_note_says(people: People) -> None:
    first = filled_in(people)
    filled_in(people, number="990", note="ask at the gate", version=first.version)
    made, changed = lines(table_name="countries_oncallnumber")
    assert made.new is not None
    assert changed.old is not None
    assert changed.new is not None
    assert (made.action, made.new["number"]) == ("insert", "811")
    assert (changed.action, changed.old["number"], changed.new["number"]) == ("update", "811", "990")
    assert "gate" not in str(changed.new)
    assert made.actor == people.supervisor.pk


def test_all_numbers_cost_one_query(people: People, client: Client) -> None:
    client.force_login(people.frontline)
    _first, without = queries_of(client, "/front-line/")
    for code in ("ambulance", "duty_officer", "police"):
        filled_in(people, code)
    _second, with_three = queries_of(client, "/front-line/")
    assert len(without) == len(with_three)
    assert sum("countries_oncallnumber" in one for one in with_three) == 1


def test_in_spanish(people: People, client: Client) -> None:
    filled_in(people)
    with translation.override("es"):  # and the test after this one reads its own language again
        client.force_login(people.frontline)
        spanish = {"accept-language": "es"}
        text = client.get("/front-line/", headers=spanish).text
        assert "Aún no se conoce. Pregunte al supervisor o supervisora de la unidad." in text
        day = f'<time datetime="{RUNG_ON}">{words.day(RUNG_ON)}</time>'
        assert f"Confirmado con una llamada el {day}, Counter Trafficking Unit" in text
        client.force_login(people.supervisor)
        assert ">Anotar<" in client.get("/unit/", headers=spanish).text
        page = client.get(form_of("ambulance"), headers=spanish).text
        assert "Confirmado con una llamada el" in page
        assert "<h1>Ambulancia</h1>" in page
        with pytest.raises(ValidationError, match="un solo número"):
            to_ring("620-1234 x5")
