"""How far long work is, as `_job_progress.html` shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """`url` answers with the whole page, and with the fragment alone for htmx, which asks every 2 seconds."""

    key: str
    label: str
    state: str
    url: str
    tone: str = "active"
    is_over: bool = False
    done: int = 0
    total: int = 0
    answer_url: str = ""
    answer_label: str = ""
    trouble: str = ""
