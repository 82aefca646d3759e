"""What is loaded before processes are forked: in a process of its own, which has loaded nothing yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKED = """
import django, gc, sys
django.setup()
from django.template import engines
from django.urls import get_resolver
from django.utils import translation
from carisecure.operating import loading
assert "cases.file.urls" not in sys.modules
loading.load(templates=TEMPLATES)
loading.share()
(loader,) = engines["django"].engine.template_loaders
print("cases.file.urls" in sys.modules, len(loader.get_template_cache) > 100, gc.get_freeze_count() > 100_000)
"""


def _loaded(templates: bool) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ASKED.replace("TEMPLATES", str(templates))], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "carisecure.settings.testing"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_addresses_and_templates_are_there_before_the_first_request() -> None:
    assert _loaded(True) == "True True True"


def test_one_process_loads_the_templates_it_needs_itself() -> None:
    assert _loaded(False) == "True False True"
