"""What everything that docker-compose.yml keeps running takes of the machine's memory at rest; Linux alone.

The commands are those of the compose file and of the image, on servers of our own. What processes share is counted once
(PSS, out of /proc/*/smaps_rollup). At rest: for `REST` seconds (60) after the start the house seals and sweeps, and the
web server is asked for its health every five seconds, as compose asks. Once more after ten people have worked, when
each process has met most pages and each connection most tables. The proxy is another program and is not counted.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from django.conf import settings

from benchmarks import crowd
from benchmarks.case_data import build, make_people, make_units
from benchmarks.demo_memory import pss, tree
from carisecure.backup import shares
from carisecure.backup.place import Place
from carisecure.embedded.servers import Addresses
from carisecure.operating.alive import web_is_well

ROOT = Path(__file__).resolve().parents[1]
BUDGET_MB = 600
SERVICES = ("worker", "house", "beat", "backup", "wal")
PEOPLE, ROUNDS, CASES = 10, 2, 1_000


def commands() -> dict[str, list[str]]:
    """What each service of ours runs, as this Python runs it."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    found = {}
    for name in SERVICES:
        first, *rest = services[name]["command"]
        found[name] = [sys.executable, *rest] if first == "python" else [sys.executable, "-m", first, *rest]
    return found


def servers(socket_folder: Path) -> dict[str, int]:
    """The first process of PostgreSQL and of Redis: ours, by the folder of their sockets."""
    found: dict[str, int] = {}
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = entry.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if str(socket_folder) in said:
            name = "redis" if "redis" in said.split("\0")[0] else "postgres"
            if name not in found or int(entry.parent.name) < found[name]:
                found[name] = int(entry.parent.name)
    return found


@contextmanager
def running(environment: Mapping[str, str]) -> Iterator[tuple[int, dict[str, int]]]:
    """The port of the web server, and the first process of each service."""
    with ExitStack() as stack:
        log = stack.enter_context((Path(environment["BACKUP_SPOOL"]).parent / "services.log").open("wb"))
        port, web = stack.enter_context(crowd.web(environment))
        started = {"web": web}
        for name, command in commands().items():
            print(f"starts {name}: {shlex.join(command[1:])}", flush=True)
            child = subprocess.Popen(command, env=dict(environment), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
            stack.callback(child.wait, 60)
            stack.callback(child.terminate)
            started[name] = child.pid
        yield port, started


def wait_for_workers(services: Mapping[str, int]) -> None:
    """Until both have started the processes that work."""
    until = time.monotonic() + 300
    while any(len(tree(services[name])) < 3 for name in ("worker", "house")) and time.monotonic() < until:
        time.sleep(1)


def rest(port: int) -> None:
    """Nobody does anything; the container's health is asked."""
    until = time.monotonic() + float(os.environ.get("REST", "60"))
    while time.monotonic() < until:
        web_is_well(f"http://127.0.0.1:{port}/health/ready")
        time.sleep(5)


def work(port: int) -> None:
    people = make_people()
    build(CASES, superuser=os.environ["SUPERUSER_URL"], people=people, units=make_units())
    crowd.let_them_write(os.environ["SUPERUSER_URL"], people)
    browsers = [crowd.Person(n, user, port, ROUNDS, 0) for n, user in enumerate(crowd.make_crowd(people, PEOPLE))]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    faults = [browser.seen.faults for browser in browsers if browser.seen.faults]
    print(f"pages asked by {len(browsers)} people: faults {faults or 'none'}", flush=True)


def run(addresses: Addresses) -> None:
    """Print the tables; ends with 1 where it is more than the budget."""
    os.environ["SUPERUSER_URL"] = addresses.superuser
    with tempfile.TemporaryDirectory() as folder:
        recipient = shares.recipient(shares.make()[0])
        for name in ("files", "second", "spool"):
            (Path(folder) / name).mkdir()
        Place(Path(folder) / "second").prepare(recipient)
        environment = {
            **addresses.environment(), "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "LOG_FORMAT": "json",
            "FILES_ROOT": f"{folder}/files", "BACKUP_PLACE": f"{folder}/second", "BACKUP_SPOOL": f"{folder}/spool",
            "BACKUP_RECIPIENT": recipient,
        }  # fmt: skip
        # There is one already, or the service would make it at once.
        subprocess.run([sys.executable, "manage.py", "backup"], env=environment, cwd=ROOT, check=True)
        with running(environment) as (port, services):
            wait_for_workers(services)
            every = {**servers(Path(urlsplit(addresses.redis).path).parent), **services}
            rest(port)
            print("\n### At rest", flush=True)
            total = _table(every)
            print("\n### At rest, after people have worked", flush=True)
            work(port)
            rest(port)
            _table(every)
    kept = "kept" if total <= BUDGET_MB else "NOT KEPT"
    print(f"\n{total} MB at rest (budget {BUDGET_MB}): {kept}; load {os.getloadavg()[0]:.1f}", flush=True)
    if total > BUDGET_MB:
        raise SystemExit(1)


def _table(services: Mapping[str, int]) -> int:
    """Megabytes of all."""
    total = 0
    print("\n| service | processes | MB of each | MB |\n|---|---|---|---|")
    for name, first in services.items():
        sizes = sorted((pss(one) for one in tree(first)), reverse=True)
        total += sum(sizes)
        each = " ".join(f"{size / 1024:.0f}" for size in sizes)
        print(f"| `{name}` | {len(sizes)} | {each} | {sum(sizes) / 1024:.0f} |", flush=True)
    print(f"| all | | | {total / 1024:.0f} |", flush=True)
    return round(total / 1024)
