"""What a charge names: victims of the file, alternatives, an offence of any Act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import TransitionRefused
from cases.people.operations import PersonEntry
from cases.people.roles import RoleFacts, add_role
from prosecutions.accused.operations import add_accused
from prosecutions.charges.corrections import correct_charge
from prosecutions.charges.models import Charge, ChargeVictim
from prosecutions.charges.operations import ChargeFacts, lay_charge, replace_charge, withdraw_charge
from prosecutions.charges.queries import victims_filed
from prosecutions.charges.tied import Tied, alternatives_of
from prosecutions.file.models import FileItem
from prosecutions.matter.accused import accused_blocks, accused_lists
from prosecutions.outcomes.corrections import correct_outcome
from prosecutions.outcomes.models import Outcome
from prosecutions.outcomes.operations import record_outcome
from prosecutions.record.correcting import Correction
from prosecutions.record.models import Prosecution
from tests.cases.ledger import lines
from tests.factories import first_person, make_person
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged, investigated, submitted
from tests.roles import as_system

TYPED: dict[str, Any] = {
    "offence": "", "typed_act": "Minimum Wages Act, Chap. 88:04", "typed_section": "23", "typed_offence": "Wages held"
}  # fmt: skip
DAY = date(2025, 9, 1)


def two_victims(people: People, *, suspected: bool = False) -> tuple[Prosecution, list[FileItem]]:
    """A file with two possible victims, the first of them a suspect as well; leaves the prosecutor speaking."""
    case = investigated(people.investigator)
    if suspected:
        victim = first_person(case)
        add_role(involvement=victim, facts=RoleFacts(role="suspect"), by=people.investigator)
    make_person(case, people.investigator, **vars(PersonEntry(name="Maria CANARY-VICTIM")))
    case.refresh_from_db()
    key = submitted(people, case).prosecution.pk
    enter(people.prosecutor)
    prosecution = Prosecution.objects.get(pk=key)
    return prosecution, victims_filed(people.prosecutor, prosecution, action="prosecutions.lay_charge")


def lay(people: People, accused: Any, *, tied: Tied | None = None, **facts: Any) -> Charge:
    return lay_charge(accused=accused, facts=ChargeFacts(**{**CHARGE, **facts}), tied=tied, by=people.prosecutor)


def whom(charge: Charge) -> list[str]:
    rows = ChargeVictim.objects.filter(charge=charge).select_related("filed_as").order_by("filed_as__position")
    return [one.filed_as.title for one in rows]


def test_a_charge_names_victims_by_their_labels(people: People) -> None:
    prosecution, (first, second) = two_victims(people)
    accused = add_accused(prosecution=prosecution, label="", name="", by=people.prosecutor)
    charge = lay(people, accused, tied=Tied((first,)))
    assert whom(charge) == [first.title]
    amended = replace_charge(charge=charge, facts=ChargeFacts(**{**CHARGE, "counts": 2}), by=people.prosecutor)
    assert whom(amended) == [first.title], "an amendment that says nothing of them keeps them"
    wrong = Correction(amended.version, "It was the other one.")
    corrected = correct_charge(charge=amended, correction=wrong, tied=Tied((second,)), by=people.prosecutor)
    assert (whom(corrected), whom(amended)) == ([second.title], [first.title])
    with pytest.raises(ValidationError, match="Nothing was changed"):
        correct_charge(
            charge=corrected, correction=Correction(corrected.version, "Why?"), tied=Tied((second,)),
            by=people.prosecutor,
        )  # fmt: skip
    gone = withdraw_charge(charge=corrected, withdrawn_on=DAY, by=people.prosecutor)
    assert whom(gone) == [second.title]
    (block,) = accused_blocks(accused_lists(lambda model: model.objects.filter(prosecution=prosecution)), {})
    (line,) = block.charges
    assert line.victims == (second.as_filed,)
    assert first.as_filed in line.entry.before[0].words  # struck out, with whom it named
    assert "CANARY-VICTIM" not in str([(one.old, one.new) for one in lines()])


def test_only_victims_of_this_file_can_be_named(people: People) -> None:
    prosecution, (victim, _other) = two_victims(people)
    statement = FileItem.objects.filter(prosecution=prosecution, kind="statement").get()
    foreign = FileItem.objects.filter(submission=submitted(people, note="Another.").pk, kind="person")[0]
    enter(people.prosecutor)
    accused = add_accused(prosecution=prosecution, label="", name="", by=people.prosecutor)
    for item in (statement, foreign):
        with pytest.raises(ValidationError) as refused:
            lay(people, accused, tied=Tied((victim, item)))
        assert list(refused.value.message_dict) == ["victims"]
    assert not Charge.objects.exists()
    assert not ChargeVictim.objects.exists()


def test_the_accused_is_no_victim_of_the_charge_against_them(people: People) -> None:
    prosecution, (first, second) = two_victims(people, suspected=True)
    assert "suspect" in first.roles
    accused = add_accused(prosecution=prosecution, label="", name="", filed_as=first, by=people.prosecutor)
    with pytest.raises(ValidationError, match="themselves") as refused:
        lay(people, accused, tied=Tied((first, second)))
    assert list(refused.value.message_dict) == ["victims"]
    assert whom(lay(people, accused, tied=Tied((second,)))) == [second.title]


def test_no_charge_is_an_alternative_to_what_it_cannot_be(people: People) -> None:
    first = charged(people)
    prosecution, accused = first.prosecution, first.accused
    other = add_accused(prosecution=prosecution, label="", name="", by=people.prosecutor)
    theirs = lay(people, other)

    def refused(act: Any) -> str:
        with pytest.raises(ValidationError) as error:
            act()
        ((field, (said,)),) = error.value.message_dict.items()
        assert field == "alternative_to"
        return said

    def correct(charge: Charge, to: Charge) -> None:
        put = Correction(charge.version, "Forgotten.")
        correct_charge(charge=charge, correction=put, tied=Tied((), to), by=people.prosecutor)

    assert "same accused" in refused(lambda: lay(people, accused, offence="TT-17", tied=Tied((), theirs)))
    assert "to itself" in refused(lambda: correct(first, first))
    second = lay(people, accused, offence="TT-17", tied=Tied((), first))
    assert "to itself" in refused(lambda: correct(first, second))
    third = lay(people, accused, offence="TT-SOA-17", tied=Tied((), second))
    assert third.alternative_to_id == first.pk, "all of them name the same one"
    assert {one.pk for one in alternatives_of(third)} == {first.pk, second.pk}
    fourth = lay(people, accused, offence="TT-23")
    assert "already" in refused(lambda: correct(first, fourth))
    withdraw_charge(charge=fourth, withdrawn_on=DAY, by=people.prosecutor)
    assert "no longer before the court" in refused(lambda: correct(third, fourth))
    strike = Correction(first.version, "Wrong matter.", is_retracted=True)
    with pytest.raises(TransitionRefused, match="alternatives to this one"):
        correct_charge(charge=first, correction=strike, by=people.prosecutor)


def verdicts() -> dict[str, str]:
    return {one.charge.offence: one.verdict for one in Outcome.objects.standing().select_related("charge")}


def test_a_conviction_says_what_becomes_of_the_alternatives(people: People) -> None:
    first = charged(people)
    second = lay(people, first.accused, offence="TT-17", tied=Tied((), first))
    third = lay(people, first.accused, offence="TT-SOA-17", tied=Tied((), first))

    def decide(charge: Charge, verdict: str, others: str = "") -> Outcome:
        return record_outcome(charge=charge, verdict=verdict, happened_on=DAY, others=others, by=people.prosecutor)

    for verdict, others in (("convicted", ""), ("acquitted", "falls")):
        with pytest.raises(ValidationError) as refused:
            decide(second, verdict, others)
        assert list(refused.value.message_dict) == ["others"]
    with pytest.raises(ValidationError, match="not convicted on an alternative"):
        decide(second, "alternative")
    assert not Outcome.objects.exists()
    decide(third, "acquitted", "stays")
    convicted = decide(first, "convicted", "falls")
    assert verdicts() == {"TT-16": "convicted", "TT-17": "alternative", "TT-SOA-17": "acquitted"}
    fallen = Outcome.objects.get(verdict="alternative")
    assert (fallen.comes_with_id, fallen.happened_on) == (convicted.pk, DAY)

    # Where the conviction goes, what fell away goes along; nobody is convicted of both.
    put, freed = Correction(1, "Misread.", {"verdict": "convicted"}), Outcome.objects.get(charge=third)
    with pytest.raises(TransitionRefused, match="Nobody is convicted of both"):
        correct_outcome(outcome=freed, correction=put, by=people.prosecutor)
    later = DAY + timedelta(days=3)
    moved = correct_outcome(
        outcome=convicted, correction=Correction(1, "The day.", {"happened_on": later}), by=people.prosecutor
    )
    assert Outcome.objects.standing().get(verdict="alternative").happened_on == later
    strike = Correction(moved.version, "Wrong matter.", is_retracted=True)
    correct_outcome(outcome=moved, correction=strike, by=people.prosecutor)
    assert verdicts() == {"TT-SOA-17": "acquitted"}
    assert Outcome.objects.filter(verdict="alternative", is_retracted=True).get().correction_reason == "Wrong matter."
    # Decided the other way round: it can be said later that a charge fell away.
    decide(second, "convicted", "stays")
    assert decide(first, "alternative").comes_with_id == Outcome.objects.standing().get(charge=second).pk


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({**TYPED, "typed_section": " "}, ["typed_section"]),
        ({**TYPED, "typed_act": "", "typed_section": ""}, ["typed_act", "typed_section"]),
        ({**TYPED, "offence": "TT-16"}, ["offence"]),
        ({"offence": "TT-CA-18", "committed_on": date(2015, 5, 17)}, ["offence"]),
        ({"offence": "TT-CA-18", "committed_on": date(2015, 1, 1), "committed_precision": "year"}, ["committed_on"]),
    ],
)
def test_an_offence_is_of_some_act_in_force(people: People, facts: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        ChargeFacts(**{**CHARGE, **facts}).check()
    assert list(refused.value.message_dict) == fields


def post(client: Client, url: str, **data: Any) -> Any:
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() for name in ("submission_key", "version")}
    return client.post(url, {"laid_by": "police", "counts": "1", **{k: v or "" for k, v in hidden.items()}, **data})


def test_the_pages_ask_for_it_and_show_it(people: People, client: Client) -> None:
    prosecution, (victim, _other) = two_victims(people)
    client.force_login(people.prosecutor)
    url = reverse("prosecutions:lay_charge", args=[prosecution.pk])
    page = client.get(url).text
    assert '<optgroup label="Sexual Offences Act, Chap. 11:28">' in page
    assert "alternative_to" not in page, "there is no other charge yet"
    days = {"committed_on": "4/3/2025", "laid_on": "1/6/2025"}
    bad = post(client, url, accused="new", offence="typed", typed_act="Minimum Wages Act", **days)
    assert bad.status_code == 422
    assert "Type Act and section" in str(bad.context["form"].errors["typed_section"])
    assert 'value="Minimum Wages Act"' in bad.text, "what was typed stays"
    for wrong in ("31/11/2015", f"{timezone.localdate() + timedelta(days=2):%d/%m/%Y}"):
        bad = post(client, url, accused="new", offence="TT-16", committed_on="4/3/2025", laid_on=wrong)
        assert list(bad.context["form"].errors) == ["laid_on"], wrong
    with as_system():
        assert not Charge.objects.exists()
    typed = {name: TYPED[name] for name in ("typed_act", "typed_section", "typed_offence")}
    assert post(
        client, url, accused="new", offence="typed", **typed, **days, victims=[str(victim.pk)]
    ).status_code == 302  # fmt: skip
    enter(people.prosecutor)
    first = Charge.objects.get()
    matter = client.get(reverse("prosecutions:matter", args=[prosecution.pk])).text
    for said in ("Wages held (section 23, Minimum Wages Act, Chap. 88:04)", "Not in the catalogue", victim.as_filed,
                 "the catalogue does not have this offence"):  # fmt: skip
        assert said in matter
    assert "CANARY-VICTIM" not in matter
    assert "Chap. 88:04" not in str([(one.old, one.new) for one in lines(table_name="prosecutions_charge")])

    assert post(
        client, url, accused=str(first.accused_id), offence="TT-SOA-17", alternative_to=str(first.entry_key), **days
    ).status_code == 302  # fmt: skip
    enter(people.prosecutor)
    second = Charge.objects.get(offence="TT-SOA-17")
    matter = client.get(reverse("prosecutions:matter", args=[prosecution.pk])).text
    assert "Procuration (section 17, Sexual Offences Act, Chap. 11:28)" in matter
    assert "<dt>Alternative to</dt><dd>Wages held" in matter
    assert "<dt>Alternative to</dt><dd>Procuration" in matter, "each of the two names the other"
    # The form of a correction has what stands, and keeps it.
    url = reverse("prosecutions:correct_charge", args=[second.pk])
    form = client.get(url).context["form"]
    assert form["alternative_to"].value() == str(first.pk)
    url = reverse("prosecutions:record_outcome", args=[second.pk])
    asked = post(client, url, verdict="convicted", happened_on="1/9/2025")
    assert list(asked.context["form"].errors) == ["others"]
    assert "Wages held" in asked.text
    assert post(client, url, verdict="convicted", happened_on="1/9/2025", others="falls").status_code == 302
    matter = client.get(reverse("prosecutions:matter", args=[prosecution.pk])).text
    assert "No verdict: convicted on the alternative" in matter


def test_what_rests_on_a_verdict_is_not_changed_under_it(people: People) -> None:
    first = charged(people)
    second = lay(people, first.accused, offence="TT-17", tied=Tied((), first))
    with pytest.raises(ValidationError, match="before the charge was laid"):
        record_outcome(
            charge=first, verdict="convicted", happened_on=date(2025, 5, 1), others="falls", by=people.prosecutor
        )
    verdict = record_outcome(charge=first, verdict="convicted", happened_on=DAY, others="falls", by=people.prosecutor)
    fell = Outcome.objects.get(verdict="alternative")
    untied = Correction(1, "No alternative.")
    with pytest.raises(ValidationError, match="Strike the verdict out first") as refused:
        correct_charge(charge=second, correction=untied, tied=Tied(), by=people.prosecutor)
    assert list(refused.value.message_dict) == ["alternative_to"]
    with pytest.raises(TransitionRefused, match="already has an outcome"):
        withdraw_charge(charge=first, withdrawn_on=DAY, by=people.prosecutor)
    with pytest.raises(TransitionRefused, match="already has an outcome"):
        replace_charge(charge=second, facts=ChargeFacts(**CHARGE), by=people.prosecutor)
    early = Correction(1, "Earlier.", {"happened_on": date(2025, 8, 1)})
    with pytest.raises(ValidationError, match="came later") as refused:
        correct_outcome(outcome=fell, correction=early, by=people.prosecutor)
    assert list(refused.value.message_dict) == ["happened_on"]
    acquitted = Correction(1, "It was an acquittal.", {"verdict": "acquitted"})
    correct_outcome(outcome=fell, correction=acquitted, by=people.prosecutor)
    correct_outcome(outcome=verdict, correction=Correction(1, "No.", is_retracted=True), by=people.prosecutor)
    assert verdicts() == {"TT-17": "acquitted"}, "a decision of its own stays"
