"""A file of an exhibit sent piece by piece to the web server of the image: how fast, and what its processes grow by.

`MB=2048 python -m benchmarks exhibit_uploads` (500 without). Compared within the run: `sha256sum` of the same file, and
the memory of the server's processes while it arrives. Budgets: a quarter of that speed, 30 MB. Linux alone.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from benchmarks import crowd
from benchmarks.case_data import make_people
from benchmarks.demo_memory import pss, tree
from carisecure.access import session
from carisecure.accounts.models import User
from cases.exhibits.models import Exhibit
from cases.exhibits.operations import add_exhibit
from tests import signing_in
from tests.factories import make_case

PIECE = 4 * 1024 * 1024  # as static/js/upload.js sends
MOST_MB, LEAST_SHARE = 30, 0.25


class Browser:
    """One person's line to the server, kept open."""

    def __init__(self, user: User, port: int, page: str) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        client = Client()
        signing_in.force_login(client, user)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        _status, html = self.ask("GET", page)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        self.token = found[1] if found else ""

    def ask(self, method: str, address: str, body: bytes = b"", **more: str) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Host": "localhost", **more}
        if method == "POST":
            headers["X-CSRFToken"] = self.token
        self.line.request(method, address, body or None, headers)
        answer = self.line.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def post(self, address: str, body: bytes, **more: str) -> dict[str, object]:
        status, text = self.ask("POST", address, body, **more)
        if status != 200:
            raise SystemExit(f"{address}: {status} {text[:200]}")
        return dict(json.loads(text))


def _exhibit(by: User) -> Exhibit:
    with transaction.atomic():
        session.enter(by, purpose=session.REQUEST)
        return add_exhibit(case=make_case(by), mark="A1", description="Disk", by=by)


def _send(browser: Browser, exhibit: Exhibit, file: Path, pids: list[int]) -> tuple[float, int]:
    """Seconds, and the most kilobytes that the server had at any piece."""
    begun, most = time.perf_counter(), 0
    told = urlencode({"name": "disk.txt", "size": str(file.stat().st_size)}).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    place = browser.post(reverse("cases:begin_upload", args=[exhibit.pk]), told, **form)
    at = 0
    with file.open("rb") as stream:
        while part := stream.read(PIECE):
            more = {"Content-Type": "application/octet-stream", "Upload-Offset": str(at)}
            at = int(str(browser.post(str(place["piece"]), part, **more)["received"]))
            if at // PIECE % 16 == 1:
                most = max(most, sum(map(pss, pids)))
    browser.post(str(place["finish"]), b"")
    return time.perf_counter() - begun, most


def run(environment: dict[str, str]) -> None:
    megabytes = int(os.environ.get("MB", "500"))
    user = make_people()["all"]
    exhibit = _exhibit(user)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "disk.txt"
        with file.open("wb") as stream:
            for _one in range(megabytes):
                stream.write(os.urandom(512 * 1024).hex().encode())
        begun = time.perf_counter()
        subprocess.run([shutil.which("sha256sum") or "sha256sum", str(file)], check=True, stdout=subprocess.DEVNULL)
        plain = time.perf_counter() - begun
        served = {**environment, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "FILES_ROOT": f"{folder}/files"}
        with crowd.web(served) as (port, first):
            browser = Browser(user, port, reverse("cases:add_file", args=[exhibit.pk]))
            for _warm in range(5):
                browser.ask("GET", reverse("cases:exhibit", args=[exhibit.pk]))
            pids = tree(first)
            before = sum(map(pss, pids))
            seconds, most = _send(browser, exhibit, file, pids)
    share, grown = plain / seconds, max(0, most - before) / 1024
    print(f"{megabytes:,} MB in {seconds:.1f} s ({megabytes / seconds:.0f} MB/s); sha256sum {plain:.1f} s")
    print(f"share of its speed {share:.2f} (budget {LEAST_SHARE}); the web server grew by {grown:.1f} MB ({MOST_MB})")
    print("kept" if share >= LEAST_SHARE and grown <= MOST_MB else "NOT KEPT")
