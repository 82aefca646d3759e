"""What gunicorn is told beside its command line: `--config=python:carisecure.operating.web_server`.

Its own lines look like all others (LOG_FORMAT), and what its processes count is gathered in memory (`figures`).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from carisecure import logs

FOLDER = "PROMETHEUS_MULTIPROC_DIR"

logconfig_dict: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"generic": logs.formatter(logs.chosen())},
    "handlers": {
        "error_console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}
    },
    "root": {"level": "INFO", "handlers": ["error_console"]},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["error_console"], "propagate": False}},
}


def on_starting(server: Any) -> None:
    """Before any process is forked: a folder that they share, and that holds nothing of an earlier start."""
    memory = Path("/dev/shm")  # noqa: S108
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="carisecure-figures-", dir=memory if memory.is_dir() else None)
    # The house is loaded once and shared by all processes, some 70 MB for each after the first. Not by `preload_app`,
    # which loads it before this folder is there.
    server.app.wsgi()
    from carisecure.operating import loading  # needs the settings that `wsgi` has read

    loading.load(templates=server.cfg.workers > 1)
    loading.share()


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ.get(FOLDER, ""), ignore_errors=True)
