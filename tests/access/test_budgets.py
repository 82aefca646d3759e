"""What a page may ask of the database: a case 12 questions, a matter 10, a list 7, and no more for more rows.

The first two of each are the session with its person, and the groups.
"""

from __future__ import annotations

from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.keeping.models import ERASE
from cases.record.models import Case
from cases.two_people import operations as approvals
from prosecutions.record.models import Prosecution
from tests.cases.counting import queries_of
from tests.factories import first_person, make_case, make_report
from tests.people import People, enter
from tests.prosecutions.matters import charged
from tests.screening.made import begin, referred_in, referred_out, screened

CASE, MATTER, LIST = 12, 10, 7
# Two desks are many lists each: the desk in one question, what waits in two, reports, drafts, numbers on call.
BUDGETS = {
    "investigator": {"cases:my_work": 13, "cases:case_list": LIST, "cases:report_list": LIST,
                     "cases:reports_waiting": LIST, "screening:inbound_list": LIST},
    "supervisor": {"cases:unit": 15, "cases:access_review": LIST, "cases:unit_people": LIST},
    "caseworker": {"screening:my_clients": LIST, "screening:referral_list": LIST},
    "frontline": {"screening:receipt_list": LIST},
    "prosecutor": {"prosecutions:my_matters": LIST},
    "analyst": {"reports:run_list": LIST},
    "administrator": {"accounts:person_list": LIST, "accounts:agency_list": LIST},
}  # fmt: skip


def _more(people: People) -> None:
    """One more line of every list, and of every part of two pages."""
    case, by = make_case(people.investigator, title="Couva guest house"), people.investigator
    approvals.request(ERASE, first_person(case), "She asks for it.", by)
    screened(first_person(case), by)
    begin(first_person(make_case(by)), by)
    referred_out(case, people)
    referred_in(people)
    referred_in(people, by=people.frontline)
    make_report(by)
    charged(people)


def _asked(people: People, of: dict[str, dict[str, int]]) -> dict[str, list[str]]:
    found = {}
    for key, pages in of.items():
        client = Client()
        client.force_login(getattr(people, key))
        for name in pages:
            address = name if name.startswith("/") else reverse(name)
            with transaction.atomic():
                client.get(address)  # what a process reads once: the keys of texts
                response, found[f"{name} as {key}"] = queries_of(client, address)
                assert response.status_code == 200, name
                transaction.set_rollback(True)
    return found


def test_lists_keep_to_their_budget_however_many_rows(people: People) -> None:
    _more(people)
    enter(people.investigator)
    matter = Prosecution.objects.get()
    budgets = {key: dict(pages) for key, pages in BUDGETS.items()}
    budgets["supervisor"] |= {
        reverse("cases:case", args=[pk]): CASE for pk in Case.objects.values_list("pk", flat=True)
    }
    budgets["prosecutor"][reverse("prosecutions:matter", args=[matter.pk])] = MATTER
    few = _asked(people, budgets)
    for _again in range(2):
        _more(people)
    many = _asked(people, budgets)
    allowed = {f"{name} as {key}": most for key, pages in budgets.items() for name, most in pages.items()}
    assert {name: len(asked) for name, asked in many.items() if len(asked) > allowed[name]} == {}
    assert {n: many[n] for n in few if len(many[n]) > len(few[n])} == {}
