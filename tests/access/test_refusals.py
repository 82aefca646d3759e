"""What no page of ours sent, and what cannot be read: refused with a page, and written down."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_what_no_page_of_ours_sent_is_a_line_of_the_log(people: People, method: str) -> None:
    case = make_case(people.investigator)
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.colleague)
    answer = getattr(client, method)(reverse("cases:take", args=[case.pk]), {})
    assert answer.status_code == 403
    assert "Nothing was changed." in answer.text
    (line,) = lines(action="refused.csrf")
    assert (line.actor, line.detail) == (people.colleague.pk, {"view": "cases:take", "asked": {"pk": str(case.pk)}})


def test_a_form_with_too_many_fields_gets_a_page_that_says_so(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    answer = client.post(reverse("cases:new_report"), {f"field-{n}": "x" for n in range(1200)})
    assert answer.status_code == 400
    assert "holds too many fields" in answer.text
    assert "CariSECURE" in answer.text
