"""`make prove`: what takes too long for every run of the tests, as a table of figures a part; 1 where any is missed.

`ARGS=tamperings` (or guards, restarts, redis, disks, editors, drills, moments; several too) proves that part alone,
`SEED=7` with other chances, `MANY=20` with so many of what is counted. `KEEP=1` writes the tables into docs/proving.md.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

SEED = 20261201
PARTS = ("tamperings", "guards", "restarts", "redis", "disks", "editors", "drills", "moments")


def main() -> int:
    asked = sys.argv[1:] or list(PARTS)
    unknown = set(asked) - set(PARTS)
    if unknown:
        print(f"There is no part {', '.join(sorted(unknown))}: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    if len(asked) == 1:
        return _one(asked[0])
    # A process each: Django speaks to one database in its life.
    missed = [
        part for part in asked if subprocess.run([sys.executable, "-m", "tests.proving", part], check=False).returncode
    ]
    print(f"\nMissed: {', '.join(missed)}." if missed else "\nEverything was proved.")
    return int(bool(missed))


def _one(part: str) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.proving.settings"
    import django

    django.setup()
    from tests.proving import figures
    from tests.proving.house import new_database

    module = importlib.import_module(f"tests.proving.{part}")
    seed = int(os.environ.get("SEED", SEED))
    sizes = {"many": int(os.environ["MANY"])} if os.environ.get("MANY") else {}
    begun = time.monotonic()
    if part in ("tamperings", "guards"):
        with new_database(durable=False) as made:
            found = _at_log(module.prove, made.address(), seed, sizes)
    else:
        found = module.prove(seed=seed, **sizes)
    found.add("minutes", f"{(time.monotonic() - begun) / 60:.1f}, seed {seed}")
    print(f"\n{module.TITLE}\n\n{found.table()}", flush=True)
    for words in found.faults[:40]:
        print(f"MISSED: {words}", flush=True)
    if os.environ.get("KEEP"):
        figures.keep(part, module.TITLE, found.table())
    return int(found.is_missed)


def _at_log(prove: Callable[..., Any], address: str, seed: int, sizes: dict[str, int]) -> Any:
    from tests.audit.ledger_database import Ledger

    at = Ledger(address)
    try:
        return prove(at, seed=seed, **sizes)
    finally:
        at.close()


if __name__ == "__main__":
    sys.exit(main())
