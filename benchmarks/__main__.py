"""`make bench`: builds the cases and prints the table. `N=1000000 make bench` measures that size alone."""

from __future__ import annotations

import os
import subprocess
import sys

from carisecure.embedded import servers
from carisecure.embedded.supervisor import Supervisor


def main() -> None:
    sizes = [int(os.environ["N"])] if os.environ.get("N") else [10_000, 100_000]
    with servers.started(Supervisor(), temporary=True) as addresses:
        os.environ["DJANGO_SETTINGS_MODULE"] = "carisecure.settings.testing"
        environment = {**addresses.environment(as_owner=True), "DJANGO_SETTINGS_MODULE": "carisecure.settings.testing"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, check=True)
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = addresses.app, "memory://"
        import django

        django.setup()
        from benchmarks import case_list, ledger
        from carisecure.accounts.models import User

        case_list.run(sizes, superuser=addresses.superuser)
        print()
        ledger.run(sizes, superuser=addresses.superuser, user=User.objects.get(username="bench-all"))


if __name__ == "__main__":
    main()
