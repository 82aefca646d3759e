"""One build under measurement: its servers, its data, and its pages asked for when the other end of the pipe says so.

Runs in the folder and with the Python of the build (benchmarks/against.py lays today's measuring files into it). Each
line that comes in is a question, each that goes out its answer, both JSON: `{"do": "fill", "cases": 10000}`,
`{"do": "measure", "what": "case list, all", "rounds": 5}`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from carisecure.embedded import servers
from carisecure.embedded.supervisor import Supervisor

SETTINGS = "carisecure.settings.testing"


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what anybody prints is no answer
    with servers.started(Supervisor(), temporary=True) as addresses:
        environment = {**addresses.environment(as_owner=True), "DJANGO_SETTINGS_MODULE": SETTINGS}
        for command in (["migrate", "-v0"], ["createcachetable"]):
            subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
        os.environ |= {"DATABASE_URL": addresses.app, "REDIS_URL": "memory://", "DJANGO_SETTINGS_MODULE": SETTINGS}
        import django

        django.setup()
        from benchmarks import measures

        side = measures.Side(addresses.superuser, {**addresses.environment(), "DJANGO_SETTINGS_MODULE": SETTINGS})
        for line in sys.stdin:
            asked: dict[str, Any] = json.loads(line)
            answer = getattr(side, asked.pop("do"))(**asked)
            print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
