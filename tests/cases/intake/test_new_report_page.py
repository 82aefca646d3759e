from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from cases.intake.models import IntakeReport, TriageDecision
from cases.record.models import Case, CaseStageEvent, Involvement
from tests.people import People, enter
from tests.roles import as_system

ADDRESS = "/reports/new/"


def body(**changes: str) -> dict[str, str]:
    return {
        "submission_key": str(uuid.uuid4()),
        "danger_now": "no",
        "narrative": "Ten past two: she came to the door.",
        "channel": "hotline",
        "from_whom": "will_not_say",
        "region": "CHA",
        "people-TOTAL_FORMS": "1",
        "people-INITIAL_FORMS": "0",
        "people-0-role": "possible_victim",
        "people-0-age_from": "20",
        "people-0-age_to": "25",
        "people-0-language": "es",
        **changes,
    }


def test_the_page_asks_for_danger_first_and_says_whom_to_call(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    text = client.get(ADDRESS).text
    assert text.index("Is anyone in danger now?") < text.index("What came in")
    assert "800-4CTU" in text
    assert "An official is involved" in text
    assert 'data-draft="new-report"' in text


def test_a_report_ends_on_its_case(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    response = client.post(ADDRESS, body(), follow=True)
    enter(people.investigator)
    case = Case.objects.get()
    assert response.redirect_chain == [(reverse("cases:case", args=[case.pk]), 302)]
    assert "Case " + case.reference in response.text
    person = Involvement.objects.get()
    assert (person.label, person.person.age_from, person.person.languages) == ("Person 1", 20, ["es"])


def test_a_double_click_makes_one_case(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    sent = body()
    first, second = client.post(ADDRESS, sent), client.post(ADDRESS, sent)
    assert first["Location"] == second["Location"]
    enter(people.investigator)
    assert Case.objects.count() == IntakeReport.objects.count() == 1


def test_errors_keep_what_was_typed(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    response = client.post(ADDRESS, body(channel="", danger_now="", **{"people-0-age_to": "19"}))
    assert response.status_code == 422
    assert "Ten past two: she came to the door." in response.text
    assert "The highest age is below the lowest." in response.text
    assert response.text.count("is-invalid") >= 2
    enter(people.investigator)
    assert not Case.objects.exists()


def test_a_name_needs_the_choice_that_one_was_given(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    response = client.post(ADDRESS, body(reporter_name="Nora Neighbour"))
    assert response.status_code == 422
    assert "Gave a name" in response.text
    assert client.post(ADDRESS, body(reporter_name="Nora Neighbour", from_whom="named")).status_code == 302


def test_the_telephone_and_when_to_call_are_two_fields(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    named = {"from_whom": "named", "reporter_phone": "620-1234 (work)", "reporter_safe_to_call": "after 6 pm"}
    for wrong, said in (
        ({"reporter_phone": "after 6 pm"}, "No telephone number here"),
        ({"reporter_phone": ""}, "Which number?"),
        ({"from_whom": "not_known"}, "Gave a name"),
    ):
        response = client.post(ADDRESS, body(**named | wrong))
        assert response.status_code == 422
        assert said in response.text
    assert client.post(ADDRESS, body(**named)).status_code == 302
    enter(people.investigator)
    reporter = Involvement.objects.get(main_role="reporter")
    (known,) = reporter.person.identities.all()
    assert (known.value, known.safe_to_call) == ("620-1234 (work)", "after 6 pm")


def test_a_blank_row_is_nobody(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    blank = {f"people-0-{name}": "" for name in ("role", "age_from", "age_to", "language")}
    assert client.post(ADDRESS, body(**blank)).status_code == 302
    enter(people.investigator)
    assert not Involvement.objects.exists()


def test_an_official_seals_it_and_the_maker_is_asked_who_works_on_it(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    address = client.post(ADDRESS, body(is_official_involved="on"))["Location"]
    text = client.get(address).text
    assert "Name who works on it with you." in text
    assert "Give somebody access" in text
    for person in (people.colleague, people.supervisor):
        client.force_login(person)
        assert client.get(address).status_code == 404


def test_a_draft_is_put_back_and_gone_after_sending(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    sent: dict[str, Any] = body()
    client.post(reverse("interface:draft", args=["new-report"]), sent)
    assert "Ten past two: she came to the door." in client.get(ADDRESS).text
    assert "New report" in client.get("/my-work/").text.split('id="drafts"')[1]
    client.post(ADDRESS, sent)
    assert "Ten past two" not in client.get(ADDRESS).text


def test_others_log_nothing(people: People, client: Client) -> None:
    for key in ("frontline", "caseworker", "prosecutor", "analyst", "auditor", "administrator"):
        client.force_login(getattr(people, key))
        assert client.get(ADDRESS).status_code == 403
        assert client.post(ADDRESS, body()).status_code == 403


def test_who_reported_is_not_known_until_somebody_is_asked(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    form = client.get(ADDRESS).context["form"]
    assert form["from_whom"].value() == "not_known"
    client.post(ADDRESS, body(from_whom="not_known"))
    with as_system():
        assert IntakeReport.objects.get().get_from_whom_display() == "Not known yet"


def test_too_many_people_or_a_torn_form_are_said_in_our_words(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    many = {f"people-{n}-name": f"Name {n}" for n in range(31)}
    text = client.post(ADDRESS, body(**{"people-TOTAL_FORMS": "31", **many})).text
    assert "At most 30 at once." in text
    assert "Ten past two: she came to the door." in text
    torn = {name: value for name, value in body().items() if not name.startswith("people-TOTAL")}
    text = client.post(ADDRESS, torn).text
    assert "Part of the form did not arrive." in text
    assert "ManagementForm" not in text


def test_the_page_is_light_for_whoever_opens_it(people: People, client: Client) -> None:
    """At most 30 kB of HTML: on a radio link each second page of it is a second of somebody's danger."""
    opened = {}
    for name, user in people.items():
        client.force_login(user)
        response = client.get(ADDRESS)
        if response.status_code == 200:
            opened[name] = len(response.content)
    assert set(opened) == {"investigator", "colleague", "supervisor", "outsider"}
    assert max(opened.values()) <= 30_000, opened


def test_languages_and_countries_are_typed_by_name(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    text = client.get(ADDRESS).text
    assert '<option value="Spanish"><option value="English">' in text
    assert '<option value="Venezuela">' in text
    assert "Zimbabwe" not in text
    client.post(ADDRESS, body(**{"people-0-language": "haitian creole", "people-0-citizenship": "Haití"}))
    enter(people.investigator)
    person = Involvement.objects.get().person
    assert (person.languages, person.citizenships) == (["ht"], ["HT"])


def test_a_language_that_is_none_is_refused_by_name(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    response = client.post(ADDRESS, body(**{"people-0-language": "Volapük", "people-0-citizenship": "Atlantis"}))
    assert response.status_code == 422
    assert "“Volapük” is not a language on the list." in response.text
    assert "“Atlantis” is not a country on the list." in response.text
    assert 'href="#id_people-0-language"' in response.text
    assert 'value="Volapük"' in response.text
    enter(people.investigator)
    assert Case.objects.count() == 0


def test_a_case_from_paper_was_opened_on_a_day_gone_by(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    old = body(received="03/02/2024", opened_on="Feb 2024", title="Couva guest house")
    for wrong, said in (
        ({"opened_on": "31/11/2015"}, "This date does not exist."),
        ({"opened_on": "01/01/2199"}, "This date is in the future."),
        ({"opened_on": "2023"}, "This is before the report was received."),
        ({"opened_on": "Feb 2024", "later": "1"}, "No case is opened yet."),
    ):
        response = client.post(ADDRESS, old | wrong)
        assert response.status_code == 422, wrong
        assert said in response.text
        assert 'id="id_opened_on_error"' in response.text
        assert f'value="{wrong["opened_on"]}"' in response.text
    enter(people.investigator)
    assert not IntakeReport.objects.exists()
    assert not Case.objects.exists()
    assert client.post(ADDRESS, old).status_code == 302
    enter(people.investigator)
    case = Case.objects.get()
    opening = CaseStageEvent.objects.get(case=case)
    assert (opening.position, opening.stage, opening.precision) == (1, "reported", "month")
    assert opening.happened_on == case.opened_on == dt.date(2024, 2, 1)
    assert case.opened_precision == "month"
    decision = TriageDecision.objects.get()
    assert (decision.happened_on, decision.precision) == (dt.date(2024, 2, 1), "month")
