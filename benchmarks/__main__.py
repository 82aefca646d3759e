"""`make bench`: builds the cases and prints the tables. `N=1000000 make bench` measures that size alone, and
`make bench ARGS=names` (or backup, case_list, disclosure, ledger, matches, vault) that part alone. `NAMES`, `KEYS` and
`TABLES` are how many people, keys and random tables. No part of the others, each asked for by name: `crowd` lets fifty
people work for some minutes, on an idle machine; `demo_memory`; `exhibit_uploads`; `memory`; `restore`; `verifier`.
"""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks import disclosure
from carisecure.embedded import servers
from carisecure.embedded.supervisor import Supervisor


def main() -> None:
    if commit := os.environ.get("AGAINST"):
        from benchmarks import against

        against.run(commit, sys.argv[1:])
        return
    parts = sys.argv[1:] or ["backup", "case_list", "disclosure", "ledger", "matches", "names", "vault"]
    if "disclosure" in parts:  # needs no server
        disclosure.run(int(os.environ.get("TABLES", "1000")))
    if "demo_memory" in parts:  # starts its own
        from benchmarks import demo_memory

        demo_memory.run()
    if not set(parts) - {"disclosure", "demo_memory"}:
        return
    sizes = [int(os.environ["N"])] if os.environ.get("N") else [10_000, 100_000]
    # A crowd waits for the disk as people do; the others compare within a run.
    with servers.started(Supervisor(), temporary=True, durable="crowd" in parts) as addresses:
        os.environ["DJANGO_SETTINGS_MODULE"] = "carisecure.settings.testing"
        environment = {**addresses.environment(as_owner=True), "DJANGO_SETTINGS_MODULE": "carisecure.settings.testing"}
        for command in (["migrate", "-v0"], ["createcachetable"]):
            subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = addresses.app, "memory://"
        os.environ["BACKUP_DATABASE_URL"] = addresses.backup
        import django

        django.setup()
        if "crowd" in parts:
            from benchmarks import crowd

            crowd.run(superuser=addresses.superuser, environment=addresses.environment())
        if "memory" in parts:
            from benchmarks import memory

            memory.run(addresses)
        if "exhibit_uploads" in parts:
            from benchmarks import exhibit_uploads

            exhibit_uploads.run(addresses.environment())
        run(parts, sizes, addresses.superuser)


def run(parts: list[str], sizes: list[int], superuser: str) -> None:
    from benchmarks import backup, case_list, ledger, matches, names, restore, vault, verifier
    from carisecure.accounts.models import User

    if "case_list" in parts or "ledger" in parts:
        case_list.run(sizes, superuser=superuser)
    if "ledger" in parts:
        print()
        ledger.run(sizes, superuser=superuser, user=User.objects.get(username="bench-all"))
    if "matches" in parts:
        print()
        matches.run(sizes[0], superuser=superuser)
    if "names" in parts:
        names.run(int(os.environ.get("NAMES", "50000")), superuser=superuser)
    if "backup" in parts:  # the last but one: it replaces the cases
        print()
        backup.run(sizes[0], superuser=superuser)
    if "verifier" in parts:  # when it is asked for: a million lines
        verifier.run(int(os.environ.get("VERIFIED_LINES", "1000000")), superuser=superuser)
    if "restore" in parts:  # when it is asked for, and alone: it makes people of its own
        restore.run(sizes[-1], superuser=superuser)
    if "vault" in parts:
        vault.run(int(os.environ.get("KEYS", "50000")), superuser=superuser)


if __name__ == "__main__":
    main()
