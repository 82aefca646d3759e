"""Whoever leaves is out at the next request, with everything they held themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from carisecure.access.errors import NotPermitted
from carisecure.access.grants import grant
from carisecure.accounts import leaving
from carisecure.accounts.models import Desk, User
from cases.record.models import Case, CaseGrant
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system
from tests.signing_in import give_app


def test_everything_ends_at_the_next_request(people: People) -> None:
    case = make_case(people.investigator)
    with as_system():
        grant(on=case, to=people.colleague.personal_group, permissions=["view"], purpose="help", by=people.investigator)
    give_app(people.colleague)
    clients = [Client() for _one in range(2)]
    for client in clients:
        client.force_login(people.colleague)
        assert client.get("/cases/").status_code == 200
    enter(people.administrator)
    leaving.deactivate_user(user=people.colleague, by=people.administrator)
    assert [client.get("/cases/").status_code for client in clients] == [302, 302]
    assert not Authenticator.objects.filter(user=people.colleague).exists()
    with as_system():
        assert not CaseGrant.objects.filter(group_id=people.colleague.personal_group_id).exists()
        assert CaseGrant.objects.filter(group_id=people.colleague.agency.group_id).exists(), "the agency's stay"
        assert Case.objects.filter(pk=case.pk).exists()
    line = lines(action="person.deactivated")[-1]
    assert (line.actor, line.detail["sessions"], line.detail["grants"]) == (people.administrator.pk, 2, 1)


def test_the_list_of_endings_is_known() -> None:
    """A room that holds something of a person and is not here lets them keep it."""
    assert leaving.endings() == ["grants"]
    with pytest.raises(ValueError, match="two endings"):
        leaving.when_leaving("grants", lambda user: 0)


def test_one_ending_that_fails_stops_the_whole(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(user: User) -> int:
        raise ValidationError("no")

    monkeypatch.setitem(leaving._endings, "zz", fails)
    enter(people.administrator)
    with pytest.raises(ValidationError):
        leaving.deactivate_user(user=people.colleague, by=people.administrator)
    assert User.objects.get(pk=people.colleague.pk).is_active


def test_administrators_alone(people: People) -> None:
    for user in (people.supervisor, people.colleague, people.auditor):
        enter(user)
        with pytest.raises(NotPermitted):
            leaving.deactivate_user(user=people.investigator, by=user)


def test_ninety_days_unused(people: People) -> None:
    long_ago = timezone.now() - timedelta(days=91)
    with as_system():
        User.objects.filter(pk=people.colleague.pk).update(last_login=long_ago)
        User.objects.filter(pk=people.analyst.pk).update(added_at=long_ago)
        User.objects.filter(pk=people.investigator.pk).update(added_at=long_ago, last_login=timezone.now())
        User.objects.filter(pk=people.administrator.pk).update(added_at=long_ago)
    gone = {user.pk for user in leaving.deactivate_unused()}
    assert gone == {people.colleague.pk, people.analyst.pk}, "the last administrator stays"
    assert User.objects.get(pk=people.investigator.pk).is_active
    assert not Desk.objects.exists()
    assert lines(action="person.deactivated")[-1].detail["why"] == "unused"


def test_it_is_asked_each_night() -> None:
    from carisecure.jobs import schedule

    assert "accounts.deactivate_unused" in {kind for kind, _calendar in schedule._schedules}
