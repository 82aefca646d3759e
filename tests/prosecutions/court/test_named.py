"""A hearing names whose it is, before whom, and in which court."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from carisecure.access.errors import TransitionRefused
from prosecutions.accused.operations import add_accused
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, lay_charge
from prosecutions.court.corrections import correct_hearing
from prosecutions.court.models import Hearing, HearingAccused
from prosecutions.court.operations import adjourn_hearing, record_hearing, schedule_hearing
from prosecutions.court.queries import with_accused
from prosecutions.court.whose import accused_of
from prosecutions.court_path.courts import court_name, courts
from prosecutions.record.correcting import Correction
from tests.cases.ledger import lines
from tests.people import People
from tests.prosecutions.matters import CHARGE, charged, matter

SAT = date(2025, 7, 1)
LATER = date(2025, 8, 1)


def two_accused(people: People) -> tuple[Charge, Charge]:
    """Accused 1 was charged on 1 June 2025, Accused 2 on 1 August."""
    first = charged(people)
    second = add_accused(prosecution=first.prosecution, label="", name="", by=people.prosecutor)
    return first, lay_charge(
        accused=second, facts=ChargeFacts(**{**CHARGE, "laid_on": LATER}), by=people.prosecutor
    )  # fmt: skip


def listed(people: People, charge: Charge, **facts: Any) -> Hearing:
    given = {"on": SAT, "at": time(9, 30), "court_code": "high_pos", "purpose": "initial", **facts}
    return schedule_hearing(prosecution=charge.prosecution, by=people.prosecutor, **given)


def test_it_stays_whose_it_is_until_that_is_corrected(people: People) -> None:
    one, two = two_accused(people)
    hearing = listed(people, one, accused=[one.accused], judicial_officer="Master CANARY-JUDGE")
    told = [(line.old, line.new) for line in lines(table_name="prosecutions_hearing")]
    assert "CANARY-JUDGE" not in str(told)
    adjourned = adjourn_hearing(
        hearing=hearing, because="no_time", asked_by="court", result="", to=LATER, by=people.prosecutor
    )
    following = adjourned.adjourned_to
    assert following is not None
    assert accused_of(adjourned) == accused_of(following) == [one.accused]
    assert (following.court_code, following.judicial_officer) == ("high_pos", "Master CANARY-JUDGE")
    put = Correction(following.version, "Both were before the court.")
    both = correct_hearing(hearing=following, correction=put, accused=[one.accused, two.accused], by=people.prosecutor)
    assert accused_of(both) == [one.accused, two.accused]
    assert accused_of(following) == [one.accused], "what was struck out stays"
    with pytest.raises(ValidationError, match="Nothing was changed"):
        correct_hearing(hearing=both, correction=Correction(both.version, "?"), by=people.prosecutor)
    held = record_hearing(hearing=both, state="held", result="", by=people.prosecutor)
    assert accused_of(held) == [one.accused, two.accused]
    with translation.override("es"):
        assert with_accused(Hearing.objects.filter(pk=held.pk)).get().whose == "Acusado/a 1, Acusado/a 2"


def test_the_court_is_one_of_the_country_or_typed(people: People) -> None:
    assert {"high_pos", "master", "appeal", "district_arima"} <= {court.code for court in courts()}
    with translation.override("es"):
        assert court_name("appeal") == "Tribunal de Apelación"
    assert (court_name("", "Coroner"), court_name("closed_down")) == ("Coroner", "closed_down")
    charge = charged(people)
    assert listed(people, charge, court_code="", court="Coroner's Court").where == "Coroner's Court"


def test_what_cannot_be_is_refused_beside_its_field(people: People) -> None:
    one, two = two_accused(people)
    elsewhere = add_accused(prosecution=matter(people), label="Accused 9", name="", by=people.prosecutor)
    in_future = timezone.localdate() + timedelta(days=366 * 7)
    for facts, field, words in (
        ({"accused": [elsewhere]}, "accused", "of this matter"),
        ({"court_code": "moon"}, "court_code", "not in the list"),
        ({"court": "Coroner's Court"}, "court", "court of the list"),
        ({"court_code": "", "court": " "}, "court", "Choose the court"),
        ({"accused": [two.accused]}, "on", "Accused 2 was charged: 1 Aug 2025"),
        ({"accused": [one.accused, two.accused]}, "on", "Accused 2 was charged"),
        ({"on": date(2025, 5, 31)}, "on", "before the first charge"),
        ({"on": in_future}, "on", "five years"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=words) as refused:
            listed(people, one, **facts)
        assert list(refused.value.message_dict) == [field]
    assert not Hearing.objects.exists()
    assert not HearingAccused.objects.exists()


def test_a_hearing_of_others_at_the_same_hour_is_another_one(people: People) -> None:
    one, two = two_accused(people)
    first = listed(people, one, on=LATER, accused=[one.accused])
    listed(people, one, on=LATER, accused=[two.accused])
    with pytest.raises(TransitionRefused, match="Paul Prosecutor entered this at"):
        listed(people, one, on=LATER, accused=[one.accused])
    strike = Correction(first.version, "Not listed.", is_retracted=True)
    correct_hearing(hearing=first, correction=strike, by=people.prosecutor)
    listed(people, one, on=LATER, accused=[one.accused])


def test_the_pages_ask_for_it_and_show_it(people: People, client: Client) -> None:
    one, two = two_accused(people)
    client.force_login(people.prosecutor)
    url = reverse("prosecutions:schedule_hearing", args=[one.prosecution_id])
    form = client.get(url).context["form"]
    whose = [str(one.accused_id), str(two.accused_id)]
    assert form["accused"].value() == whose
    on = timezone.localdate() + timedelta(days=3)
    sent = {"submission_key": form["submission_key"].value(), "purpose": "initial", "accused": whose[1:]}
    for day, field in (("31/11/2015", "on"), (f"{on:%d/%m/%Y}", "court")):
        bad = client.post(url, {**sent, "on": day, "court": "" if field == "court" else "Coroner"})
        assert (bad.status_code, list(bad.context["form"].errors)) == (422, [field])
    assert not Hearing.objects.exists()
    good = {**sent, "on": f"{on:%d/%m/%Y}", "court_code": "master", "judicial_officer": "Master Ibis"}
    assert client.post(url, good).status_code == 302
    page = client.get(reverse("prosecutions:matter", args=[one.prosecution_id])).text
    docket = client.get(reverse("prosecutions:my_matters")).text
    for text in (page, docket):
        assert "Initial hearing, Master of the High Court" in text
        assert "before Master Ibis · Accused 2" in text
