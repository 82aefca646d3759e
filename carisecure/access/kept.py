"""Lists that many pages ask for, worded as SQL once: Django takes longer to word them than PostgreSQL to answer.

A `KeptList` stands for a function that makes a list for somebody: `KeptList(notes_of)(viewer, case)`. At the first
asking (of a role, in a language, of a thread) the function is given stand-ins, whose keys, groups and moments are told
apart from every real one; what Django makes of them is kept, and each later asking puts its own values in their places.
What PostgreSQL gets is what it would have got, byte by byte (tests/access/test_kept.py): the path and the wall in it.

The function reads of a row that it is given only its key and the groups it excludes, and of a person the role, the
agency and the groups: everything else fails at once. It asks `kept.now()` and `kept.today()` instead of the clock.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import get_language
from psycopg2.extensions import AsIs

if TYPE_CHECKING:
    from django.db.models.sql.compiler import SQLCompiler

# Stands for the moment of asking; what is so near to it is counted from it. Midday: no zone makes another day of it.
_MOMENT = datetime(1931, 6, 5, 16, 3, 2, 1234, tzinfo=UTC)
_NEAR = timedelta(days=365 * 20)
_KEYS = uuid.UUID("5ca1ab1e-0000-4000-8000-000000000000").int
# Who asks, where that is the first thing given.
STAND_IN = uuid.UUID(int=_KEYS)
_NUMBERS = -1_900_000_000  # of groups and permissions: real ones begin at 1
_wording: ContextVar[bool] = ContextVar("wording", default=False)


def now() -> datetime:
    """The moment of asking, in a list that is kept; the clock's everywhere else."""
    return _MOMENT if _wording.get() else timezone.now()


def today() -> date:
    """The day of asking in the country, in a list that is kept; the clock's everywhere else."""
    return timezone.localdate(now())


class NotKept(TypeError):
    """The list has a value of its own where every asking needs another one."""


Read = Callable[[Sequence[Any], datetime], Any]  # from what is given, at that moment, to what the database gets


class _Places:
    """What the stand-ins of one list are called, and where the real values are read."""

    def __init__(self) -> None:
        self.known: dict[Any, Read] = {}
        self.lists: dict[int, Callable[[Sequence[Any]], Sequence[int]]] = {}

    def key(self, read: Read) -> uuid.UUID:
        made = uuid.UUID(int=_KEYS + len(self.known))
        self.known[made] = read
        return made

    def keys(self, read: Callable[[Sequence[Any]], Sequence[uuid.UUID]]) -> list[uuid.UUID]:
        """Several keys, by one that stands for all, as psycopg2 writes them."""
        return [self.key(lambda given, _at: AsIs(", ".join(f"'{uuid.UUID(str(one))}'::uuid" for one in read(given))))]

    def number(self, read: Read) -> int:
        made = _NUMBERS + len(self.known)
        self.known[made] = read
        return made

    def numbers(self, read: Callable[[Sequence[Any]], Sequence[int]]) -> list[int]:
        """A list of numbers, by one that stands for all: `in (1, 2)`."""
        made = self.number(lambda given, _at: AsIs(", ".join(str(int(one)) for one in read(given))))
        self.lists[made] = read
        return [made]

    def read_of(self, value: Any) -> Read | None:
        """How to read the value of an asking; None where it is the same for all. Raises NotKept where it cannot be."""
        if isinstance(value, list) and len(value) == 1 and type(value[0]) is int and value[0] in self.lists:
            whole = self.lists[value[0]]
            return lambda given, _at: list(whole(given))
        if isinstance(value, list):
            reads = [(at, read) for at, one in enumerate(value) if (read := self.read_of(one)) is not None]
            return _in_a_list(value, reads) if reads else None
        if isinstance(value, datetime | date):
            return _counted(value)
        if type(value) in (uuid.UUID, int) and value in self.known:
            return self.known[value]
        if isinstance(value, uuid.UUID) or "5ca1ab1e" in str(value):
            raise NotKept(f"a key of nobody's asking: {value}")
        return None


