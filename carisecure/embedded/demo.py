"""`make demo`: everything that runs in production, on this machine, with invented people."""

from __future__ import annotations

import hashlib
import importlib
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping

from carisecure.embedded import database, forks, places, servers
from carisecure.embedded.errors import CannotStart
from carisecure.embedded.supervisor import Service, Supervisor

_FIRST_PORT = 8000
_PREPARED = "prepared"
# What somebody asked for, and what the house needs itself. Two processes of the house: its own jobs go one after the
# other, so that one is always free to seal and sweep. Beat is forked from it here and costs next to nothing.
_QUIET = ["--without-gossip", "--without-mingle"]
_WORKERS = {
    "asked": ["--concurrency=1", *_QUIET],
    "house": ["--concurrency=2", "--beat", *_QUIET],
}
# What those programs load besides, before they look at anything of ours.
_PROGRAMS = (
    "celery.apps.worker", "celery.beat", "celery.bin.worker", "celery.concurrency.prefork", "celery.fixups.django",
    "celery.worker.consumer", "gunicorn.app.wsgiapp", "gunicorn.arbiter", "gunicorn.workers.gthread",
    "kombu.transport.redis", "carisecure.operating.clock", "carisecure.operating.web_server",
)  # fmt: skip


def run(supervisor: Supervisor) -> None:
    with servers.only_one() as lock:
        if lock is None:
            found = servers.published()
            raise CannotStart(
                f"The demonstration runs already: {found[1] if found and found[1] else 'it is starting'}."
            )
        with servers.started(supervisor) as addresses:
            _prepare(supervisor, addresses)
            url = _start_services(supervisor, addresses)
            servers.publish(addresses, url)
            print(
                f"\nCariSECURE runs at {url}\nStop it with Ctrl-C; what you typed is kept for the next start."
                f"\nAn error's cause stands in {os.path.relpath(supervisor.log_folder / 'web.log')}.",
                flush=True,
            )
            supervisor.watch()


def _environment(addresses: servers.Addresses, *, as_owner: bool = False) -> dict[str, str]:
    return {
        **addresses.environment(as_owner=as_owner),
        "CELERY_SKIP_CHECKS": "1",  # as carisecure/celery.py says, which a forked worker does not read again
        "DJANGO_SETTINGS_MODULE": "carisecure.settings.demo",
        "PYTHONUNBUFFERED": "1",
    }


def _prepare(supervisor: Supervisor, addresses: servers.Addresses) -> None:
    """Migrate, load the invented people, gather the static files: only when a source file has changed since."""
    stamp = places.server_home(places.server_account()) / _PREPARED
    state = _state_of_sources()
    if stamp.exists() and stamp.read_text() == state and (places.ROOT / "staticfiles" / "staticfiles.json").exists():
        return
    if database.rebuild_from_before(addresses.superuser):
        print("The demonstration was made by an earlier release and is built anew; nothing of it is kept.", flush=True)
    as_owner, as_app = _environment(addresses, as_owner=True), _environment(addresses)
    for text, name, env in (
        ("Preparing the database", ["migrate", "--verbosity=0"], as_owner),
        ("", ["createcachetable"], as_owner),
        ("Loading the demonstration", ["load_demo"], as_app),
        ("Gathering the static files", ["collectstatic", "--noinput", "--verbosity=0"], as_app),
    ):
        if text:
            print(f"{text} ...", flush=True)
        supervisor.call(name[0], [sys.executable, "manage.py", *name], env)
    stamp.write_text(state)


def _state_of_sources() -> str:
    """Names, sizes and times of everything the steps above read; a few thousand files, some 20 ms."""
    digest = hashlib.sha256()
    for top in ("carisecure", "cases", "screening", "prosecutions", "reports", "static", "requirements-demo.lock"):
        path = places.ROOT / top
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                info = file.stat()
                digest.update(f"{file}\0{info.st_size}\0{info.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _start_services(supervisor: Supervisor, addresses: servers.Addresses) -> str:
    env = _environment(addresses)
    host = os.environ.get("DEMO_BIND", "")
    port = _free_port(host)
    is_loaded = _load(env)
    web = supervisor.start(Service("web", _gunicorn(host, port), env, is_loaded=is_loaded))
    for name, arguments in _WORKERS.items():
        told = ["--loglevel=INFO", f"--queues={name}", f"--hostname={name}@%h", *arguments]
        argv = [sys.executable, "-m", "carisecure.embedded.worker", *told]
        supervisor.start(Service(f"worker-{name}", argv, env, grace=15.0, is_loaded=is_loaded))
    url = f"http://localhost:{port}"
    _wait_for_web(url, web, supervisor)
    return url


def _load(env: Mapping[str, str]) -> bool:
    """Everything that web, workers and beat need, into this process, off which they are forked. Raises CannotStart."""
    if not forks.POSSIBLE:
        return False
    os.environ.update(env)
    from django.db import connection

    from carisecure import celery, wsgi  # noqa: F401  (with the database's proof that keys and migrations fit)
    from carisecure.operating import loading

    celery.app.loader.import_default_modules()
    celery.app.finalize()
    for name in _PROGRAMS:
        importlib.import_module(name)
    loading.load(templates=False)
    connection.close()  # no child must have it
    loading.share()
    return True


def _gunicorn(host: str, port: int) -> list[str]:
    binds = [f"--bind={host}:{port}"] if host else [f"--bind={address}:{port}" for address in _loopbacks()]
    return [
        sys.executable, "-m", "gunicorn", "carisecure.wsgi", *binds, "--worker-class=gthread", "--workers=1",
        "--threads=2", "--graceful-timeout=5", "--no-control-socket", "--config=python:carisecure.operating.web_server",
    ]  # fmt: skip


def _loopbacks() -> list[str]:
    """`localhost` is ::1 first on many machines, and on some there is no IPv6 at all."""
    return ["127.0.0.1", "[::1]"] if _can_bind("::1", 0) else ["127.0.0.1"]


def _can_bind(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        return False
    return True


def _free_port(host: str) -> int:
    """8000, or the next that nobody uses. PORT asks for one, and then only that one will do."""
    wanted = os.environ.get("PORT")
    hosts = [host] if host else [address.strip("[]") for address in _loopbacks()]
    for port in [int(wanted)] if wanted else range(_FIRST_PORT, _FIRST_PORT + 100):
        if all(_can_bind(address, port) for address in hosts):
            return port
    raise CannotStart(f"Port {wanted} is in use: choose another with PORT=..." if wanted else "No free port found.")


def _wait_for_web(url: str, still_running: Callable[[], bool], supervisor: Supervisor) -> None:
    """Ready when it answers at all; what it answers is the tests' business."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if not still_running():
            raise CannotStart(f"The web server did not start:\n{supervisor.last_lines('web')}")
        try:
            urllib.request.urlopen(url, timeout=5)  # noqa: S310  (an address made above)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CannotStart(f"The web server does not answer:\n{supervisor.last_lines('web')}")
