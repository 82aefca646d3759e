"""People whom an administrator adds, and whom somebody else lets in."""

from __future__ import annotations

from carisecure.accounts import releases
from carisecure.accounts.models import User
from carisecure.accounts.operations import add_user
from tests.people import People, enter
from tests.signing_in import PASSWORD


def added(people: People, role: str = "investigator", *, name: str = "nina") -> User:
    """Somebody whom the administrator added; they wait."""
    enter(people.administrator)
    made = add_user(
        username=name, full_name="Nina New", role=role, agency=people.of_role(role).agency, password=PASSWORD,
        by=people.administrator,
    )  # fmt: skip
    return User.objects.get(pk=made.pk)


def let_in(person: User, by: User) -> User:
    enter(by)
    return releases.let_in(user=person, by=by)
