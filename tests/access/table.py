"""The access table: one row a URL. A URL that is missing fails `test_table`; the sweep asks all of it as everybody.

Each app keeps its rows in `tests/<app>/access_rows.py` as `ROWS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module

from carisecure.accounts.roles import Role

EVERYBODY = frozenset(str(role) for role in Role)
APPS = (
    "accounts",
    "audit",
    "interface",
    "jobs",
    "countries",
    "cases",
    "screening",
    "prosecutions",
    "reports",
    "home",
    "operating",
)


@dataclass(frozen=True)
class Row:
    """Who may ask a URL.

    `name`: the URL's name with its namespace. `target`: what its id stands for, a key of `tests.access.world.World`
    ("case", "involvement", "referral", "prosecution", "job", "run", ...); empty where the URL has no id.
    `roles`: the roles that may, if they see the object; the others are refused (403) where they see it and told
    "not here" (404) where they do not. `methods`: what the view takes; every other method is 405 or as for GET.
    `public`: nobody needs to be signed in. `extra`: further keyword arguments of the URL, as fixed values.
    `args`: the keyword that carries the id. `also`: what a public address may answer besides.
    """

    name: str
    roles: frozenset[str] | set[str] = frozenset()
    target: str = ""
    methods: tuple[str, ...] = ("GET",)
    public: bool = False
    arg: str = "pk"
    extra: Mapping[str, object] = field(default_factory=dict)
    also: frozenset[int] = frozenset()


def all_rows() -> list[Row]:
    """The rows of every app, in the order of `APPS`."""
    rows: list[Row] = []
    for app in APPS:
        rows += import_module(f"tests.{app}.access_rows").ROWS
    return rows
