"""Writes of every kind, as the application does them: `python -m tests.audit.mixed_writes USER ROUNDS LABEL`.

Prints how many rows of watched tables it has changed for good; the ledger must hold as many lines under LABEL.
"""

from __future__ import annotations

import sys

import django


class Undone(Exception):
    """Ends a round that must leave nothing."""


def main(user_id: str, rounds: int, label: str) -> int:
    from django.db import transaction

    from carisecure.access import session
    from carisecure.accounts.models import User

    user = User.objects.select_related("agency").get(pk=user_id)
    changed = 0
    for n in range(rounds):
        with transaction.atomic():
            session.enter(user, purpose=session.REQUEST, request_id=label)
            changed += one_round(user, n)
        try:  # and the same again, rolled back: it must leave no line
            with transaction.atomic():
                session.enter(user, purpose=session.REQUEST, request_id=label)
                one_round(user, n)
                raise Undone
        except Undone:
            pass
    return changed


def one_round(user: object, n: int) -> int:
    """Grants and a case, saves, bulk, raw SQL, a cascade; returns how many rows of watched tables it changed."""
    from django.contrib.auth.models import Group
    from django.db import connection
    from django.utils import timezone

    from carisecure.access.grants import grant
    from carisecure.access.references import new_reference
    from carisecure.accounts.models import User
    from cases.people.models import PersonIdentity
    from cases.record.models import Case, Involvement, InvolvementGrant, Person

    assert isinstance(user, User)
    now = timezone.now()
    case = Case(
        reference=new_reference("TT"),
        agency=user.agency,
        country="TT",
        opened_at=now,
        last_moved_at=now,
        opened_by=user,
    )
    person = Involvement(case=case, person=Person(), main_role="witness", label="Person 1")
    for made in (case, person):
        grant(on=made, to=user.agency.group, permissions=["view", "change", "see_identity"], purpose="test", by=user)
        made.save(force_insert=True)
    person.person.save(force_insert=True)
    changed = 2 * (3 + 1) + 1 + 1 + 1  # the last are the stage that the case tells and the role of the person
    case.region = "POS"
    case.save()
    names = PersonIdentity.objects.bulk_create([PersonIdentity(person=person.person, kind="name") for _ in range(10)])
    for name in names[:5]:
        name.version = 2
    changed += 1 + len(names) + PersonIdentity.objects.bulk_update(names[:5], ["version"])
    changed += PersonIdentity.objects.filter(person=person.person).update(version=3)
    with connection.cursor() as cursor:
        cursor.execute(
            "update cases_personidentity set version = version + %s where person_id = %s", [n, person.person_id]
        )
        changed += cursor.rowcount
    changed += PersonIdentity.objects.filter(person=person.person).delete()[0]
    # Neither a case nor a person in one is deleted: what hangs on them stays.
    changed += InvolvementGrant.objects.filter(content_object=person).delete()[0]
    group = Group.objects.create(name=f"mixed {case.pk}")
    user.groups.add(group)
    user.groups.remove(group)
    return int(changed + 2)


if __name__ == "__main__":
    django.setup()
    print(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))  # noqa: T201  (what the test reads)