def _in_a_list(value: list[Any], reads: Sequence[tuple[int, Read]]) -> Read:
    def read(given: Sequence[Any], moment: datetime) -> list[Any]:
        found = {at: one(given, moment) for at, one in reads}
        return [found.get(at, own) for at, own in enumerate(value)]

    return read


def _counted(value: datetime | date) -> Read:
    whole = isinstance(value, datetime)
    since: Any = value - _MOMENT if isinstance(value, datetime) else value - timezone.localdate(_MOMENT)
    if abs(since) > _NEAR:
        raise NotKept(f"a moment of its own: {value} (ask kept.now() or kept.today())")
    return lambda _given, at: at + since if whole else timezone.localdate(at) + since


class _Permissions(dict[str, int]):
    """The number of each permission, whichever is asked for."""

    def __init__(self, places: _Places, at: int) -> None:
        super().__init__()
        self.places, self.at = places, at

    def get(self, name: str, default: Any = None) -> Any:
        if name not in self:
            self[name] = self.places.number(lambda given, _at: given[self.at].permission_numbers[name])
        return self[name]


def _stand_in(places: _Places, at: int, given: Any) -> Any:
    """For one thing given: what is told apart from all real ones, and cannot be asked for more."""
    if isinstance(given, uuid.UUID):
        return places.key(lambda them, _at: them[at])
    if _are_keys(given):
        return places.keys(lambda them: them[at])
    if not isinstance(given, Model):
        return given
    meta = given._meta
    known: dict[str, Any] = {meta.pk.attname: places.key(lambda them, _at: them[at].pk)}
    if hasattr(given, "excluded_groups"):
        excluded = places.numbers(lambda them: them[at].excluded_groups)
        known["excluded_groups"] = excluded if given.excluded_groups else []
    if (wall := getattr(given, "wall", None)) is not None:
        if wall.anchor not in ("", "id"):
            known[f"{wall.anchor}_id"] = places.key(lambda them, _at: getattr(them[at], f"{wall.anchor}_id"))
        for column in wall.parties:
            known[column] = places.number(lambda them, _at, column=column: getattr(them[at], column))  # type: ignore[misc]
    if isinstance(given, AbstractBaseUser):
        person: Any = given
        known |= {"role": person.role, "is_active": True}
        known["agency_id"] = places.key(lambda them, _at: them[at].agency_id)
        known["personal_group_id"] = places.number(lambda them, _at: them[at].personal_group_id)
    names = [field.attname for field in meta.concrete_fields if field.attname in known]
    made: Any = given.__class__.from_db(None, names, [known[name] for name in names])
    if isinstance(given, AbstractBaseUser):
        made.remember_groups(places.numbers(lambda them: them[at].active_groups()), _Permissions(places, at))
    return made


def _are_keys(given: Any) -> bool:
    return isinstance(given, tuple) and bool(given) and isinstance(given[0], uuid.UUID)


def _shape(given: Any) -> Hashable:
    """What decides how the list is worded, and not only with which values."""
    if isinstance(given, uuid.UUID):
        return uuid.UUID
    if _are_keys(given):
        return tuple, uuid.UUID
    if isinstance(given, AbstractBaseUser):
        return given.__class__, given.role  # type: ignore[attr-defined]
    if isinstance(given, Model):
        return given.__class__, bool(getattr(given, "excluded_groups", None))
    return given  # type: ignore[no-any-return]


def _is_known(given: Any) -> bool:
    """Whether the wall knows this person (`session.enter`), who has groups: nothing is kept for anybody else."""
    return not isinstance(given, AbstractBaseUser) or bool(
        given.is_active and given.permission_numbers and given.active_groups()  # type: ignore[attr-defined]
    )


