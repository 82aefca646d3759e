"""What tests/embedded/test_forks.py runs in a fork: says how it finds itself, then does what it is told."""

from __future__ import annotations

import json
import os
import signal
import sys
import time

import carisecure.embedded

if __name__ == "__main__":
    facts = {
        "argv": sys.argv[1:],
        "given": os.environ.get("GIVEN"),
        "path": os.environ.get("PATH"),
        "shares": hasattr(carisecure.embedded, "loaded_before"),
        "files": sorted(int(name) for name in os.listdir("/proc/self/fd") if int(name) > 2)[:-1],
        "session": os.getsid(0) == os.getpid(),
        "name": open("/proc/self/comm").read().strip(),  # noqa: SIM115
        "heeds": [signal.getsignal(sign) == signal.SIG_DFL for sign in (signal.SIGTERM, signal.SIGHUP)],
    }
    print(json.dumps(facts))  # noqa: T201  (its answer)
    if sys.argv[1] == "raise":
        raise ValueError("out of luck")
    if sys.argv[1] == "say":
        sys.exit("in words")
    if sys.argv[1] == "sleep":
        time.sleep(600)
    sys.exit(3)
