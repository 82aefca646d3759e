"""Who may be the second person, for a constraint and for a question: said here once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BaseConstraint, CheckConstraint, F, Q, UniqueConstraint

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def somebody_else(second: str, first: str) -> Q:
    """The condition of every constraint that takes two: these two columns do not name one person."""
    return ~Q(**{second: F(first)})


def takes_two() -> list[BaseConstraint]:
    """The constraints of every table of `models.TwoPeople`, named after the table."""
    undecided = Q(decided_by=None, decided_at=None, is_granted=None)
    decided = Q(decided_by__isnull=False, decided_at__isnull=False, is_granted__isnull=False)
    return [
        CheckConstraint(condition=somebody_else("decided_by", "requested_by"), name="%(class)s_takes_two_people"),
        CheckConstraint(condition=undecided | decided, name="%(class)s_decided_whole"),
        CheckConstraint(
            # "is not null" said: a check that comes out unknown lets the row in.
            condition=Q(used_at=None) | Q(is_granted__isnull=False, is_granted=True),
            name="%(class)s_used_after_yes",
        ),
    ]


def asked_once(*columns: str) -> UniqueConstraint:
    """Nothing is asked for again while it waits for its answer; `columns` say what the same thing is."""
    return UniqueConstraint(
        fields=columns, condition=Q(decided_at=None), nulls_distinct=False, name="%(class)s_asked_once"
    )


def is_independent(user: User, *, of: User) -> bool:
    """Whether `user` may be the second person for `of` where accounts and keys are at stake: neither the same person
    nor one whom that person added, who knew their first password.

    Whom a command on the server let in was added by nobody.
    """
    return user.pk != of.pk and user.added_by_id != of.pk
