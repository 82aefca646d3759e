"""The variables PG* of whoever starts a program of ours: libpq hears them beside every address.

A PGPORT, PGHOSTADDR or PGSERVICE that somebody keeps for other work leads to another server, a PGOPTIONS or
PGCLIENTENCODING changes what is read there. Where to go, and as whom, an address of ours says by itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

# These only make a sign-in stricter, or name what it is proved by: whoever set them for a whole machine means us, too.
_OF_THE_SIGN_IN = ("PGSSL", "PGGSS", "PGKRB", "PGREQUIRE", "PGCHANNELBINDING", "PGPASSFILE")


def without(environment: Mapping[str, str], *, but_sign_in: bool = False) -> dict[str, str]:
    """The environment without PG*; with `but_sign_in` those stay that are about the sign-in alone."""
    kept = _OF_THE_SIGN_IN if but_sign_in else ()
    return {name: value for name, value in environment.items() if not name.startswith("PG") or name.startswith(kept)}


def forget(*, but_sign_in: bool = False) -> None:
    """From now on this process, and what it starts, hears none of them."""
    for name in set(os.environ) - set(without(os.environ, but_sign_in=but_sign_in)):
        del os.environ[name]
