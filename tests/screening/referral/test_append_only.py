"""Decisions on status, events of referrals, consent: the database keeps them as they were recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from screening.consent.models import Consent
from screening.referral.models import Referral, ReferralEnding, ReferralEvent
from screening.referral.operations.withdraw_consent import withdraw_consent
from screening.status.models import StatusDetermination
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.screening.made import referred_out
from tests.screening.status.test_status import decide


def refused(work: Callable[[], object], match: str) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        work()


def delete_raw(table: str) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"delete from {table}")

    return run


def test_a_decision_stays_and_a_correction_stands_beside_it(people: People) -> None:
    person = first_person(make_case(people.investigator))
    wrong = decide(person, people.investigator, status="identified")
    before = StatusDetermination.objects.values().get()
    wrong.status = "presumed"
    refused(wrong.save, "screening_statusdetermination is append-only: ground, status stays as it was recorded")
    refused(lambda: StatusDetermination.objects.update(happened_on=date(2020, 1, 1)), "happened_on stays")
    refused(lambda: StatusDetermination.objects.bulk_update([wrong], ["status"]), "status stays")
    wrong.ground = "Another ground."
    refused(lambda: wrong.save(update_fields=["ground"]), "ground stays")
    refused(wrong.delete, "no row is removed")
    refused(delete_raw("screening_statusdetermination"), "no row is removed")
    assert StatusDetermination.objects.values().get() == before
    right = decide(person, people.investigator, status="presumed", replaces=wrong)
    assert set(StatusDetermination.objects.filter(replaced_by=None)) == {right}


def test_what_happened_to_a_referral_stays(people: People) -> None:
    referred_out(make_case(people.investigator), people)
    refused(lambda: ReferralEvent.objects.update(event="accepted"), "event stays")
    refused(lambda: ReferralEvent.objects.all().delete(), "no row is removed")


def test_no_referral_is_removed_and_who_sent_it_stays(people: People) -> None:
    referral = referred_out(make_case(people.investigator), people)
    refused(delete_raw("screening_referral"), "no row is removed")
    rows = Referral.objects.filter(pk=referral.pk)
    refused(lambda: rows.update(sent_at=timezone.now()), "sent_at stays as it was")
    refused(lambda: rows.update(reference="R-0", direction="in"), "direction, reference stays as it was")
    refused(lambda: rows.update(urgent_ground="danger"), "urgent_ground stays as it was")
    assert rows.update(state="read") == 1


def test_consent_is_withdrawn_once_and_does_not_come_back(people: People) -> None:
    case = make_case(people.investigator)
    referral = referred_out(case, people)
    given = Consent.objects.get(pk=str(referral.consent_id))
    refused(lambda: Consent.objects.update(categories=["identity"]), "categories stays")
    enter(people.investigator)
    gone = withdraw_consent(consent=given, by=people.investigator)
    assert not gone.is_in_force
    refused(lambda: Consent.objects.update(withdrawn_at=None), "withdrawn_at stays")
    refused(lambda: Consent.objects.update(withdrawn_at=timezone.now()), "withdrawn_at stays")
    refused(lambda: ReferralEnding.objects.update(state="closed"), "state stays")
    assert list(ReferralEvent.objects.order_by("recorded_at").values_list("event", flat=True)) == ["sent", "withdrawn"]
