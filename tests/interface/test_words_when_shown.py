"""What one session writes in English, another reads in Spanish: approvals, grants, jobs, labels, lines of the log.

Packets, frozen sheets and entries of the diary have their own tests, because their wording is kept as well.
"""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from carisecure.access.two_people.kinds import kind_of
from carisecure.audit import words
from carisecure.jobs import kinds
from carisecure.jobs.operations import enqueue
from cases.insiders.access_review import WHY
from cases.keeping.models import ERASE
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from tests.factories import first_person, make_case
from tests.people import People


def _both(text: object) -> tuple[str, str]:
    found = []
    for language in ("en", "es"):
        with translation.override(language):
            found.append(str(text))
    return found[0], found[1]


def _read(people: People, key: str, address: str, language: str) -> str:
    client = Client()
    client.force_login(getattr(people, key))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return strip_tags(client.get(address).text)


def test_each_kind_is_worded_for_its_reader(people: People) -> None:
    with translation.override("en"):
        case = make_case(people.investigator)
        asked = approvals.request(ERASE, first_person(case), "Ella lo pide.", people.investigator)
        enqueue("reports.figures", params={"run": str(case.pk)}, by=people.investigator)
    pages = {
        ("investigator", reverse("cases:case", args=[case.pk])): ("Person 1", "Persona 1"),
        ("supervisor", reverse("cases:approval", args=[asked.pk])): _both(kind_of(Approval, ERASE).words),
        ("investigator", reverse("jobs:mine")): _both(kinds.kind("reports.figures").title),
        ("auditor", reverse("audit:access_log")): _both(words.ACTIONS["insert"]),
    }
    purposes = [_both(text) for text in WHY.values()]
    assert [one for one in purposes if one[0] == one[1]] == []
    for (who, address), (english, spanish) in pages.items():
        assert english != spanish, address
        assert english in _read(people, who, address, "en"), address
        read = _read(people, who, address, "es")
        assert spanish in read, address
        assert english not in read.replace(spanish, ""), address
