"""A matter shows labels until somebody with the right presses for the names, once a visit, with a line in the log."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from carisecure.access.grants import end_grant
from carisecure.accounts import fresh
from carisecure.accounts.models import Desk
from carisecure.accounts.sessions import stored_key
from cases.course.operations import take_case
from cases.people.operations import PersonEntry
from cases.record.models import Case, Involvement
from prosecutions.accused.models import Accused
from prosecutions.accused.operations import add_accused
from prosecutions.file import pdf
from prosecutions.file.models import FileSubmission
from prosecutions.file.operations import submit_file
from prosecutions.file.sheets import sheets_of
from prosecutions.matter import views
from prosecutions.matter.operations import assign_matter
from prosecutions.record.models import Prosecution
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system

ROSA = PersonEntry(name="Rosa Demo")
NAMES = ("Rosa Demo", "Rex Demo")


@pytest.fixture
def sent(people: People) -> FileSubmission:
    """A file with one named person, sent by its lead officer; one accused is known by name; nobody has the matter."""
    return file_with(people, ROSA)


def file_with(people: People, *persons: PersonEntry) -> FileSubmission:
    enter(people.investigator)
    case = make_case(people.investigator, people=persons)
    take_case(case=case, by=people.investigator)
    case.refresh_from_db()
    items = [sheet.key for sheet in sheets_of(case, by=people.investigator)]
    made = submit_file(case=case, items=items, note="", by=people.investigator)
    enter(people.prosecutor)
    prosecution = Prosecution.objects.get(pk=made.prosecution_id)
    add_accused(prosecution=prosecution, label="", name="Rex Demo", by=people.prosecutor)
    found: FileSubmission = FileSubmission.objects.select_related("prosecution").get(pk=made.pk)
    return found


def assigned(sent: FileSubmission, people: People) -> FileSubmission:
    enter(people.prosecutor)
    assign_matter(prosecution=sent.prosecution, to=people.prosecutor, by=people.prosecutor)
    return sent


def url(name: str, sent: FileSubmission) -> str:
    pk = sent.pk if name.startswith("submission") else sent.prosecution_id
    return reverse(f"prosecutions:{name}", args=[pk])


def press(client: Client, sent: FileSubmission, name: str = "matter_names", **data: str) -> Any:
    return client.post(url(name, sent), data, follow=True)


def shown(client: Client, sent: FileSubmission) -> set[str]:
    pages = client.get(url("matter", sent)).text + client.get(url("submission", sent)).text
    return {name for name in NAMES if name in pages}


@pytest.mark.parametrize("key", ["prosecutor", "investigator"])
def test_nobody_sees_a_name_by_opening_a_page(people: People, sent: FileSubmission, client: Client, key: str) -> None:
    assigned(sent, people)
    client.force_login(getattr(people, key))
    assert shown(client, sent) == set()
    assert lines(action="read.identity") == []


@pytest.mark.parametrize("press_on", ["matter_names", "submission_names"])
@pytest.mark.parametrize("key", ["prosecutor", "investigator"])
def test_one_press_a_visit_on_my_own_matter(
    people: People, sent: FileSubmission, client: Client, key: str, press_on: str
) -> None:
    """It is the own one of the prosecutor who has it, and in the unit of who leads the case."""
    assigned(sent, people)
    client.force_login(getattr(people, key))
    answer = press(client, sent, press_on)
    assert "Hide names" in answer.text
    assert shown(client, sent) == set(NAMES)
    assert shown(client, sent) == set(NAMES)
    (line,) = lines(action="read.identity")
    with as_system():
        filed, accused = Involvement.objects.get(), Accused.objects.get()
    assert line.object_id == str(sent.prosecution_id)
    assert line.detail == {"people": sorted([str(filed.pk), str(accused.pk)])}
    assert [one.detail.get("names") for one in lines(action="read", object_id=str(sent.prosecution_id))][-2:] == [
        True,
        True,
    ]


def test_hide_names_hides_them_on_both_pages(people: People, sent: FileSubmission, client: Client) -> None:
    client.force_login(people.prosecutor)
    assigned(sent, people)
    press(client, sent)
    press(client, sent, "submission_names", hide="1")
    assert shown(client, sent) == set()


def test_a_desk_that_was_locked_comes_back_hidden(people: People, sent: FileSubmission, client: Client) -> None:
    client.force_login(people.prosecutor)
    assigned(sent, people)
    press(client, sent)
    store = client.session
    store.cycle_key()  # what unlocking does
    client.cookies[settings.SESSION_COOKIE_NAME] = str(store.session_key)
    Desk.objects.update(session_key=stored_key(str(store.session_key)))
    assert client.get(url("matter", sent)).status_code == 200
    assert shown(client, sent) == set()


@pytest.mark.parametrize("key", ["prosecutor", "colleague"])
def test_elsewhere_a_reason_is_asked_for(people: People, sent: FileSubmission, client: Client, key: str) -> None:
    client.force_login(getattr(people, key))
    assert "This is not your matter" in client.get(url("matter", sent)).text
    assert "Choose why you need the names." in press(client, sent).text
    press(client, sent, reason="because")
    assert shown(client, sent) == set()
    press(client, sent, reason="court")
    assert shown(client, sent) == set(NAMES)
    (line,) = lines(action="read.identity")
    assert line.detail["reason"] == "court"
    assert len(lines(action="refused.invalid")) == 2


def test_the_sixth_person_of_an_hour_needs_a_fresh_factor(
    people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = file_with(people, *(PersonEntry(name=f"Rosa Demo {n}") for n in range(4)))  # and one accused
    second = file_with(people, ROSA)
    client.force_login(people.prosecutor)
    press(client, first, reason="court")
    assert shown(client, first) == set(NAMES)
    refused = press(client, second, reason="court")
    assert refused.redirect_chain[-1][0].startswith(reverse("confirm"))
    assert shown(client, second) == set()
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    press(client, second, reason="court")
    assert shown(client, second) == set(NAMES)


def test_whoever_lost_the_right_during_the_visit_sees_nothing(
    people: People, sent: FileSubmission, client: Client
) -> None:
    client.force_login(people.prosecutor)
    assigned(sent, people)
    press(client, sent)
    with as_system():
        end_grant(on=sent.prosecution, to=people.prosecutor.agency.group, permissions=["see_identity"])
    assert shown(client, sent) == set()
    assert "Accused 1" in client.get(url("matter", sent)).text
    assert press(client, sent).status_code == 403


def test_the_list_as_a_document_names_nobody_even_while_names_are_shown(
    people: People, sent: FileSubmission, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People stand in it by their labels: no name is read for it, so none leaves with it."""
    client.force_login(people.prosecutor)
    assigned(sent, people)
    press(client, sent)
    given: list[Any] = []

    def listed(*args: Any, **kwargs: Any) -> bytes:
        given.append(args[1])
        return pdf.file_list_pdf(*args, **kwargs)

    monkeypatch.setattr(views, "file_list_pdf", listed)
    assert client.get(url("submission_pdf", sent)).status_code == 200
    assert given[0]
    assert not any(hasattr(item, "filed_names") for item in given[0])
    assert not any("Rosa" in item.title for item in given[0])


def test_a_link_never_shows_a_name(people: People, sent: FileSubmission, client: Client) -> None:
    client.force_login(people.prosecutor)
    for name in ("matter_names", "submission_names"):
        assert client.get(url(name, sent)).status_code == 405


@pytest.mark.parametrize("key", ["outsider", "caseworker", "analyst", "administrator"])
def test_nobody_else(people: People, sent: FileSubmission, client: Client, key: str) -> None:
    client.force_login(getattr(people, key))
    for name in ("matter_names", "submission_names"):
        assert press(client, sent, name, reason="court").status_code == 404
    assert lines(action="read.identity") == []


def test_the_case_stays_closed_to_the_prosecutor_who_shows_names(
    people: People, sent: FileSubmission, client: Client
) -> None:
    with as_system():
        case = Case.objects.get()
    client.force_login(people.prosecutor)
    assigned(sent, people)
    press(client, sent)
    pages = client.get(url("matter", sent)).text + client.get(url("submission", sent)).text
    assert str(case.pk) not in pages
    assert case.reference not in pages
