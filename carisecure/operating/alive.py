"""`python -m carisecure.operating.alive beat`: did this container's process give a sign of life lately? Status 0 or 1.

For the health checks of docker-compose.yml: a look at a file's time, without Django, in some 20 ms. `web` asks /health.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

LATE_SECONDS = 200.0
WEB = "http://127.0.0.1:8000/health/ready"
# What other processes do: a web server that waits for them is well itself, and must be there to say so.
OTHERS = {"queue", "sealing"}


def _file(kind: str) -> Path:
    return Path(tempfile.gettempdir()) / f"carisecure-alive-{kind}"


def touch(kind: str) -> None:
    """Said by the process itself. A folder that cannot be written costs the health check, never the work."""
    try:
        _file(kind).touch()
    except OSError:
        return


def is_alive(kind: str, *, late: float = LATE_SECONDS) -> bool:
    try:
        return time.time() - _file(kind).stat().st_mtime < late
    except OSError:
        return False


def web_is_well(address: str = WEB) -> bool:
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  (an address of this container)
            return bool(answer.status == 200)
    except urllib.error.HTTPError as answer:
        try:
            return set(json.load(answer)["wrong"]) <= OTHERS
        except (ValueError, KeyError, TypeError):
            return False
    except OSError:
        return False


if __name__ == "__main__":
    asked = sys.argv[1]
    sys.exit(0 if (web_is_well() if asked == "web" else is_alive(asked)) else 1)
