"""Who waited for a row that was taken from them meanwhile is told so, and not by the wall's refusal to write."""

from __future__ import annotations

import pytest
from django.db import transaction

from carisecure.access.errors import NotPermitted, NotVisible
from carisecure.access.models import PERMISSIONS
from carisecure.access.policy import fetch
from cases.insiders.operations import compartments
from cases.insiders.operations.compartments import let_in, put_out
from cases.material.models import Note
from cases.material.operations import add_note
from cases.record.models import Case, CaseGrant
from tests.at_once import at_once
from tests.cases.trust import sealed_case
from tests.factories import make_case
from tests.people import People, enter, make_people
from tests.roles import as_system


@pytest.mark.django_db(transaction=True)
def test_who_is_put_out_while_they_wait_for_the_case() -> None:
    with transaction.atomic():
        people = make_people()
        case = sealed_case(people)
        let_in(case=case, person=people.colleague, by=people.investigator)

    def write() -> object:
        try:
            return add_note(case=case, text="I was still typing.", by=people.colleague)
        except NotVisible as refusal:
            return refusal

    _done, waited = at_once(
        (people.investigator, lambda: put_out(case=case, person=people.colleague, by=people.investigator)),
        (people.colleague, write),
        within=compartments, step="_end_all",
    )  # fmt: skip
    assert isinstance(waited, NotVisible), waited
    with as_system():
        assert not Note.objects.filter(case=case).exists()


def test_what_was_read_with_the_row_counts_no_more_behind_the_lock(people: People) -> None:
    """The right to change has ended, and then the right to view, since the row was found."""
    case = make_case(people.investigator)
    enter(people.colleague)
    for missing, refusal in (("change", NotPermitted), ("view", NotVisible)):
        with as_system():
            CaseGrant.objects.filter(content_object=case, permission__codename=f"{missing}_case").delete()
        assert missing in PERMISSIONS
        with pytest.raises((NotVisible, refusal)):
            fetch(Case, viewer=people.colleague, action="cases.add_note", pk=case.pk, lock=True)
