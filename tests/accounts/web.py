"""Two web processes as in production, signed in as the application, and browsers that keep their cookies."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

from django.db import connection

from carisecure.embedded import children, database
from tests import server

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 40.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str

    @property
    def location(self) -> str:
        return str(self.headers.get("Location", ""))


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


class Browser:
    """Asks one address at a time and follows nothing."""

    def __init__(self, home: str) -> None:
        self.home, self.jar = home, CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar), _StayHere()
        )

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(self.home + path))  # noqa: S310  (an address made here)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        token = next((str(cookie.value) for cookie in self.jar if cookie.name == "csrftoken"), "")
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return self._ask(urllib.request.Request(self.home + path, data=body))  # noqa: S310

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode())
        except HTTPError as answer:
            with answer:
                return Answer(answer.code, answer.headers, answer.read().decode())


@dataclass(frozen=True)
class Web:
    home: str
    log: Path

    def processes_asked(self, path: str) -> set[str]:
        """The numbers of the processes that answered this address with POST."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return {line.split()[0] for line in lines if f"POST {path} " in line}


@contextmanager
def two_processes(folder: Path, *, redis: str) -> Iterator[Web]:
    """Both on the database of this test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web, said = Web(f"http://localhost:{port}", folder / "asked.log"), folder / "web.log"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.accounts.web_settings",
        "DATABASE_URL": server.address(str(connection.settings_dict["NAME"]), user=database.APP),
        "REDIS_URL": redis,
        "FILES_ROOT": str(folder / "files"),
    }
    command = [
        sys.executable, "-m", "gunicorn", "carisecure.wsgi", f"--bind=127.0.0.1:{port}", "--workers=2",
        "--worker-class=gthread", "--threads=4", "--no-control-socket", f"--access-logfile={web.log}",
        "--access-logformat=%(p)s %(r)s %(s)s",
    ]  # fmt: skip
    with said.open("ab") as output:
        child = children.spawn(command, env=environment, output=output.fileno(), cwd=ROOT)
    try:
        _wait(web, child, said)
        yield web
    finally:
        children.sweep(child.pid)
        child.wait()


def _wait(web: Web, child: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            Browser(web.home).get("/sign-in/")
            return
        except OSError:
            assert child.poll() is None, said.read_text(encoding="utf-8")
            time.sleep(0.1)
    raise AssertionError(said.read_text(encoding="utf-8"))