@dataclass
class _Worded:
    """The list of one shape as SQL; `reads` in the places of the values that each asking has for itself."""

    queryset: QuerySet[Any]
    compiler: SQLCompiler
    sql: str | None
    params: Sequence[Any]
    reads: Sequence[tuple[int, Read]]

    @property
    def is_of_this_connection(self) -> bool:
        return self.compiler.connection is connections[self.queryset.db]

    def filled(self, given: Sequence[Any]) -> tuple[Any, ...]:
        values, moment = list(self.params), timezone.now()
        for place, read in self.reads:
            values[place] = read(given, moment)
        return tuple(values)


def _worded(ask: Callable[..., QuerySet[Any]], given: Sequence[Any]) -> _Worded:
    places = _Places()
    began = _wording.set(True)
    try:
        queryset = ask(*(_stand_in(places, at, one) for at, one in enumerate(given)))
        compiler = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql(with_col_aliases=True)
    except EmptyResultSet:
        sql, params = None, ()
    finally:
        _wording.reset(began)
    reads = [(at, read) for at, value in enumerate(params) if (read := places.read_of(value)) is not None]
    vars(queryset.query)["get_compiler"] = lambda *args, **kwargs: compiler
    return _Worded(queryset, compiler, sql, params, reads)


Row = TypeVar("Row")


class KeptRows(Generic[Row]):
    """Such a list for one asking: read when it is looked at, or before that with others (`access.together`)."""

    def __init__(self, worded: _Worded, given: Sequence[Any]) -> None:
        self.worded, self.given = worded, given
        self._result_cache: list[Row] | None = None

    def worded_with_values(self) -> tuple[str, Sequence[Any]] | None:
        """What to ask the database; None where the answer is known to be nothing."""
        return None if self.worded.sql is None else (self.worded.sql, self.worded.filled(self.given))

    def fill(self, found: Sequence[Sequence[Any]]) -> None:
        """Let Django make its objects out of these rows."""
        compiler = self.worded.compiler
        width = len(compiler.select or ())  # behind them, what a list is only sorted by
        self._make({"execute_sql": lambda *args, **kwargs: [[row[:width] for row in found]]} if found else None)

    def _make(self, instead: Mapping[str, Any] | None) -> None:
        """`instead`: what the compiler is to do in place of its own; nothing where there are no rows."""
        queryset, own = self.worded.queryset, vars(self.worded.compiler)
        own.update(instead or {})
        try:
            made: list[Any] = list(queryset._iterable_class(queryset)) if instead else []  # type: ignore[call-overload]
        finally:
            for name in instead or ():
                del own[name]
        if made and queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
            prefetch_related_objects(made, *queryset._prefetch_related_lookups)  # type: ignore[attr-defined]
        self._result_cache = made

    def _read(self) -> list[Row]:
        if self._result_cache is None:
            from carisecure.access.fields import load_keys

            asked = self.worded_with_values()
            if self.worded.queryset.query.select_for_update and self.worded.compiler.connection.get_autocommit():
                raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
            self._make(None if asked is None else {"as_sql": lambda *args, **kwargs: asked})
            read: list[Any] = self._result_cache or []
            load_keys(row for row in read if isinstance(row, Model))
        return self._result_cache or []

    def __iter__(self) -> Iterator[Row]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __getitem__(self, at: int) -> Row:
        return self._read()[at]


class KeptList:
    """`ask(*given)` makes the list, and the same one at each call but for its values (see the top of this file).

    Given are people, rows, keys (UUID, or a tuple of them), and what decides about the list itself (a permission, a
    number of rows): that must be hashable, and each is worded for itself.
    """

    def __init__(self, ask: Callable[..., QuerySet[Any]]) -> None:
        self.ask = ask
        self._kept = threading.local()

    def __call__(self, *given: Any) -> Any:
        """The list, not read yet; as Django makes it where one of the people has no groups."""
        if _wording.get() or not all(_is_known(one) for one in given):
            return self.ask(*given)
        shape = (get_language(), *(_shape(one) for one in given))
        known: dict[Hashable, _Worded] = self._kept.__dict__.setdefault("known", {})
        worded = known.get(shape)
        if worded is None or not worded.is_of_this_connection:
            worded = known[shape] = _worded(self.ask, given)
        return KeptRows(worded, given)
